"""What is left out, as people say it: "except Sundays", "but not in August", "but at 10 on Mondays"."""

from itertools import combinations

from agent.phrases.ahead import dated, relative
from agent.phrases.bounds import between
from agent.phrases.meaning import SAME_DAY, Bounds, But, Calendar, Clock, Instead, On, Unsure
from agent.phrases.patterns import Rule, rule


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
    return _but_span(between(dated(*a), dated(*b)))


def _but_on(on: On | Unsure) -> But | None:
    return But(calendars=(on.calendar,)) if isinstance(on, On) and not on.parts and not on.calendar.plain else None


RULES: tuple[Rule, ...] = (
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
