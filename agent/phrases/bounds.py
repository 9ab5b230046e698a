"""Bounds and exclusions: from when, until when, for how long, how many times, and what is left out."""

from datetime import date, timedelta
from itertools import combinations

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
from agent.phrases.meaning import SAME_DAY, Bounds, But, Calendar, Clock, DateOf, Instead, Length, On, Unsure
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


def _between(a: DateOf, b: DateOf) -> Bounds:
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
    return _between(dated(m, a), dated(m, b)) if 0 < a < b else None


def _months_of_years(m: int, y: int, n: int, z: int) -> Bounds:
    return Bounds(starts=_month_start(m, y), ends=_month_end(n, z))


def _months_of_year(m: int, n: int, z: int) -> Bounds | None:
    return _months_of_years(m, z, n, z) if m <= n else None


def _year_days(m: int, a: int, b: int, y: int) -> Bounds | None:
    return _between(dated(m, a, y), dated(m, b, y)) if 0 < a < b else None


def _whole(u: str, weeks: int) -> Bounds | None:
    start, end = unit_start(u, weeks), unit_end(u, weeks)
    return Bounds(starts=start if weeks else None, ends=end, whole=u) if start and end else None


def _whole_year(y: int) -> Bounds:
    return _between(lambda _: date(y, 1, 1), lambda _: date(y, 12, 31))


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


# ------------------------------------------------------------------ exclusions


def _but(e: tuple[But, ...]) -> But:
    return But(
        tuple(c for each in e for c in each.calendars),
        tuple(d for each in e for d in each.dates),
        tuple(c for each in e for c in each.clocks),
        next((each.window for each in e if each.window), None),
        tuple(s for each in e for s in each.spans),
    )


def _but_alike(e: tuple[But, ...]) -> But | None:
    """All of one kind: "except Sundays, from May to September" leaves out Sundays only.

    None holds another: "except Fridays, every weekday" leaves out Fridays of the weekdays.
    """
    alike = len({_kind(each) for each in e}) == 1
    return _but(e) if alike and not any(_hold_the_same(a, b) for a, b in combinations(e, 2)) else None


def _hold_the_same(one: But, other: But) -> bool:
    days = [frozenset(day for calendar in each.calendars for day in calendar.weekdays) for each in (one, other)]
    return bool(days[0] & days[1])


def _but_all(e: tuple[But, ...], f: tuple[But, ...]) -> But | None:
    """Of several kinds, when an "and" shows that all of them are one list."""
    kinds = {_kind(each) for each in (*e, *f)}
    return _but((*e, *f)) if _but_alike(f) and ("time" not in kinds or len(kinds) == 1) else None


def _kind(but: But) -> str:
    if not but.calendars:
        return "date" if but.dates or but.spans else "time"
    calendar = but.calendars[0]
    return "weekday" if calendar.weekdays else "day" if calendar.picks else "month"


def _instead(week: Calendar, t: tuple[Clock, ...]) -> Instead:
    return Instead(week, t)


def _but_yearly(pairs: tuple[tuple[int, int], ...]) -> But:
    """24 and 25 December."""
    return But(tuple(Calendar(monthdays=(day,), months=frozenset({month})) for month, day in pairs))


def _but_span(span: Bounds | Unsure) -> But | None:
    """From 1 to 10 May, next week."""
    if isinstance(span, Unsure) or span.ends is None:
        return None
    return But(spans=((span.starts or relative(0), span.ends),))


def _but_dates(a: tuple[int, int], b: tuple[int, int]) -> But | None:
    """April 24 to April 26."""
    return _but_span(_between(dated(*a), dated(*b)))


def _but_on(on: On | Unsure) -> But | None:
    return But(calendars=(on.calendar,)) if isinstance(on, On) and not on.parts and not on.calendar.plain else None


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
    rule("SPAN", "from|starting a:WHEN to|through|until|dash b:WHEN", _between),
    rule("SPAN", "between a:WHEN and b:WHEN", _between),
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
    rule("SPAN", "from? a:MONTHDATE to|through|dash b:MONTHDATE", lambda a, b: _between(dated(*a), dated(*b))),
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
    # exclusions
    rule("EXCLUDED", "on:ON", _but_on),
    rule("EXCLUDED", "on? the? pairs:YEARDATES", _but_yearly),
    rule("EXCLUDED", "the? o:ORD number=1 OFMONTH?", lambda o: But(calendars=(Calendar(nth=((o, SAME_DAY),)),))),
    rule("EXCLUDED", "every|a|the? w:WEEK", lambda w: But(calendars=(w,))),
    rule("EXCLUDED", "the? d:DAYOF OFMONTH?", lambda d: But(calendars=(d,))),
    rule("EXCLUDED", "in|during|for? the? m:MONTHLIST", lambda m: But(calendars=(Calendar(months=m),))),
    rule("EXCLUDED", "d:DATE", lambda d: But(dates=(d,))),
    rule("EXCLUDED", "!month|number|nthday|unit|ordinal span:SPAN", _but_span),  # "except 1 May, until 5 June" is none
    rule("EXCLUDED", "in|from|during? a:MONTHDATE to|through|dash b:MONTHDATE", _but_dates),
    rule("EXCLUDED", "at? t:TIME", lambda t: But(clocks=(t,))),
    rule("EXCLUDED", "b:BETWEEN", lambda b: But(window=b)),
    rule("BUT", "except e:EXCLUDED+", _but_alike),
    rule("BUT", "except|not e:EXCLUDED+ or f:EXCLUDED+", _but_all),
    rule("BUT", "except e:EXCLUDED+ comma? and f:EXCLUDED+", _but_all),
    rule("BUT", "but e:PLAINDAYS", _but),
    rule("BUT", "no e:PLAINDAYS", _but),
    rule("BUT", "not e:EXCLUDED+", _but_alike),
    rule("BUT", "on? the? e:PLAINDAYS excluded", _but),
    rule("INSTEAD", "on? every? week:WEEK at? t:TIME+ instead", _instead),
    rule("INSTEAD", "except on? every? week:WEEK whenits? at t:TIME+", _instead),
    rule("INSTEAD", "but on? every? week:WEEK comma? whenits? at t:TIME+", _instead),
    rule("INSTEAD", "except|but on? every? week:WEEK whenits? t:CLOCK+", _instead),
    rule("INSTEAD", "except|but at? t:TIME+ on? every? week:WEEK", _instead),
    rule("PLAINDAYS", "m:MONTHLIST", lambda m: (But(calendars=(Calendar(months=m),)),)),
    rule("PLAINDAYS", "w:WEEK", lambda w: (But(calendars=(w,)),)),
    rule("PLAINDAYS", "the? o:NTH OFMONTH", lambda o: (But(calendars=(o,)),)),
)
