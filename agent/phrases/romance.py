"""Days and dates as Portuguese, Spanish and French say them: "sexta sim, sexta não", "no dia 12/10"."""

from agent.phrases.ahead import ahead, dated, day_of_month, day_of_month_ahead, unit_end, unit_start, weekday_after
from agent.phrases.dates import coming_weekday, of_next_week, written, written_rules
from agent.phrases.days import HALVES, each_other, on_mornings, ring, side_by_side, some_weeks, weekly
from agent.phrases.intervals import LENGTHS
from agent.phrases.meaning import (
    Bounds,
    Calendar,
    DateOf,
    On,
    Span,
    Unsure,
    Zone,
)
from agent.phrases.monthdays import both_each, first_days, flat, from_to, last_days, monthly, nth
from agent.phrases.near import before_the_end
from agent.phrases.patterns import Rule, rule
from agent.phrases.shapes import Written


def _numbered_week(a: int, b: int) -> Calendar:
    return weekly(ring(a, b, 0, 6), repeats=True)


def _the_days(days: tuple[int, ...]) -> On:
    """Le 1er et le 15 du mois."""
    return On(monthly(days, repeats=True))


def _nth_business(n: int) -> On | None:
    """Todo 5º dia útil: of the month."""
    return On(Calendar("month", business=(n,))) if n else None


def _other_week(week: Calendar) -> On | None:
    """Segundas alternadas."""
    return _every_other_weekday(min(week.weekdays)) if len(week.weekdays) == 1 else None


def _written_day(value: Written, span: Span) -> DateOf | None:
    """No dia 12/10."""
    return None if value.clock else written(value, span, day_first=True)


def _written_monthdate(value: Written) -> tuple[int, int] | None:
    """12/10, of any year."""
    return (value.second, value.first) if value.open and value.year is None else None


def _alternating(a: int, b: int) -> On | None:
    """Sexta sim, sexta não."""
    return _every_other_weekday(a) if a == b else None


def _short_day(day: int) -> Calendar:
    return weekly(frozenset({day}), repeats=False)


def _short_week(day: int, days: Calendar) -> Calendar:
    """Seg qua sex."""
    return side_by_side(_short_day(day), days)


def _day_by_day(a: int, b: int) -> On | None:
    """De terça em terça."""
    return On(weekly(frozenset({a}), repeats=True)) if a == b else None


def _every_other_weekday(day: int) -> On:
    return On(Calendar("week", 2, weekdays=frozenset({day})))


def _unit_alternating(a: str, b: str) -> On | None:
    """Dia sim, dia não."""
    return each_other(a) if a == b else None


def _monthly_days(n: tuple[float, ...]) -> On | None:
    days = tuple(each for each in n if isinstance(each, int))
    return On(monthly(days, repeats=True)) if len(days) == len(n) else None


def _business_days(days: tuple[int, ...]) -> On:
    """Nos últimos três dias úteis do mês."""
    return On(Calendar("month", business=days))


def _friday_13(weekday: int, n: float) -> Calendar | None:
    """Sexta-feira 13; with another number it may be a time."""
    return Calendar(weekdays=frozenset({weekday}), monthdays=(13,), repeats=False) if n == 13 else None


def _every_friday_13(weekday: int, n: float) -> On | None:
    return both_each(weekday, 13) if n == 13 else None


def _one_friday_13(weekday: int, n: float) -> On | None:
    calendar = _friday_13(weekday, n)
    return On(calendar) if calendar else None


def _one_numbered(o: int) -> On | None:
    """Dia 1º, as "dia 10"."""
    return On(monthly((o,), repeats=False)) if o > 0 else None


def _from_the_end(n: int, day: Calendar) -> Calendar | None:
    """4ª sexta-feira a contar do fim."""
    return nth((-n,), day)


def _coming(u: str) -> Bounds | None:
    start, end = unit_start(u, 1), unit_end(u, 1)
    return Bounds(starts=start, ends=end) if start and end and u != "day" else None


def _from_next(u: str) -> Bounds | None:
    start = unit_start(u, 1)
    return Bounds(starts=start) if start else None


def _day_next_month(n: float) -> DateOf | None:
    return day_of_month_ahead(int(n), 1) if n == int(n) else None


def _year_after(p: tuple[int, int]) -> DateOf:
    return lambda today: dated(*p, today.year + 1)(today)


RULES: tuple[Rule, ...] = (
    # what is over: "segunda passada", "el mes pasado"
    rule("ON", "on? the? weekday gone", lambda: Unsure("gone")),
    rule("ON", "unit gone", lambda: Unsure("gone")),
    rule("ON", "on? the? unit=day NUM of unit gone", lambda: Unsure("gone")),
    # weekdays by their number: 2ª is Monday
    rule("DAY", "day:weekdaynth feira?", lambda day: weekly(frozenset({day}), repeats=False)),
    rule("DAY", "from? a:weekdaynth feira? dash|to|through b:weekdaynth feira?", _numbered_week),
    rule("ORD", "t:ordinaltens o:ordinalones", lambda t, o: t + o),
    rule("ON", "every n:ORD business", _nth_business),
    rule("ON", "on? every? unit=day n:ORD util", _nth_business),
    rule("WEEK", "day:DAY comma|and on days:WEEK", side_by_side),
    rule("SHORTWEEK", "day:shortday", _short_day),
    rule("SHORTWEEK", "day:shortday days:SHORTWEEK", _short_week),
    rule("WEEK", "days:SHORTWEEK"),
    rule("ON", "overthe next n:NUM week:WEEK", some_weeks),
    rule("ON", "on? days:THEDAY+ OFMONTH", _the_days),
    rule("THEDAY", "the? o:ORD"),
    rule("THEDAY", "the n:DAYNUM"),
    rule("MDAY", "on|overthe|for n:NUM ordinal=-1 unit=day", last_days),
    rule("MDAY", "on|overthe|for n:NUM ordinal=1 unit=day", first_days),
    rule("LASTDAYS", "lastones n:NUM unit=day", last_days),
    rule("LASTDAYS", "n:NUM lastones unit=day", last_days),
    rule("LASTDAYS", "firstones n:NUM unit=day", first_days),
    rule("LASTDAYS", "n:NUM firstones unit=day", first_days),
    rule("ON", "on|overthe? days:LASTDAYS OFMONTH", _monthly_days),
    rule("LASTWORKING", "lastones n:NUM business", last_days),
    rule("LASTWORKING", "n:NUM lastones business", last_days),
    rule("LASTWORKING", "firstones n:NUM business", first_days),
    rule("LASTWORKING", "n:NUM firstones business", first_days),
    rule("ON", "on|overthe? days:LASTWORKING OFMONTH", _business_days),
    rule("DAY", "day:weekday feira", lambda day: weekly(frozenset({day}), repeats=False)),
    rule("SPAN", "overthe next size:LENGTH", lambda size: Bounds(lasts=size)),
    rule("SPAN", "overthe next u:unit", lambda u: Bounds(lasts=LENGTHS[u])),
    rule("DAY", "day:weekdaynths feira?", lambda day: weekly(frozenset({day}), repeats=True)),
    rule("ON", "every? week:WEEK other", _other_week),
    rule("ON", "unit=day other", lambda: each_other("day")),
    rule("ON", "every semester", lambda: On(Calendar("month", months=HALVES))),
    rule("ON", "on single", lambda: Unsure("once_or_every")),
    rule("ON", "from a:weekday in b:weekday", _day_by_day),
    rule("ON", "a? a:weekday yes comma|and? a? b:weekday not", _alternating),
    rule("ON", "a? a:unit yes comma|and? a? b:unit not", _unit_alternating),
    rule("ON", "a day:weekday outof=2", _every_other_weekday),
    rule("ON", "a unit:unit outof=2", each_other),
    rule("ON", "a? unit:unit yes comma|and? other not", each_other),
    rule("ON", "a? day:weekday yes comma|and? other not", _every_other_weekday),
    rule("ON", "every unit=day n:DAYNUM+ !INPART|unit|ANDPART|minutesto|oclock|less", _monthly_days),
    rule("ON", "every unit=day n:ORD+ !weekday", _monthly_days),
    rule("ON", "every unit=day n:DATENUM+ !weekday|business|INPART|unit|ANDPART|minutesto|oclock|less", _monthly_days),
    rule("ON", "once? every|per|a unit=month comma? the n:DAYNUM+ !unit", _monthly_days),
    rule("ON", "every weekday:weekday|plural n:NUM", _every_friday_13),
    rule("ON", "on? weekday:plural n:NUM", _every_friday_13),
    rule("ON", "on? weekday:weekday n:NUM", _one_friday_13),
    rule("DAYOF", "weekday:weekday n:NUM", _friday_13),
    rule("MDAY", "unit=day o:ORD", lambda o: (o,)),
    rule("ON", "on? unit=day o:DAYORD !of|weekday|util|business|fromend|OFMONTH", _one_numbered),
    rule("MDAY", "on? the? o:ORD unit=day fromend", lambda o: (-o,)),
    rule("NTH", "on? the? n:ORD day:DAY fromend", _from_the_end),
    rule("NTH", "on? the? n:ORD business fromend", lambda n: Calendar(business=(-n,), repeats=False)),
    rule("NUMBERED", "n:DATENUM", lambda n: (n,)),
    rule("NUMBERED", "a:DATENUM !clocked dash|to|through b:DAYNUM", from_to),
    rule("NUMBEREDDAYS", "unit=day lists:NUMBERED+ !unit|oclock", flat),
    rule("MDAYS", "days:NUMBEREDDAYS"),
    rule("MDAYS", "a:NUMBEREDDAYS|MDAY comma|and on b:MDAYS", lambda a, b: (*a, *b)),
    # dates
    rule("MONTHDATE", "unit=day the? o:ORD of? m:month", lambda m, o: (m, o) if o > 0 else None),
    rule("DATE", "on? weekday:weekday quevem", weekday_after),
    rule("DATE", "on? the? weekday:weekday now", coming_weekday),
    rule("DATE", "on? weekday:weekday of|on? the? unit=week quevem", of_next_week),
    rule("DATE", "on? the? unit=week quevem comma? on? weekday:weekday", of_next_week),
    rule("DATE", "on? weekday:weekday of|on? next unit=week", of_next_week),
    rule("DATE", "on? the? unit=day n:NUM of unit=month quevem", _day_next_month),
    rule("DATE", "on? the? unit=day n:NUM of next unit=month", _day_next_month),
    rule("DATE", "on? unit=month quevem comma? on? the? unit=day n:NUM", _day_next_month),
    rule("DATE", "on? the? unit=day? p:MONTHDATE of|on? unit=year quevem", _year_after),
    rule("SPAN", "for|during|on|in? the? u:unit quevem", _coming),
    rule("START", "starting the? u:unit quevem", _from_next),
    rule("START", "starting size:LENGTH", lambda size: None if size.seconds else Bounds(starts=ahead(size))),
    rule("ON", "n:DAYSOFF fromend OFMONTH", before_the_end),
    rule("DATE", "on? the? unit=day value:written", _written_day),
    rule("MONTHDATE", "unit=day? value:written", _written_monthdate),
    rule("BUT", "e:PLAINDAYS not", lambda e: e[0]),
    rule("END", "untilday n:DAYNUM !OFAMONTH|unit", lambda n: Bounds(ends=day_of_month(n))),
    rule("ON", "on|in? the? part:parts of week:WEEK", on_mornings),
    # zones
    rule("ZONE", "in|on|at|of? the? time of? the? z:ZONENAME"),
    rule("ZONE", "in|on|at|of? the? time local of z:ZONENAME"),
    rule("PLACE", "of p:place", Zone),
    *written_rules(day_first=True),
)
