"""Times of day: "9:30", "half past nine", "quarter to six", "8 in the evening", "noon".

EXACT and CLOCK are beyond doubt about being times; HOUR is a bare number, which is a time
only after "at" or at the ends of a window; TIME is either.
"""

from dataclasses import replace

from agent.phrases.meaning import AsNow, At, Clock, During, Length, Part, Span
from agent.phrases.patterns import Rule, rule


def _bare(hour: int, minute: int = 0) -> Clock:
    return Clock(hour, minute, sure=hour >= 8 or hour == 0)


def past(h: Clock, n: float, span: Span) -> Clock | None:
    """Ten past six, nine thirty."""
    if h.minute or not 0 <= n < 60 or n != int(n):
        return None
    return replace(h, minute=int(n), span=span)


def before(h: Clock, n: float, span: Span) -> Clock | None:
    """Ten to six is 5:50."""
    if h.minute or not 0 < n < 60 or n != int(n):
        return None
    if h.fixed:
        return replace(h, hour=(h.hour - 1) % 24, minute=60 - int(n), span=span)
    return replace(_bare((h.hour - 2) % 12 + 1, 60 - int(n)), span=span)


def _to(h: Clock, n: float, span: Span) -> Clock | None:
    """In digits only round minutes, and on the dial: "9 to 5" and "10 to 18" are windows."""
    return before(h, n, span) if n in (5, 10, 15, 20, 25) and (h.hour <= 12 or not h.wide) else None


def _named_too(c: Clock, word: Part, span: Span) -> Clock | None:
    """12:00 noon, 12 midnight."""
    return Clock(word.usual, fixed=True, span=span) if c.hour % 12 == c.minute == 0 else None


def _hundred_hours(n: float, span: Span) -> Clock | None:
    """Nineteen hundred hours."""
    return Clock(int(n), fixed=True, wide=True, span=span) if n == int(n) and 0 <= n < 24 else None


def _so_long_before(size: Length, c: Clock, span: Span) -> Clock | None:
    """An hour before midnight."""
    return _moved(c, -size.seconds, span) if size.elapsed else None


def _so_long_past(size: Length, c: Clock, span: Span) -> Clock | None:
    return _moved(c, size.seconds, span) if size.elapsed else None


def _moved(c: Clock, seconds: float, span: Span) -> Clock | None:
    if abs(seconds) >= 43_200 or seconds % 60 or not (c.sure or c.fixed):
        return None
    moved = int(c.seconds + seconds) % 86_400
    return replace(c, hour=moved // 3600, minute=moved // 60 % 60, fixed=True, span=span)


def _half(c: Clock, half: str, span: Span) -> Clock | None:
    """Six pm: the half of the day that was said."""
    if c.fixed or not 1 <= c.hour <= 12:
        return None
    return replace(c, hour=c.hour % 12 + (12 if half == "p" else 0), sure=True, fixed=True, span=span)


def parted(c: Clock, p: Part, span: Span) -> Clock | None:
    """Eight in the evening."""
    found = p.of(c)
    return replace(found, span=span) if found else None


def _rough(c: Clock) -> Clock:
    return replace(c, rough=True)


def _spoken(h: int, n: int, span: Span) -> Clock | None:
    """Nine thirty, nine oh five."""
    return replace(_bare(h, n), span=span)


def _halves(clocks: tuple[Clock, ...]) -> tuple[Clock, ...]:
    """At 1, 3 and 5 pm: what is earlier on the dial is of the same half; 9 and 5 pm are of both."""
    found: list[Clock] = []
    for clock in reversed(clocks):
        later = found[0] if found else None
        if later and later.fixed and not later.wide and not clock.fixed and _is_earlier(clock, later):
            clock = _half(clock, "p" if later.hour >= 12 else "a", clock.span) or clock  # noqa: PLW2901
        found.insert(0, clock)
    return tuple(found)


def _is_earlier(clock: Clock, later: Clock) -> bool:
    """On the dial of twelve hours."""
    return (clock.hour % 12, clock.minute) < (later.hour % 12, later.minute) and clock.hour <= 12


def _bare_hours(h: Clock, t: tuple[Clock, ...]) -> At | None:
    """1, 3 and 5 pm, without "at"."""
    clocks = _halves((h, *t))
    return At(clocks) if t[-1].fixed and not t[-1].wide and all(clock.fixed for clock in clocks) else None


def _only_then(a: At) -> At:
    return replace(a, once=True)


def _as_now(which: str) -> AsNow:
    return AsNow(same=which == "same")


def _parts(p: tuple[Part, ...]) -> During:
    return During(p)


RULES: tuple[Rule, ...] = (
    rule("HOUR", "h:hour !unit|times", lambda h, span: replace(h, span=span)),
    rule("HOUR", "n:hourword !unit|times", lambda n, span: replace(_bare(n), span=span)),
    rule("HOUR", "c:packed !unit|times", lambda c, span: replace(c, span=span)),
    rule("HOUR", "c:dotted", lambda c, span: replace(c, span=span)),
    # beyond doubt
    rule("EXACT", "c:clock", lambda c, span: replace(c, span=span)),
    rule("EXACT", "h:HOUR oclock"),
    rule("EXACT", "n:number hundred hourshort|unit=hour", _hundred_hours),
    rule("EXACT", "c:clock|HOUR word:dial", _named_too),
    rule("EXACT", "c:packed hourshort", lambda c, span: replace(c, span=span)),
    rule("EXACT", "half past h:HOUR|EXACT", lambda h, span: past(h, 30, span)),
    rule("EXACT", "quarter past h:HOUR|EXACT", lambda h, span: past(h, 15, span)),
    rule("EXACT", "n:NUM past h:HOUR|EXACT", past),
    rule("EXACT", "n:NUM unit=minute past h:HOUR|EXACT", past),
    rule("EXACT", "quarter minutesto h:HOUR|EXACT", lambda h, span: before(h, 15, span)),
    rule("EXACT", "n:NUM minutesto h:HOUR|EXACT", _to),
    rule("EXACT", "n:NUM unit=minute minutesto h:HOUR|EXACT", before),
    rule("EXACT", "h:hourword dash? n:SIXTIETHS", _spoken),
    rule("EXACT", "size:PIECE before c:clock|HOUR", _so_long_before),
    rule("EXACT", "size:PIECE past c:clock|HOUR", _so_long_past),
    rule("SIXTIETHS", "t:tens dash? o:ones", lambda t, o: t + o if t < 60 else None),
    rule("SIXTIETHS", "n:sixtieths"),
    rule("SIXTIETHS", "oh o:ones"),
    rule("HALVED", "c:EXACT|HOUR half:ampm", _half),
    rule("HALVED", "c:EXACT|HOUR p:INPART", parted),
    rule("INPART", "in the? p:part"),
    rule("INPART", "at|during? the? p:part"),
    rule("INPART", "p:atpart"),
    rule("CLOCK", "c:EXACT|HALVED"),
    rule("CLOCK", "c:EXACT|HALVED oclock"),
    rule("CLOCK", "about c:EXACT|HALVED|HOUR", _rough),
    rule("CLOCK", "c:EXACT|HALVED|HOUR ish", _rough),
    rule("TIME", "c:CLOCK|HOUR"),
    # clauses
    rule("AT", "at about:about? t:TIME+", lambda t, about: At(_halves(tuple(map(_rough, t)) if about else t))),
    rule("AT", "at h:hour unit=hour", lambda h, span: At((replace(h, sure=True, wide=True, span=span),))),
    rule("AT", "joiner this? for t:HOUR", lambda t: At((t,))),  # schedule it for nine
    rule("AT", "c:CLOCK+", lambda c: At(_halves(c))),
    rule("AT", "h:HOUR comma|and t:TIME+", _bare_hours),
    rule("AT", "c:CLOCK and t:TIME", lambda c, t: At((c, t))),
    rule("ONLYTHEN", "once comma? a:AT", _only_then),
    rule("ONLYTHEN", "a:AT comma? !ON|EVERY once", _only_then),
    rule("ASNOW", "at? which:timeofnow", _as_now),
    rule("PARTED", "in|during the? p:part at c:EXACT|HOUR", parted),
    rule("AT", "t:PARTED comma? and u:PARTED", lambda t, u: At((t, u))),
    rule("AT", "whenits=when at? c:CLOCK", lambda c: At((c,))),
    rule("DURING", "p:part|parts|atpart", lambda p: During((p,))),
    rule("DURING", "in|during the? p:part|parts", lambda p: During((p,))),
    rule("DURING", "in|during? the? p:part and in? the? q:part", lambda p, q: During((p, q))),
    rule("DURING", "at p:part", lambda p: During((p,))),
)
