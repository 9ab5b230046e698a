"""Times and steps as Portuguese, Spanish and French say them: "às nove e meia", "de 15 em 15 minutos"."""

from dataclasses import replace
from datetime import timedelta

from agent.phrases.days import each_so_many
from agent.phrases.intervals import LENGTHS, every
from agent.phrases.meaning import (
    Clock,
    During,
    Every,
    Length,
    Minutes,
    On,
    Span,
    Unsure,
)
from agent.phrases.patterns import Rule, rule
from agent.phrases.times import before, parted


def _and_half(h: Clock, span: Span) -> Clock | None:
    return replace(h, minute=30, span=span) if not h.minute else None


def _and_minutes(h: Clock, n: int, span: Span) -> Clock | None:
    return replace(h, minute=n, span=span) if not h.minute else None


def _hours(h: Clock, span: Span) -> Clock:
    """Às 7 horas: on the 24-hour clock, as "7h"."""
    return replace(h, sure=True, fixed=h.hour > 12, span=span)


def _twenties(t: int, o: int, span: Span) -> Clock | None:
    return Clock(t + o, fixed=True, span=span) if t == 20 and o < 4 else None


def _clock_and_minutes(c: Clock, size: Length, span: Span) -> Clock | None:
    """18h e 30min."""
    minutes = size.seconds / 60
    return replace(c, minute=int(minutes), span=span) if not c.minute and minutes in range(1, 60) else None


def _clock_and_number(c: Clock, n: float, span: Span) -> Clock | None:
    """13h e 45; what could be an hour is one: 13h e 18."""
    return _clock_and_minutes(c, Length(seconds=n * 60), span) if n > 23 else None


def _minutes(n: tuple[float, ...]) -> tuple[int, ...] | None:
    return tuple(map(int, n)) if all(each == int(each) and 0 <= each < 60 for each in n) else None


def _hours_and_minutes(n: float, u: str, m: float) -> Length | None:
    """Uma hora e quinze."""
    if u != "hour" or not 0 < m < 60 or m != int(m):
        return None
    return Length(seconds=n * 3600 + m * 60)


def _each_hour(m: tuple[int, ...]) -> Every:
    """Aos 5 e aos 35 minutos de cada hora."""
    return Every(timedelta(hours=1), m)


def _sizes(n: float) -> tuple[Length, ...]:
    """De 15 em 15min: the second number brings its unit."""
    return tuple(LENGTHS[unit] * n for unit in ("second", "minute", "hour"))


def _in_steps(n: float, m: float, unit: str) -> On | Every | Unsure | None:
    """De 15 em 15 minutos."""
    return (each_so_many(n, unit) or every(LENGTHS[unit] * n)) if n == m else None


def _one_by_one(a: str, b: str) -> On | Every | Unsure | None:
    """De hora em hora."""
    return _in_steps(1, 1, a) if a == b else None


RULES: tuple[Rule, ...] = (
    # times of day
    rule("RAWHOUR", "h:hour", lambda h, span: replace(h, span=span)),
    rule("RAWHOUR", "n:hourword", lambda n, span: Clock(n, sure=n >= 8, span=span)),
    rule("RAWHOUR", "t:tens and o:ones", _twenties),
    rule("HOUR", "t:tens and o:ones !unit|times", _twenties),
    rule("HOUR", "h:RAWHOUR unit=hour", _hours),
    rule(
        "HOUR",
        "h:RAWHOUR unit=hour and n:SIXTIETHS minuteof?",
        lambda h, n, span: _and_minutes(_hours(h, span), n, span),
    ),
    rule(
        "HOUR",
        "h:RAWHOUR unit=hour and n:number unit=minute",
        lambda h, n, span: _and_minutes(_hours(h, span), n, span),
    ),
    rule("HOUR", "h:RAWHOUR unit=hour and half", lambda h, span: _and_half(_hours(h, span), span)),
    rule("EXACT", "h:RAWHOUR|HOURNAME and half", _and_half),
    rule("EXACT", "h:HOURNAME and n:SIXTIETHS !unit", _and_minutes),
    rule("EXACT", "c:clock oclock"),
    rule("EXACT", "h:RAWHOUR|HOURNAME and quarter", lambda h, span: _and_minutes(h, 15, span)),
    rule("EXACT", "h:RAWHOUR|HOURNAME less quarter", lambda h, span: before(h, 15, span)),
    rule("EXACT", "h:RAWHOUR|HOURNAME less n:SIXTIETHS", before),
    rule("EXACT", "h:RAWHOUR|HOURNAME less thequarter", lambda h, span: before(h, 15, span)),
    rule(
        "HOUR",
        "h:RAWHOUR unit=hour n:NUM !times",
        lambda h, n, span: _and_minutes(_hours(h, span), n, span) if n < 60 else None,
    ),
    rule("HOUR", "h:RAWHOUR unit=hour and quarter", lambda h, span: _and_minutes(_hours(h, span), 15, span)),
    rule("HOUR", "h:RAWHOUR unit=hour less quarter|thequarter", lambda h, span: before(_hours(h, span), 15, span)),
    rule("HOURNAME", "n:hourword", lambda n, span: Clock(n, sure=n >= 8, span=span)),
    rule("HOURNAME", "c:clock", lambda c, span: replace(c, span=span)),
    rule("INPART", "partof p:part"),
    rule("PARTS", "partof p:part", lambda p: (p,)),
    rule("PARTED", "partof the? p:part at c:EXACT|HOUR", parted),
    rule("DURING", "partof the? p:part", lambda p: During((p,))),
    rule("EACHPART", "on|partof p:parts", lambda p: (p,)),
    rule("AT", "at hour and AMBIGUOUS !hour|comma|and", lambda: Unsure("list_or_minutes")),
    rule("AMBIGUOUS", "h:hour !unit|INPART", lambda h: h if h.hour in (10, 15, 20) else None),
    rule("EXACT", "c:clock and size:length", _clock_and_minutes),
    rule("EXACT", "c:clock and n:number", _clock_and_number),
    rule("EXACT", "c:hour and n:number", _clock_and_number),
    rule("EVERY", "every unit=hour m:MINUTES60", _each_hour),
    rule("EVERY", "a? unit=hour yes comma|and? a? unit=hour not", lambda: Every(timedelta(hours=2))),
    rule("MINUTELIST", "n:NUM+ unit=minute", _minutes),
    rule("EVERY", "every unit=hour at? m:MINUTELIST", _each_hour),
    rule("ANDPART", "and half|quarter", lambda: True),
    # how often
    rule("NUM", "n:sixtieths"),
    rule("NUM", "t:tens and o:ones", lambda t, o: t + o),
    rule("EVERY", "from half in halfhour", lambda: Every(timedelta(minutes=30))),
    rule("EVERY", "from n:NUM in m:NUM unit:unit", _in_steps),
    rule("EVERY", "from? a:unit !overthe in|to b:unit", _one_by_one),
    rule("EVERY", "from n:NUM in size:length", lambda n, size: every(size) if size in _sizes(n) else None),
    rule("EVERY", "at? m:MINUTES60 unit=minute? of every|the? unit=hour", _each_hour),
    rule("EVERY", "every unit=hour at m:MINUTES60 unit=minute", _each_hour),
    rule("PIECE", "n:NUM u:unit and m:NUM !unit|times", _hours_and_minutes),
    rule("PIECE", "a u:unit and m:NUM !unit|times", lambda u, m: _hours_and_minutes(1, u, m)),
    rule("MINUTES", "at|on the? unit=minute m:MINUTES60", Minutes),
    rule("MINUTES", "at m:MINUTE unit=minute of every|the? unit=hour", Minutes),
    rule("MINUTES", "at m:number unit=minute", lambda m: Minutes((m,)) if 0 <= m < 60 else None),
)
