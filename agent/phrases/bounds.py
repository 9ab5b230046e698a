"""Bounds: from when until when, for how long, how many times."""

from datetime import date, timedelta

from agent.phrases.ahead import (
    ahead,
    dated,
    day_of_month,
    day_of_month_ahead,
    nth_of_month,
    relative,
    unit_end,
    unit_start,
    weekday_after,
)
from agent.phrases.intervals import LENGTHS
from agent.phrases.meaning import Bounds, Clock, DateOf, Length, Unsure
from agent.phrases.patterns import Rule, rule
from spark_tui.domain.timing import MOST_COUNT

LONGEST_SPAN = timedelta(days=300)  # of a span that goes over the end of the year


def _before(day: DateOf) -> DateOf:
    return lambda today: day(today) - timedelta(days=1)


def _following(day: DateOf) -> DateOf:
    return lambda today: day(today) + timedelta(days=1)


def _coming(weekday: int) -> DateOf:
    """Today when it is that day: "until Friday", said on a Friday."""
    return lambda today: today + timedelta(days=(weekday - today.weekday()) % 7)


def _month_start(month: int, year: int | None = None) -> DateOf:
    """The first of that month: the one that goes on, or the next to come."""

    def on(today: date) -> date:
        if year is not None:
            return date(year, month, 1)
        return date(today.year + (month < today.month), month, 1)

    return on


def _month_end(month: int, year: int | None = None) -> DateOf:
    start = _month_start(month, year)
    return lambda today: day_of_month_ahead(-1, 0)(start(today))


def between(a: DateOf, b: DateOf) -> Bounds:
    return Bounds(starts=a, ends=_not_before(a, b))


def _between_moments(a: DateOf, t: Clock, b: DateOf, u: Clock) -> Bounds:
    """From 1 May at 10 to 3 May at 12."""
    return Bounds(starts=a, from_clock=t, ends=_not_before(a, b), until_clock=u)


def _not_before(a: DateOf, b: DateOf) -> DateOf:
    """The end of a span is read from its start: "from 20 December to 5 January", but not from 10 to 5 May."""

    def end(today: date) -> date:
        start, found = a(today), b(today)
        later = b(start) if found < start else found
        return later if start <= later < start + LONGEST_SPAN else found

    return end


def _month_days(m: int, a: int, b: int) -> Bounds | None:
    return between(dated(m, a), dated(m, b)) if 0 < a < b else None


def _months_of_years(m: int, y: int, n: int, z: int) -> Bounds:
    return Bounds(starts=_month_start(m, y), ends=_month_end(n, z))


def _months_of_year(m: int, n: int, z: int) -> Bounds | None:
    return _months_of_years(m, z, n, z) if m <= n else None


def _year_days(m: int, a: int, b: int, y: int) -> Bounds | None:
    return between(dated(m, a, y), dated(m, b, y)) if 0 < a < b else None


def _whole(u: str, weeks: int) -> Bounds | None:
    start, end = unit_start(u, weeks), unit_end(u, weeks)
    return Bounds(starts=start if weeks else None, ends=end, whole=u) if start and end else None


def _whole_year(y: int) -> Bounds:
    return between(lambda _: date(y, 1, 1), lambda _: date(y, 12, 31))


def _for_so_long(size: Length) -> Bounds | Unsure:
    return Bounds(lasts=size) if size != Length() else Unsure("zero")


def _nth_from(nth: int, weekday: int, m: int) -> DateOf:
    """The last Friday of May, of this year or the next."""
    start = _month_start(m)
    return lambda today: nth_of_month(nth, weekday, 0)(start(today))


def _until_unit(u: str) -> Bounds | None:
    end = unit_end(u, 0)
    return Bounds(ends=end) if end else None


def _from_next(u: str) -> Bounds | None:
    start = unit_start(u, 1)
    return Bounds(starts=start) if start else None


def _from_now(size: Length) -> Bounds | None:
    """From now on, starting in two hours."""
    if size.elapsed is None:
        return None
    return Bounds(starts=None if size.seconds else relative(0), starts_in=size)


def _until_next(u: str) -> Bounds | None:
    start = unit_start(u, 1)
    return Bounds(ends=_before(start)) if start else None


def _until_year(y: int) -> Bounds:
    """Until 2028 is until the end of 2027."""
    return Bounds(ends=lambda _: date(y - 1, 12, 31))


def _count(n: float) -> Bounds | None:
    return Bounds(count=int(n)) if n == int(n) and 1 <= n <= MOST_COUNT else None


RULES: tuple[Rule, ...] = (
    # the day of a bound: a date, a weekday to come, a day of the month
    rule("WHEN", "d:DATE"),
    rule("WHEN", "on? the? weekday:weekday", _coming),
    rule("WHEN", "on? the? p:MONTHDATE", lambda p: dated(*p)),
    rule("WHEN", "on? the o:ORD", lambda o: day_of_month(o) if o > 0 else None),
    rule("WHEN", "on? the? day:nthday", day_of_month),
    rule("WHEN", "on? unit=day n:NUM", lambda n: day_of_month(n) if isinstance(n, int) else None),
    rule("WHEN", "in size:LENGTH", lambda size: ahead(size) if not size.seconds else None),
    rule("WHEN", "size:LENGTH fromnow", lambda size: ahead(size) if not size.seconds else None),
    rule("WHEN", "now", lambda: relative(0)),
    rule("FROMNOW", "fromnow", Length),
    rule("FROMNOW", "starting now onwards?", Length),
    rule("FROMNOW", "now onwards", Length),
    rule("WHEN", "the? nth:ORD weekday:weekday of|in m:month", _nth_from),
    rule("WHEN", "the? ordinal=-1 unit=day of|in m:month", lambda m: _month_end(m)),  # noqa: PLW0108 - has a default
    # starts
    rule("START", "size:FROMNOW", _from_now),
    rule("START", "starting w:WHEN", lambda w: Bounds(starts=w)),
    rule("START", "starting w:WHEN onwards", lambda w: Bounds(starts=w)),
    rule("START", "w:WHEN onwards", lambda w: Bounds(starts=w)),
    rule("START", "notbefore w:WHEN", lambda w: Bounds(starts=w)),
    rule("START", "notbefore in? m:month of? y:year?", lambda m, y: Bounds(starts=_month_start(m, y))),
    rule("START", "after w:WHEN", lambda w: Bounds(starts=_following(w))),
    rule("START", "starting in? m:month of? y:year?", lambda m, y: Bounds(starts=_month_start(m, y))),
    rule("START", "starting in? m:month of? y:year? onwards", lambda m, y: Bounds(starts=_month_start(m, y))),
    rule("START", "starting next u:unit", _from_next),
    rule("START", "starting at? about? t:TIME", lambda t: Bounds(from_clock=t)),
    rule("START", "starting at? about? t:TIME !OFAMONTH w:WHEN", lambda t, w: Bounds(from_clock=t, starts=w)),
    rule("START", "starting in size:LENGTH", _from_now),
    rule("START", "starting in? size:LENGTH fromnow", _from_now),
    rule("START", "starting at? about? t:TIME of w:DATE", lambda t, w: Bounds(from_clock=t, starts=w)),
    # ends
    rule("END", "until w:WHEN", lambda w: Bounds(ends=w)),
    rule("END", "until the? next d:weekday", lambda d: Bounds(ends=weekday_after(d))),
    rule("END", "before w:WHEN", lambda w: Bounds(ends=_before(w))),
    rule("END", "until|before in? m:month of? y:year?", lambda m, y: Bounds(ends=_before(_month_start(m, y)))),
    rule("END", "until the? end of? in? m:month of? y:year?", lambda m, y: Bounds(ends=_month_end(m, y))),
    rule("END", "until the? end of the|this|a? u:unit", _until_unit),
    rule("END", "until next u:unit", _until_next),
    rule("END", "until y:year", _until_year),
    rule("END", "!untilday until about? t:TIME", lambda t: Bounds(until_clock=t)),
    rule("END", "until t:TIME !OFAMONTH of? w:WHEN", lambda t, w: Bounds(until_clock=t, ends=w)),
    rule("MORETIMES", "and|comma TIME", lambda: True),
    rule("END", "until w:WHEN at t:TIME !MORETIMES", lambda t, w: Bounds(until_clock=t, ends=w)),
    # both
    rule("SPAN", "between the? ORD and the? ORD", lambda: Unsure("once_or_every")),
    rule("DATENUM", "n:DAYNUM|DAYORD"),
    rule("SPAN", "from|starting a:WHEN to|through|until|dash b:WHEN", between),
    rule("SPAN", "between a:WHEN and b:WHEN", between),
    rule(
        "SPAN",
        "from|starting|between m:month of? y:year to|through|until|and|dash n:month of? z:year",
        _months_of_years,
    ),
    rule("SPAN", "from|starting|between m:month to|through|until|and|dash n:month of? z:year", _months_of_year),
    rule("SPAN", "from|starting? m:month a:DATENUM to|through|until|dash b:DATENUM", _month_days),
    rule(
        "SPAN",
        "from|starting? !clocked the? a:DATENUM to|through|until|dash the? b:DATENUM of? m:month",
        _month_days,
    ),
    rule("SPAN", "between m:month a:DATENUM and b:DATENUM", _month_days),
    rule("SPAN", "between the? a:DATENUM and the? b:DATENUM of? m:month", _month_days),
    rule(
        "SPAN",
        "from|starting? !clocked the? a:DATENUM to|through|until|dash the? b:DATENUM of? m:month of? y:year",
        _year_days,
    ),
    rule("SPAN", "from|starting? m:month a:DATENUM to|through|until|dash b:DATENUM comma? y:year", _year_days),
    rule("SPAN", "from? a:MONTHDATE to|through|dash b:MONTHDATE", lambda a, b: between(dated(*a), dated(*b))),
    rule("SPAN", "from|starting a:DATE at? t:TIME to|through|until b:DATE at? u:TIME", _between_moments),
    rule("SPAN", "in|during y:year", _whole_year),
    rule("SPAN", "during? this u:unit", lambda u: _whole(u, 0)),
    rule("SPAN", "during|in|for? next u:unit", lambda u: _whole(u, 1) if u in ("week", "month", "year") else None),
    rule("SPAN", "for|during? the? rest of the|this|a? u:unit", _until_unit),
    rule("SPAN", "for|during? the? restofday", lambda: _until_unit("day")),
    rule("SPAN", "for|during|in? the? next size:LENGTH", lambda size: Bounds(lasts=size)),
    rule("SPAN", "for|during the? next u:unit", lambda u: Bounds(lasts=LENGTHS[u])),
    rule("SPAN", "for|during the? next? size:LENGTH", _for_so_long),
    # how many times
    rule("COUNT", "for? n:NUM times", _count),
    rule("COUNT", "for? n:NUM more? times", _count),
    rule("COUNT", "for? n:NUM times more", _count),
    rule("COUNT", "for the next n:NUM times", _count),
    rule("COUNT", "and? atmost n:NUM times", _count),
    rule("COUNT", "times=x n:NUM", _count),
)
