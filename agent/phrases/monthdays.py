"""Days of the month: "the 15th", "the last Friday", "the third working day of every quarter"."""

from dataclasses import replace

from agent.phrases.days import QUARTERS, weekly
from agent.phrases.meaning import Calendar, On, Unsure, narrowed
from agent.phrases.patterns import Rule, rule

QUARTER_ENDS = frozenset({3, 6, 9, 12})


def monthly(days: tuple[int, ...], *, repeats: bool = False) -> Calendar:
    return Calendar("month" if repeats else "", monthdays=tuple(dict.fromkeys(days)), repeats=repeats)


def _each_month(days: tuple[int, ...]) -> On:
    return On(monthly(days, repeats=True))


def _row_of_days(days: tuple[int, ...]) -> On | None:
    """1st and 15th."""
    return On(monthly(days)) if len(days) > 1 else None


def _once(day: int) -> On | None:
    return On(monthly((day,))) if day > 0 else None


def _tens(t: int, o: int) -> int | None:
    return t + o if t in (20, 30) else None


def _number(n: float) -> tuple[int] | None:
    return (n,) if isinstance(n, int) else None


def _numbers(n: tuple[float, ...]) -> tuple[int, ...] | None:
    whole = tuple(each for each in n if isinstance(each, int))
    return whole if len(whole) == len(n) else None


def _numbered(n: tuple[float, ...]) -> On | None:
    days = _numbers(n)
    return On(monthly(days)) if days else None


def from_to(a: int, b: int) -> tuple[int, ...] | None:
    """From the 10th to the 20th; from the 28th to the 2nd goes over the end of the month."""
    if 1 <= b < a <= 31 and a > 20 and b < 11:
        return (*range(a, 32), *range(1, b + 1))
    return tuple(range(a, b + 1)) if 1 <= a < b <= 40 else None


def _numbered_days(a: int, b: int) -> On | None:
    """From 10 to 14 of each month."""
    days = from_to(a, b)
    return _each_month(days) if days else None


def flat(lists: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    return tuple(number for each in lists for number in each)


# ------------------------------------------------------------------ the first Monday


def nth(numbers: tuple[int, ...], day: Calendar) -> Calendar | None:
    if len(day.weekdays) != 1:
        return None
    weekday = min(day.weekdays)
    return Calendar(nth=tuple((n, weekday) for n in numbers), repeats=False)


def _some_nths(end: int, n: float, day: Calendar) -> Calendar | None:
    """The last two Fridays."""
    numbers = {1: first_days, -1: last_days}.get(end, lambda _: None)(n)
    return nth(numbers, day) if numbers and 1 < len(numbers) < 5 else None


def _business(nth: tuple[int, ...]) -> Calendar:
    return Calendar(business=nth, repeats=False)


def _nths(items: tuple[Calendar, ...]) -> Calendar | None:
    """First Monday and third Friday; a list may not mix working days with weekdays."""
    nth = tuple(pair for each in items for pair in each.nth)
    business = tuple(n for each in items for n in each.business)
    return None if nth and business else Calendar(nth=nth, business=business, repeats=False)


def _nths_alone(items: tuple[Calendar, ...]) -> On | None:
    calendar = _nths(items)
    return On(calendar) if calendar else None


def _several_nths(items: tuple[Calendar, ...]) -> On | None:
    """Every first and third Monday; every third one alone may be every third week."""
    calendar = _nths(items)
    return On(replace(calendar, unit="month", repeats=True)) if calendar and len(calendar.nth) > 1 else None


def _both(weekday: int, day: int) -> Calendar | None:
    """Friday the 13th."""
    return narrowed(weekly(frozenset({weekday}), repeats=False), monthly((day,)))


def _both_once(weekday: int, day: int) -> On | None:
    calendar = _both(weekday, day)
    return On(calendar) if calendar else None


def both_each(weekday: int, day: int) -> On | None:
    """Every Friday the 13th."""
    calendar = _both(weekday, day)
    return On(replace(calendar, unit="month", repeats=True)) if calendar else None


def _both_days(week: Calendar, days: tuple[int, ...]) -> On | None:
    """Every Monday the 10th to 16th."""
    return On(Calendar("month", weekdays=week.weekdays, monthdays=days)) if len(days) > 1 else None


# ------------------------------------------------------------------ of the month, quarter, year


def _of_month(day: Calendar) -> On:
    return On(replace(day, unit="month", repeats=True))


def _of_other_month(day: Calendar) -> On:
    return On(replace(day, unit="month", step=2, repeats=True))


def _of_nth_month(day: Calendar, n: float) -> On | None:
    """The last day of every third month."""
    return On(replace(day, unit="month", step=int(n), repeats=True)) if n == int(n) and 1 < n <= 12 else None


def _second_month(day: Calendar) -> On | Unsure:
    """Bimonthly on the 5th is every other month; on two days it may be twice a month."""
    return Unsure("biweekly") if day.many else _of_other_month(day)


def _alternate(days: tuple[int, ...]) -> On:
    """Odd days: 1, 3, … 31; after a 31st that is two days in a row."""
    return On(monthly(days, repeats=True))


def first_days(n: float) -> tuple[int, ...] | None:
    return tuple(range(1, int(n) + 1)) if n == int(n) and 1 <= n <= 31 else None


def last_days(n: float) -> tuple[int, ...] | None:
    return tuple(range(-int(n), 0)) if n == int(n) and 1 <= n <= 31 else None


def _some_business(days: tuple[int, ...] | None) -> Calendar | None:
    return _business(days) if days and len(days) < 20 else None


def _of_quarter(day: Calendar) -> On:
    """The last day of the quarter is in its last month."""
    first, last = _halves_of(day)
    begins = replace(first, unit="month", months=QUARTERS, repeats=True)
    ends = replace(last, unit="month", months=QUARTER_ENDS, repeats=True)
    return On(begins, also=(ends,)) if first.picks and last.picks else On(ends if last.picks else begins)


def _halves_of(day: Calendar) -> tuple[Calendar, Calendar]:
    """What is counted from the beginning, and what from the end."""
    parts = [
        replace(
            day,
            monthdays=tuple(n for n in day.monthdays if (n < 0) == end),
            nth=tuple(pair for pair in day.nth if (pair[0] < 0) == end),
            business=tuple(n for n in day.business if (n < 0) == end),
        )
        for end in (False, True)
    ]
    return parts[0], parts[1]


def _period_end(unit: str) -> On | None:
    """Month-end, quarter-end, year-end."""
    last = monthly((-1,))
    of = {"month": _of_month, "quarter": _of_quarter, "year": _of_year}.get(unit)
    return of(last) if of else None


def _of_year(day: Calendar) -> On:
    return On(replace(day, unit="month", months=frozenset({12 if day.at_end else 1}), repeats=True))


def _of_months(day: Calendar, months: frozenset[int]) -> On:
    """The 1st of January and July comes again; that of January may be once."""
    return On(replace(day, months=months, repeats=len(months) > 1, unit="month" if len(months) > 1 else day.unit))


def _of_each(day: Calendar, months: frozenset[int]) -> On:
    return On(replace(day, unit="month", months=months, repeats=True))


def _numbered_of_each(day: int, months: frozenset[int]) -> On:
    """Every January and July 1."""
    return _of_each(monthly((day,)), months)


RULES: tuple[Rule, ...] = (
    # ordinals
    rule("ORD", "o:ordinal"),
    rule("ORD", "t:tens dash? o:ordinalones", _tens),
    rule("DAYORD", "!weekday o:ORD"),  # "segunda" is Monday and no date
    rule("DAYNUM", "n:NUM !times", lambda n: n if isinstance(n, int) and 1 <= n < 100 else None),
    # days of a month
    rule("MDAY", "the? o:DAYORD", lambda o: (o,)),
    rule("MDAY", "the? o:ORD unit=day", lambda o: (o,)),
    rule("MDAY", "unit=day n:NUM", _number),
    rule("MDAY", "the? begin", lambda: (1,)),
    rule("MDAY", "the? end", lambda: (-1,)),
    rule("MDAY", "from? the? a:DAYORD dash|to|through the? b:DAYORD", from_to),
    rule("MDAY", "between the? a:DAYORD and the? b:DAYORD", from_to),
    rule("MDAY", "from? unit=day a:NUM !clocked dash|to|through unit=day? b:NUM", from_to),
    rule("MDAY", "between unit=day a:NUM and unit=day? b:NUM", from_to),
    rule("MDAY", "on? the? ordinal=1 n:NUM unit=day", first_days),
    rule("MDAY", "on? the? ordinal=-1 n:NUM unit=day", last_days),
    rule("MDAYS", "lists:MDAY+", flat),
    rule("MDAYS", "unit=day n:NUM+", _numbers),
    rule("NTHORD", "on|in? the? o:ORD", lambda o: o),
    rule("NTH", "the? numbers:NTHORD+ day:DAY", nth),
    rule("NTH", "the? nth:NTHORD+ business", _business),
    rule("NTH", "on? the? ordinal=1 n:NUM business", lambda n: _some_business(first_days(n))),
    rule("NTH", "on? the? ordinal=-1 n:NUM business", lambda n: _some_business(last_days(n))),
    rule("NTH", "on? the? end:ordinal n:NUM day:DAY", _some_nths),
    rule("DAYOF", "days:MDAYS", monthly),
    rule("DAYOF", "items:NTH+", _nths),
    rule("DAYOF", "the? weekday:weekday|plural the? !weekday day:ORD", _both),
    # of what
    rule("OFMONTH", "of|in every|the|a unit=month", lambda: True),
    rule("OFMONTH", "of unit=month", lambda: True),
    rule("OFMONTH", "comma? every|per|a unit=month", lambda: True),
    rule("OFMONTH", "freq=month", lambda: True),
    rule("OFQUARTER", "of|in? every|the|a unit=quarter", lambda: True),
    rule("OFYEAR", "of|in? every|the|a unit=year", lambda: True),
    rule("ON", "on|at|in? every? day:DAYOF OFMONTH", _of_month),
    rule("ON", "on|at|in? every? day:DAYOF OFQUARTER", _of_quarter),
    rule("ON", "on|at|in? every? day:DAYOF OFYEAR", _of_year),
    rule("ON", "every unit=month comma? on|at|in day:DAYOF", _of_month),
    rule("ON", "freq=month comma? days:nthday+ !of|DAY|business", _each_month),
    rule("ON", "every unit=month comma? days:nthday+ !DAY|business", _each_month),
    rule("ON", "every unit=month comma? days:MDAYS !DAY|business", _each_month),
    rule("ON", "every unit=quarter comma? days:MDAYS !DAY|business", lambda days: _of_quarter(monthly(days))),
    rule("ON", "from the? a:DAYNUM to|through|dash the? b:DAYNUM OFMONTH", _numbered_days),
    rule("ON", "on|at|in? day:DAYOF of|in every other unit=month", _of_other_month),
    rule("ON", "on|at|in? every? day:DAYOF of|in every n:ORD|NUM unit=month", _of_nth_month),
    rule("ON", "on? every day:DAYOF of|in every other unit=month", _of_other_month),
    rule("ON", "twiceorsecond=month comma? on? day:DAYOF", _second_month),
    rule("ON", "on? day:DAYOF twiceorsecond=month", _second_month),
    rule("ON", "on|every? the? days:alternatedays OFMONTH?", _alternate),
    rule("ON", "on? day:DAYOF of|in months:MONTHLIST", _of_months),
    rule("ON", "on? every day:DAYOF of|in months:MONTHLIST", _of_each),
    rule("ON", "on? day:DAYOF of|in? every months:MONTHLIST", _of_each),
    rule("ON", "on? every months:MONTHLIST the? day:DAYNUM !ampm|unit|oclock|INPART", _numbered_of_each),
    # by themselves
    rule("ON", "on|at? every|the? unit:unit dash? end", _period_end),
    rule("ON", "on !LAST_ALONE day:DAYOF", On),
    rule("LAST_ALONE", "the? ordinal=-1 !SUCH_A_DAY", lambda: True),  # "on the last train" is no day
    rule("SUCH_A_DAY", "unit|number|weekday|plural|business|dayset|of|and|comma|slash", lambda: True),
    rule("ON", "the? items:NTH+", _nths_alone),
    rule("ON", "the day:ORD", _once),
    rule("ON", "the days:THEORD+", lambda days: On(monthly(days)) if len(days) > 1 else None),
    rule("THEORD", "the? o:ORD"),
    rule("ON", "unit=day n:NUM+", _numbered),
    rule("ON", "every days:nthday+ !DAY|business", _each_month),
    rule("ON", "every items:NTH+", _several_nths),
    rule("ON", "!weekdaynth days:nthday+", _row_of_days),
    rule("ON", "every weekday:weekday|plural the? !weekday day:ORD", both_each),
    rule("ON", "every week:DAY the? !weekday days:MDAYS", _both_days),
    rule("ON", "on? weekday:plural the? !weekday day:ORD", both_each),
    rule("ON", "on? weekday:weekday comma? the !weekday day:ORD", _both_once),
    rule("ON", "on? weekday:weekday comma? the? unit=day day:DAYNUM !unit", _both_once),
)
