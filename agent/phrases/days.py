"""Days of the week and how often days come: "every day", "Mondays and Fridays", "every other week"."""

from collections.abc import Sequence
from dataclasses import replace

from agent.phrases.lexicon.words import WEEKEND
from agent.phrases.meaning import Calendar, On, Part, Span, Swap, Unsure
from agent.phrases.patterns import Rule, rule

QUARTERS = frozenset({1, 4, 7, 10})
HALVES = frozenset({1, 7})
CALENDAR_UNITS = ("day", "week", "fortnight", "month", "quarter", "year")
WORKING = frozenset(range(5))
WHOLE_WEEK = frozenset(range(7))
MOST_STEPS = 1_000


def ring(first: int, last: int, low: int, high: int) -> frozenset[int]:
    """From `first` to `last`, over the end of the cycle when need be."""
    if first <= last:
        return frozenset(range(first, last + 1))
    return frozenset(range(first, high + 1)) | frozenset(range(low, last + 1))


# ------------------------------------------------------------------ how often


def every_unit(unit: str, step: float = 1) -> Calendar | None:
    """Every day, every three weeks; None for what no calendar counts."""
    if unit not in CALENDAR_UNITS or step != int(step) or not 0 < step <= MOST_STEPS:
        return None
    steps = int(step)
    match unit:
        case "fortnight":
            return Calendar("week", 2 * steps)
        case "quarter":
            return Calendar("month", 3 * steps) if steps > 1 else Calendar("month", months=QUARTERS)
        case _:
            return Calendar(unit, steps)


def each(unit: str, parts: Sequence[Part] | None = None) -> On | None:
    return each_so_many(1, unit, parts)


def each_other(unit: str, parts: Sequence[Part] | None = None) -> On | None:
    return each_so_many(2, unit, parts)


def each_so_many(n: float, unit: str, parts: Sequence[Part] | None = None) -> On | None:
    calendar = every_unit(unit, n)
    return On(calendar, tuple(parts or ())) if calendar else None


_FREQUENCIES = {
    "half": Calendar("month", months=HALVES),
    "bimonth": Calendar("month", 2),
    "fourmonth": Calendar("month", 4),
    "biyear": Calendar("year", 2),
}


def _frequency(freq: str, parts: tuple[Part, ...] | None = None) -> On | None:
    calendar = _FREQUENCIES.get(freq) or every_unit(freq)
    return On(calendar, parts or (), weak=True) if calendar else None


def some_weeks(n: float, week: Calendar) -> On | None:
    """The next three Thursdays."""
    return On(replace(week, repeats=True), count=int(n)) if n == int(n) and n > 1 else None


def _each_so_many_parts(n: float, parts: tuple[Part, ...]) -> On | None:
    """Every third night."""
    return each_so_many(n, "day", parts) if n > 1 else None


def _some_parts(n: float, part: Part) -> On | None:
    """The next two mornings."""
    return On(Calendar("day"), (part,), count=int(n)) if n == int(n) and n > 1 else None


def _again(freq: str) -> On | None:
    """Repeat weekly: this is about when, whatever stands beside it."""
    found = _frequency(freq)
    return replace(found, weak=False) if found else None


def _so_often(n: int, unit: str) -> On | None:
    """Three times a week: the days or the times must be named beside it."""
    calendar = every_unit(unit)
    if calendar is None or n < 1:
        return None
    return On(calendar if n == 1 else replace(calendar, times=n))


def _twice_on(week: Calendar) -> On:
    """Twice every weekday: two times of each of them."""
    return On(replace(week, repeats=True, times=2 * len(week.weekdays)))


def _at_parts(parts: tuple[Part, ...]) -> On:
    return On(Calendar("day"), parts)


# ------------------------------------------------------------------ weekdays


def weekly(days: frozenset[int], *, repeats: bool) -> Calendar:
    return Calendar(weekdays=days, repeats=repeats)


def _one(day: int) -> Calendar:
    return weekly(frozenset({day}), repeats=False)


def _each_one(day: int) -> Calendar:
    return weekly(frozenset({day}), repeats=True)


def _range(a: int, b: int) -> Calendar:
    """Friday to Monday; from Monday to Monday is the whole week."""
    return weekly(WHOLE_WEEK, repeats=True) if a == b else weekly(ring(a, b, 0, 6), repeats=True)


def _set(days: tuple[int, ...]) -> Calendar:
    return weekly(frozenset(days), repeats=True)


def _on_nights(days: tuple[int, ...], part: Part) -> On:
    """Weeknights: the days and the part of them in one word."""
    return On(_set(days), (part,))


def _week(days: tuple[Calendar, ...]) -> Calendar:
    union: frozenset[int] = frozenset().union(*(day.weekdays for day in days))
    return weekly(union, repeats=any(day.repeats for day in days))


def side_by_side(day: Calendar, days: Calendar) -> Calendar:
    return weekly(day.weekdays | days.weekdays, repeats=day.repeats or days.repeats)


def _on(week: Calendar, parts: tuple[Part, ...] | None = None) -> On:
    return On(week, parts or ())


def _also(week: Calendar) -> On:
    return On(week, more=True)


def on_mornings(week: Calendar, part: Part) -> On:
    """Monday mornings come again; Monday morning is one."""
    return On(replace(week, repeats=True), (part,))


def _every(week: Calendar, parts: tuple[Part, ...] | None = None) -> On:
    return On(replace(week, repeats=True), parts or ())


def _every_other(week: Calendar, span: Span, parts: tuple[Part, ...] | None = None) -> On | Unsure:
    """Every other weekend is every two weeks; every other weekday may be Monday, Wednesday, Friday."""
    if week.weekdays == WORKING:
        return _over_weekends(2, span)
    return On(replace(week, unit="week", step=2, repeats=True), parts or ())


def _over_weekends(n: int, span: Span) -> Unsure:
    """Every two working days: they are not counted on over a weekend."""
    named = [Swap(span, "", "mon_wed_fri")] if n == 2 else []
    return Unsure("over_weekends", swaps=(*named, Swap(span, str(n), "so_many_days")))


def _every_so_many(n: float, week: Calendar, span: Span) -> On | Unsure | None:
    if n != int(n) or not 1 < n <= MOST_STEPS:
        return None
    if week.weekdays == WORKING:
        return _over_weekends(int(n), span)
    return On(replace(week, unit="week", step=int(n), repeats=True))


def _twice_or_second(unit: str, span: Span) -> Unsure:
    """Biweekly, bimonthly."""
    return Unsure("biweekly", swaps=tuple(Swap(span, "", f"{often}_{unit}") for often in ("twice_a", "every_second")))


def _second_week(unit: str, week: Calendar) -> On | Unsure:
    """Biweekly on Thursday is every other Thursday; on two days it may be twice a week."""
    if unit != "week" or len(week.weekdays) > 1:
        return Unsure("biweekly")
    return On(replace(week, unit="week", step=2, repeats=True))


def _nth_or_other(nth: int, week: Calendar) -> On | Unsure | None:
    """Every first Monday is clear; every second Monday is every other one, or the month's second."""
    if nth in (1, -1, -2):
        return On(Calendar("month", nth=tuple((nth, day) for day in sorted(week.weekdays))))
    if len(week.weekdays) > 1:
        return Unsure("nth") if 1 < nth <= 5 else None
    return On(replace(week, unit="week", step=nth, repeats=True)) if 1 < nth <= 5 else None


def _which_of_this_week(days: tuple[int, ...]) -> Unsure | None:
    """This weekday; this weekend is two dates."""
    return Unsure("which_day") if days != WEEKEND else None


RULES: tuple[Rule, ...] = (
    # a day, some days
    rule("DAY", "day:weekday", _one),
    rule("DAY", "day:plural", _each_one),
    rule("DAY", "days:dayset", _set),
    rule("DAY", "from? a:weekday|plural !clocked dash|to|through b:weekday|plural", _range),
    rule("DAY", "between a:weekday|plural and b:weekday|plural", _range),
    rule("WEEK", "days:DAY+", _week),
    # parts of the day
    rule("PARTS", "p:part|parts", lambda p: (p,)),
    rule("PARTS", "in the p:part", lambda p: (p,)),
    rule("PARTS", "at p:part", lambda p: (p,)),
    rule("PARTS", "p:part|parts and q:part|parts", lambda p, q: (p, q)),
    rule("EACHPART", "on|in? the? p:parts", lambda p: (p,)),
    rule("EACHPART", "p:parts and q:parts", lambda p, q: (p, q)),
    # how often
    rule("ON", "freq:freq parts:PARTS?", _frequency),
    rule("ON", "once freq:freq", _frequency),
    rule("ON", "every|all unit:unit parts:PARTS?", each),
    rule("ON", "once? every n:NUM unit:unit", each_so_many),
    rule("ON", "once? every other unit:unit parts:PARTS?", each_other),
    rule("ON", "on? other unit:unit", each_other),
    rule("ON", "every n:ORD unit:unit", each_so_many),
    rule("ON", "once every|per|a unit:unit", each),
    rule("ON", "once in NUM unit", lambda: Unsure("once_or_every")),
    rule("ON", "n:HOWOFTEN every|per|a unit:unit", _so_often),
    rule("ON", "n:HOWOFTEN unit:freq", _so_often),
    rule("ON", "twice on|every week:WEEK", _twice_on),
    rule("HOWOFTEN", "n:NUM times"),
    rule("HOWOFTEN", "twice", lambda: 2),
    rule("ON", "every|all unit=day of every|the? unit=week|unit=month|unit=year", lambda: On(Calendar("day"))),
    rule("ON", "once? every step:stepdays", lambda step: each_so_many(*step)),
    rule("ON", "on|every? the? p:weeknight", lambda p: On(weekly(WORKING, repeats=True), (p,))),
    rule("ON", "unit:twicein", lambda unit: _so_often(2, unit)),
    rule("ON", "unit:twiceorsecond", _twice_or_second),
    rule("ON", "unit:twiceorsecond on? week:WEEK", _second_week),
    rule("ON", "unit:twiceorsecond comma? on? every? other week:WEEK", _second_week),
    rule("ON", "on? every? other week:WEEK comma? unit:twiceorsecond", _second_week),
    rule("ON", "week:WEEK comma? unit:twiceorsecond", _second_week),
    rule("ON", "every parts:PARTS", _at_parts),
    rule("ON", "every part:dial", lambda part: _at_parts((part,))),
    rule("ON", "parts:EACHPART", _at_parts),
    # on these weekdays
    rule("ON", "on|during|all? the|all single", lambda: Unsure("once_or_every")),
    rule("ON", "from? weekday at? TIME to|through|until weekday at? TIME", lambda: Unsure("which_span")),
    rule("ON", "on? next dayset", lambda: Unsure("which_day")),
    rule("ON", "on? this days:dayset", _which_of_this_week),
    rule("ON", "also on? every? week:WEEK", _also),
    rule("ON", "on? every? week:WEEK included", _also),
    rule("ON", "on? week:WEEK part:parts", on_mornings),
    rule("ON", "on? week:WEEK parts:PARTS?", _on),
    rule("ON", "on|during? every|all|the? nights:nightset", lambda nights: _on_nights(*nights)),
    rule("ON", "on the day:weekday", lambda day: On(_one(day))),
    rule("ON", "on? the days:dayset", lambda days: On(_set(days))),
    rule("ON", "on? every|all week:WEEK parts:PARTS?", _every),
    rule("ON", "on? every? other week:WEEK parts:PARTS?", _every_other),
    rule("ON", "on? every? unit=day other", lambda: each_other("day")),
    rule("ON", "on? every? other parts:PARTS", lambda parts: each_other("day", parts)),
    rule("ON", "every n:NUM|ORD parts:PARTS", _each_so_many_parts),
    rule("ON", "p:nightly", lambda p: On(Calendar("day"), (p,), weak=True)),
    rule("ON", "every n:NUM week:WEEK", _every_so_many),
    rule("ON", "on? every nth:ORD week:WEEK", _nth_or_other),
    rule("ON", "on? week:WEEK of? every n:NUM unit=week", _every_so_many),
    rule("ON", "on? week:WEEK of? every other unit=week", _every_other),
    rule("ON", "on? week:WEEK of? every unit=week", _every),
    rule("ON", "on|every day:dayof", lambda day: On(_each_one(day))),
    rule("ON", "recur on? every? week:WEEK parts:PARTS?", _every),
    rule("ON", "recur freq:freq", _again),
    rule("ON", "on|for|during? the? next n:NUM week:WEEK", some_weeks),
    rule("ON", "on|for|during? the? next n:NUM part:parts", _some_parts),
    rule("ON", "not WEEK but on? week:WEEK", _on),
)
