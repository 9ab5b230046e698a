"""One date: "tomorrow", "next Friday", "3 March 2027", "in two weeks".

A date is kept as a function of today, because a phrase is read before it is known in which
zone it is meant.
"""

from calendar import month_name
from dataclasses import replace
from datetime import date, timedelta

from agent.phrases.ahead import (
    ahead,
    dated,
    day_of_month_ahead,
    nth_of_month,
    real,
    relative,
    unit_end,
    weekday_after,
    weekday_of_week,
)
from agent.phrases.intervals import LENGTHS
from agent.phrases.meaning import After, DateOf, Length, OnDate, Part, Span, Swap, Unclear
from agent.phrases.patterns import Rule, rule
from agent.phrases.shapes import Written

MonthDay = tuple[int, int]
_Day = date  # where an argument is called `date`


def written(value: Written, span: Span, *, day_first: bool | None) -> DateOf:
    """A date in digits; `day_first` None is "either", which is asked when both can be."""
    if not value.open:
        return dated(value.first, value.second, value.year)
    first, second = value.first, value.second
    if day_first is None and first <= 12 and second <= 12 and first != second:
        return _either(value, span)
    if day_first or (day_first is None and first > 12):
        return dated(second, first, value.year)
    return dated(first, second, value.year)


def _either(value: Written, span: Span) -> DateOf:
    """Asked only when the date is needed: 1/2 may be half a pound of sugar."""

    def ask(_: date) -> date:
        year = f" {value.year}" if value.year else ""
        one, other = (value.first, value.second), (value.second, value.first)
        raise Unclear("date_order", [Swap(span, f"{month_name[month]} {day}{year}") for month, day in (one, other)])

    return ask


# ------------------------------------------------------------------ rules


def _before_date(size: Length, date: DateOf) -> DateOf | None:
    """Two days before 10 March."""
    if size.seconds or size.months:
        return None
    return lambda today: date(today) - timedelta(days=size.days)


def _weekday_ahead(size: Length, weekday: int) -> DateOf | None:
    """In three weeks on Friday: the Friday of that week."""
    if size.seconds or size.months or size.days % 7:
        return None
    return weekday_of_week(weekday, size.days // 7)


def _day_ahead(n: float, day: int) -> DateOf | None:
    return day_of_month_ahead(day, int(n)) if n == int(n) else None


def _after_weekday(size: Length, weekday: int) -> DateOf | None:
    if size.seconds:
        return None  # "9h de segunda" is no length before Monday
    base = weekday_after(weekday)
    return lambda today: ahead(size)(base(today))


def _after_day(size: Length, days: int) -> DateOf | None:
    return None if size.seconds else lambda today: ahead(size)(today + timedelta(days=days))


def _week_today(size: Length, days: int) -> DateOf | None:
    """A week today, a fortnight tomorrow."""
    return _after_day(size, days) if days in (0, 1) and size.days and not size.days % 7 else None


def _weekday_in_year(weekday: int, date: MonthDay, year: int) -> DateOf:
    """Friday 12 August 2027, when that is a Friday."""

    def on(today: _Day) -> _Day:
        found = dated(*date, year)(today)
        if found.weekday() != weekday:
            raise Unclear("which_day")
        return found

    return on


def _in_year(date: MonthDay, year: int) -> DateOf:
    return dated(*date, year)


def _day_month_year(day: int, month: int, year: int) -> DateOf:
    """7-May-2026."""
    return dated(month, day, year)


def _this_century(y: float) -> int | None:
    """5 Nov 27; below 25 it may be an hour."""
    return 2000 + y if isinstance(y, int) and 25 <= y < 100 else None


def _nth_of_year(nth: int, weekday: int, m: int, year: int) -> DateOf:
    """The first Monday of March 2027."""
    return lambda _: nth_of_month(nth, weekday, 0)(real(year, m, 1))


def _weekday_week(weekday: int) -> DateOf:
    """Tuesday week, as the British say: the one after the coming."""
    return lambda today: weekday_after(weekday)(today) + timedelta(days=7)


def _next_year(date: MonthDay) -> DateOf:
    return lambda today: real(today.year + 1, *date)


def coming_weekday(weekday: int) -> DateOf:
    return lambda today: today + timedelta(days=(weekday - today.weekday()) % 7)


def _of_this_week(weekday: int) -> DateOf:
    return weekday_of_week(weekday, 0)


def of_next_week(weekday: int) -> DateOf:
    return weekday_of_week(weekday, 1)


def _of_this_month(day: int) -> DateOf:
    return day_of_month_ahead(day, 0)


def _of_next_month(day: int) -> DateOf:
    return day_of_month_ahead(day, 1)


def _nth_of_this_month(nth: int, weekday: int) -> DateOf:
    return nth_of_month(nth, weekday, 0)


def _nth_of_next_month(nth: int, weekday: int) -> DateOf:
    return nth_of_month(nth, weekday, 1)


def _as_long_as(u: str) -> After:
    """This time next week: a week from now."""
    return After(LENGTHS[u])


def _today_at(part: Part) -> OnDate:
    return OnDate(relative(0), (part,))


def written_rules(*, day_first: bool | None) -> tuple[Rule, ...]:
    """Dates in digits, in the order of a language."""

    def digits(value: Written, span: Span) -> DateOf | None:
        return None if value.clock else written(value, span, day_first=day_first)

    return (
        rule("DATE", "on? the? value:written", digits),
        rule("DATE", "on? weekday comma? the? value:written", digits),
        rule("ONDATE", "on|at? value:written", _machine),
    )


def _machine(value: Written, span: Span) -> OnDate | None:
    """2026-12-24T18:00:00Z."""
    if not value.clock:
        return None
    return OnDate(written(value, span, day_first=True), clock=replace(value.clock, span=span), offset=value.offset)


RULES: tuple[Rule, ...] = (
    # a date that stands for itself
    rule("DATE", "on? days:relday", relative),
    rule("DATE", "on? next weekday:weekday", weekday_after),
    rule("DATE", "on? this weekday:weekday !through|dash", coming_weekday),
    rule("DATE", "on? weekday:weekday of? next unit=week", of_next_week),
    rule("DATE", "next unit=week comma? on? weekday:weekday !MOREDAYS", of_next_week),
    rule("MOREDAYS", "and|comma|dash|slash|to|through on? weekday", lambda: True),
    rule("DATE", "on? weekday:weekday of? this unit=week", _of_this_week),
    rule("DATE", "this unit=week comma? on? weekday:weekday", _of_this_week),
    rule("DATE", "on? the? date:MONTHDATE comma? of? year:year", _in_year),
    rule("DATE", "on? weekday:weekday comma? the? date:MONTHDATE comma? of? year:year", _weekday_in_year),
    rule("DATE", "year:year comma? date:MONTHDATE", _in_year),
    rule("DATE", "on? the? day:DAYNUM dash|slash month:month dash|slash year:year", _day_month_year),
    rule("DATE", "on? weekday? comma? the? date:MONTHDATE year:SHORTYEAR", _in_year),
    rule("SHORTYEAR", "y:number !unit|times|ampm|of|minutesto", _this_century),
    rule("DATE", "on? the? nth:ORD weekday:weekday of|in m:month comma? of? year:year", _nth_of_year),
    rule("DATE", "on? weekday:weekday unit=week", _weekday_week),
    rule("DATE", "a unit=week on weekday:weekday", _weekday_week),
    rule("DATE", "on? the? weekday:weekday past next", _weekday_week),
    rule("DATE", "on? the? date:MONTHDATE comma? of? next unit=year", _next_year),
    rule("DATE", "next unit=year comma? on? the? date:MONTHDATE", _next_year),
    rule("DATE", "on? the? day:ORD unit=day? of next unit=month", _of_next_month),
    rule("DATE", "next unit=month comma? on? the? day:ORD !SOMETHING", _of_next_month),
    rule("SOMETHING", "unit|number|weekday|plural|business|dayset|of", lambda: True),
    rule("DATE", "on? the? day:ORD unit=day? of this unit=month", _of_this_month),
    rule("DATE", "on? the? nth:ORD weekday:weekday of next unit=month", _nth_of_next_month),
    rule("DATE", "on? the? nth:ORD weekday:weekday of this unit=month", _nth_of_this_month),
    rule("DATE", "at|on? the? end of next unit:unit", lambda unit: unit_end(unit, 1)),
    rule("DATE", "at|on? the? end of this unit:unit", lambda unit: unit_end(unit, 0)),
    rule("DATE", "size:LENGTH before date:DATE", _before_date),
    rule("DATE", "size:LENGTH before the? p:MONTHDATE", lambda size, p: _before_date(size, dated(*p))),
    rule("DATE", "in size:LENGTH comma? on? a? weekday:weekday", _weekday_ahead),
    rule("DATE", "on? a? weekday:weekday in size:LENGTH", _weekday_ahead),
    rule("DATE", "in n:NUM unit=month comma? on? the? day:ORD", _day_ahead),
    rule("DATE", "size:LENGTH from|past days:relday", _after_day),
    rule("DATE", "size:LENGTH days:relday", _week_today),
    rule("DATE", "size:LENGTH from next? weekday:weekday !MOREDAYS", _after_weekday),
    # as clauses
    rule("ONDATE", "date:DATE", OnDate),
    rule("ONDATE", "date:DATE parts:PARTS", OnDate),
    rule("ONDATE", "in? the? parts:PARTS of date:DATE", OnDate),
    rule("ONDATE", "on|during|at? this single", lambda: OnDate(coming_weekday(5), also=(coming_weekday(6),))),
    rule("ONDATE", "part:tonight", _today_at),
    rule("ONDATE", "this part:part", _today_at),
    rule("AFTER", "in about? size:LENGTH", After),
    rule("AFTER", "in about? size:LENGTH fromnow", After),
    rule("AFTER", "size:LENGTH fromnow", After),
    rule("AFTER", "after size:LENGTH", After),
    rule("AFTER", "at? timeofnow comma? next u:unit", _as_long_as),
    rule("AFTER", "next u:unit comma? at? timeofnow", _as_long_as),
)
