"""What German says in its own way: "halb acht", "montags", "am 15. jeden Monats"."""

from dataclasses import replace

from agent.phrases.dates import written_rules
from agent.phrases.intervals import length
from agent.phrases.meaning import Bounds, Clock, Length, Part, Span
from agent.phrases.patterns import Rule, rule


def _half_to(h: Clock, span: Span) -> Clock | None:
    """Halb acht is 7:30."""
    if h.minute:
        return None
    hour = (h.hour - 1) % 24 if h.wide else (h.hour - 2) % 12 + 1
    return Clock(hour, 30, sure=hour >= 8, fixed=h.wide, wide=h.wide, span=span)


def _uhr(h: Clock, n: float, span: Span) -> Clock | None:
    """Acht Uhr dreissig."""
    return replace(h, minute=int(n), span=span) if n == int(n) and 0 <= n < 60 else None


def _daytime(c: Clock, p: Part, span: Span) -> Clock | None:
    """Acht Uhr abends."""
    found = p.of(c)
    return replace(found, span=span) if found else None


def _at_noon(h: Clock, span: Span) -> Clock | None:
    """Zwölf Uhr mittags."""
    return replace(h, fixed=True, span=span) if h.hour == 12 else None


def _one_and_a_half(unit: str) -> Length | None:
    return length(1.5, unit)


RULES: tuple[Rule, ...] = (
    rule("RAWHOUR", "h:hour", lambda h, span: replace(h, span=span)),
    rule("RAWHOUR", "n:hourword", lambda n, span: Clock(n, sure=n >= 8, span=span)),
    rule("EXACT", "h:RAWHOUR oclock", lambda h, span: replace(h, sure=True, span=span)),
    rule("EXACT", "half h:RAWHOUR oclock?", _half_to),
    rule("EXACT", "h:RAWHOUR oclock n:NUM !times|unit", _uhr),
    rule("EXACT", "c:clock oclock", lambda c, span: replace(c, fixed=c.fixed or c.hour >= 13, span=span)),
    rule("EXACT", "c:dotted oclock", lambda c, span: replace(c, span=span)),
    rule("HALVED", "c:EXACT|HOUR p:parts|part", _daytime),
    rule("INPART", "partof p:part"),
    rule("PARTS", "partof p:part", lambda p: (p,)),
    rule("PIECE", "oneandhalf u:unit", _one_and_a_half),
    rule("PIECE", "n:halfnumber u:unit", length),
    rule("SPAN", "size:LENGTH long", lambda size: Bounds(lasts=size)),
    rule(
        "CLOCK",
        "h:RAWHOUR oclock noon",
        _at_noon,
    ),
    rule("ORD", "n:number stopmark", lambda n: n if isinstance(n, int) and 1 <= n <= 31 else None),
    *written_rules(day_first=True),
)
