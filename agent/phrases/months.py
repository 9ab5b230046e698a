"""Months, their weeks, and the days of the year: "in June", "in the first week of the month", "25 December"."""

from dataclasses import replace

from agent.phrases.days import ring
from agent.phrases.meaning import Calendar, Months, On, Part
from agent.phrases.monthdays import first_days, last_days
from agent.phrases.patterns import Rule, rule

MonthDay = tuple[int, int]  # month, day


def _span(a: int, b: int) -> frozenset[int]:
    return ring(a, b, 1, 12)


def _union(months: tuple[frozenset[int], ...]) -> frozenset[int]:
    return frozenset().union(*months)


def _row_of_months(months: frozenset[int]) -> Months | None:
    """January, April and July: one month alone may be a name."""
    return Months(months) if len(months) > 1 else None


def _in_span(a: int, b: int) -> Months:
    return Months(_span(a, b))


def _in_each(months: frozenset[int]) -> Months:
    return Months(months, repeats=True)


# ------------------------------------------------------------------ weeks and halves of a month


def _week_of(n: int) -> tuple[int, ...] | None:
    """The first week is the first seven days, the last week the last seven."""
    if n == -1:
        return tuple(range(-7, 0))
    return tuple(range(7 * n - 6, 7 * n + 1)) if 1 <= n <= 4 else None


def _some_weeks_of(end: int, n: float) -> tuple[int, ...] | None:
    """The first two weeks."""
    return {1: first_days, -1: last_days}.get(end, lambda _: None)(7 * n) if 1 <= n <= 3 else None


def _half_of(n: int) -> tuple[int, ...] | None:
    return {1: tuple(range(1, 16)), 2: tuple(range(16, 32))}.get(n)


def _days_of_each(days: tuple[int, ...]) -> Months:
    return Months(frozenset(), repeats=True, days=days)


def _days_of_months(days: tuple[int, ...], months: frozenset[int]) -> Months:
    return Months(months, days=days)


# ------------------------------------------------------------------ days of the year


def _yearly(pairs: tuple[MonthDay, ...], *, repeats: bool) -> On | None:
    """Days of the year: 24 and 25 December, or the 1st of two months, or any."""
    months, days = frozenset(m for m, _ in pairs), tuple(dict.fromkeys(d for _, d in pairs))
    unit = "year" if repeats else ""
    if len(months) * len(days) == len(set(pairs)):
        return On(Calendar(unit, monthdays=days, months=months, repeats=repeats))
    first, *others = [
        Calendar(unit, monthdays=(d,), months=frozenset({m}), repeats=repeats) for m, d in dict.fromkeys(pairs)
    ]
    return On(first, also=tuple(others))


def _in_year(pairs: tuple[MonthDay, ...]) -> On | None:
    return _yearly(pairs, repeats=False)


def _in_part(parts: tuple[Part, ...], pairs: tuple[MonthDay, ...]) -> On | None:
    """The morning of May 2nd."""
    on = _in_year(pairs)
    return replace(on, parts=parts) if on else None


def _each_year(pairs: tuple[MonthDay, ...]) -> On | None:
    return _yearly(pairs, repeats=True)


def _in_month(month: int, days: tuple[int, ...]) -> tuple[MonthDay, ...]:
    return tuple((month, day) for day in days)


def _month_day(month: int, day: int) -> MonthDay | None:
    return (month, day) if day > 0 else None


def _dated_weekday(weekday: int, date: MonthDay) -> On:
    month, day = date
    return On(Calendar(weekdays=frozenset({weekday}), monthdays=(day,), months=frozenset({month}), repeats=False))


RULES: tuple[Rule, ...] = (
    # months
    rule("MONTHSPAN", "m:month", lambda m: frozenset({m})),
    rule("MONTHSPAN", "a:month !clocked dash|to|through b:month", _span),
    rule("MONTHSPAN", "from|between a:month !clocked dash|to|through|and b:month", _span),
    rule("MONTHLIST", "months:MONTHSPAN+", _union),
    rule("MONTHS", "in|during|of months:MONTHLIST", Months),
    rule("MONTHS", "in|during|of? every months:MONTHLIST", _in_each),
    rule("MONTHS", "in|during season:season", lambda season: Months(frozenset(season))),
    rule("MONTHS", "a:month !clocked dash|to|through b:month", _in_span),
    rule("MONTHS", "months:MONTHLIST", _row_of_months),
    rule("MONTHS", "from|between a:month !clocked dash|to|through|and b:month", _in_span),
    rule("WEEKOF", "every? the? n:ORD unit=week", _week_of),
    rule("WEEKOF", "the? end:ordinal n:NUM unit=week", _some_weeks_of),
    rule("WEEKOF", "the? n:ORD half|unit=fortnight", _half_of),
    rule("MONTHS", "in|during|on|of? days:WEEKOF OFMONTH", _days_of_each),
    rule("MONTHS", "in|during|on|of? days:WEEKOF of|in months:MONTHLIST", _days_of_months),
    # days of the year
    rule("MONTHDATE", "month:month the? day:ORD", _month_day),
    rule("MONTHDATE", "month:month !clocked day:DAYNUM", _month_day),
    rule("MONTHDATE", "the? day:DAYORD of? month:month", _month_day),
    rule("MONTHDATE", "unit=day? day:DAYNUM of? month:month", _month_day),
    rule("MONTHDATE", "f:feast"),
    rule("YEARDATE", "date:MONTHDATE", lambda date: (date,)),
    rule("YEARDATE", "month:month days:ORD+", _in_month),
    rule("YEARDATE", "days:DAYORD+ of? month:month", _in_month),
    rule("YEARDATE", "days:DAYNUM+ of month:month", _in_month),
    rule("YEARDATE", "month:month days:DAYNUM+", _in_month),
    rule("YEARDATES", "dates:YEARDATE+", lambda dates: tuple(pair for pairs in dates for pair in pairs)),
    rule("ON", "on|at? the? pairs:YEARDATES", _in_year),
    rule("ON", "on|in? the? parts:PARTS of the? pairs:YEARDATES", _in_part),
    rule("ON", "on? every pairs:YEARDATES", _each_year),
    rule("ON", "on? the? pairs:YEARDATES OFYEAR", _each_year),
    rule("ON", "on? weekday:weekday comma? the? date:MONTHDATE", _dated_weekday),
)
