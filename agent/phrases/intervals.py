"""Even steps and the windows of the day in which they go on."""

from datetime import timedelta

from agent.phrases.meaning import Between, Clock, Every, Length, Minutes, Unsure
from agent.phrases.patterns import Rule, rule

LENGTHS = {
    "second": Length(seconds=1),
    "minute": Length(seconds=60),
    "hour": Length(seconds=3600),
    "day": Length(days=1),
    "week": Length(days=7),
    "fortnight": Length(days=14),
    "month": Length(months=1),
    "quarter": Length(months=3),
    "year": Length(months=12),
}


def length(n: float, u: str) -> Length | None:
    """Three weeks; a half must be of something that is counted in seconds."""
    if n > 100_000:
        return None
    unit = LENGTHS[u]
    if n == int(n) or not (unit.days or unit.months):
        return unit * n
    return Length(seconds=unit.days * 86_400 * n) if unit.days else None


def _half_more(n: float, u: str) -> Length | None:
    return length(n + 0.5, u)


def _sum(lengths: tuple[Length, ...]) -> Length:
    total = Length()
    for each in lengths:
        total += each
    return total


def _plus(a: Length, b: Length) -> Length | None:
    """An hour and 15 minutes: the second part is the smaller one."""
    return a + b if b.seconds and not (b.days or b.months) and (a.seconds > b.seconds or a.days) else None


def every(size: Length) -> Every | Unsure | None:
    """An even step; whole days and months are counted by the calendar."""
    seconds = size.seconds + size.days * 86_400
    if size.months or (size.days and not size.seconds):
        return None
    if seconds < 1:
        return Unsure("zero")
    return Every(timedelta(seconds=seconds))


def _every_unit(unit: str, step: float = 1) -> Every | None:
    seconds = LENGTHS[unit].seconds
    return Every(timedelta(seconds=seconds * step)) if seconds and step > 0 else None


def _every_more(u: str, size: Length) -> Every | None:
    """Every hour and 20 minutes."""
    more = _plus(LENGTHS[u], size)
    return Every(more.elapsed) if more and more.elapsed else None


def _every_other(unit: str) -> Every | None:
    return _every_unit(unit, 2)


def _so_often(n: int, unit: str) -> Every | None:
    """Four times an hour: every 15 minutes."""
    size = LENGTHS[unit].seconds
    return Every(timedelta(seconds=size / n)) if size in (60, 3600) and n > 1 and 60 % n == 0 else None


def _each_hour(minutes: tuple[int, ...]) -> Every:
    return Every(timedelta(hours=1), minutes)


def _each_hour_at(m: tuple[int, ...]) -> Every | None:
    """Every hour at 00 and 30; what could be hours are not minutes."""
    return _each_hour(m) if max(m) > 23 else None


def _each_hour_before(m: tuple[int, ...]) -> Every | None:
    return Every(timedelta(hours=1), (60 - m[0],)) if m[0] else None


def _around_the_hour(m: tuple[int, ...], n: tuple[int, ...]) -> Every:
    """At quarter past and quarter to every hour."""
    return Every(timedelta(hours=1), (*m, 60 - n[0]))


def _each_such(m: tuple[int, ...]) -> Minutes:
    return Minutes(m, hourly=True)


def _minutes_before(minutes: tuple[int, ...]) -> Minutes | None:
    return Minutes((60 - minutes[0],)) if minutes[0] else None


def _zero(n: float) -> Unsure | None:
    return Unsure("zero") if not n else None


def _minute(n: float) -> tuple[int] | None:
    return (int(n),) if n == int(n) and 0 <= n < 60 else None


NINE = Clock(9, fixed=True)
FIVE = Clock(17, fixed=True)
WORKING = frozenset(range(5))

RULES: tuple[Rule, ...] = (
    # numbers
    rule("NUM", "n:number"),
    rule("NUM", "t:tens dash? o:ones", lambda t, o: t + o),
    rule("NUM", "h:hundred and? n:NUM", lambda h, n: h + n if n < 100 else None),
    rule("NUM", "n:ones h:hundred", lambda n, h: n * h),
    # lengths
    rule("LENGTH", "size:PIECE"),
    rule("LENGTH", "size:PIECE ish"),
    rule("LENGTH", "a:PIECE and|comma? b:PIECE", _plus),
    rule("PIECE", "size:length"),
    rule("PIECE", "n:NUM dash? u:unit", length),
    rule("PIECE", "a u:unit", lambda u: length(1, u)),
    rule("PIECE", "n:NUM and a? half u:unit", _half_more),
    rule("PIECE", "n:NUM u:unit and a? half", _half_more),
    rule("PIECE", "a u:unit and a? half", lambda u: length(1.5, u)),
    rule("PIECE", "u:unit and a? half", lambda u: length(1.5, u)),
    rule("PIECE", "n:NUM half u:unit", _half_more),
    rule("PIECE", "a? half a? u:unit", lambda u: length(0.5, u)),
    rule("PIECE", "a? halfhour", lambda: Length(seconds=1800)),
    rule("PIECE", "a? quarterhour", lambda: Length(seconds=900)),
    rule("PIECE", "threequarters", lambda: Length(seconds=2700)),
    # even steps
    rule("EVERY", "once? every size:LENGTH", every),
    rule("EVERY", "once? every u:unit", _every_unit),
    rule("EVERY", "every u:unit and size:PIECE", _every_more),
    rule("EVERY", "every other unit:unit", _every_other),
    rule("EVERY", "every step:ORD unit:unit", _every_unit),
    rule("EVERY", "once per|a u:unit", _every_unit),
    rule("EVERY", "freq=hour", lambda: Every(timedelta(hours=1), weak=True)),
    rule("EVERY", "freq=halfhour", lambda: Every(timedelta(minutes=30), weak=True)),
    rule("EVERY", "n:HOWOFTEN every|per|a unit:unit", _so_often),
    rule("EVERY", "every n:NUM unit", _zero),
    # minutes of the hour
    rule("MINUTES", "at|on? m:minutemark+", _each_such),
    rule("MINUTES", "at|on? m:minutemark past|of every|the unit=hour", lambda m: Minutes((m,))),
    rule("MINUTES", "m:onthehour", _each_such),
    rule("MINUTES", "at unit=minute m:MINUTES60", Minutes),
    rule("MINUTES", "at? m:MINUTES60 past the unit=hour", Minutes),
    rule("MINUTES", "at? m:MINUTES60 past", Minutes),
    rule("MINUTES", "at m:MINUTE minutesto the unit=hour", _minutes_before),
    rule("EVERY", "every unit=hour at m:MINUTES60", _each_hour_at),
    rule("EVERY", "at? m:MINUTES60 past every unit=hour", _each_hour),
    rule("EVERY", "at? m:MINUTES60 past and n:MINUTE minutesto every unit=hour", _around_the_hour),
    rule("EVERY", "at? m:MINUTES60 past and at? n:MINUTES60 past every unit=hour", lambda m, n: _each_hour((*m, *n))),
    rule("EVERY", "at|in? n:NUM dash? unit:unit interval", lambda n, unit: _every_unit(unit, n)),
    rule("EVERY", "a n:NUM dash? unit:unit interval", lambda n, unit: _every_unit(unit, n)),
    rule("EVERY", "at|in? interval of size:LENGTH", every),
    rule("EVERY", "every unit=hour at m:MINUTE minutesto !HOUR|EXACT", _each_hour_before),
    rule("EVERY", "at? unit=minute m:MINUTES60 of every unit=hour", _each_hour),
    rule("EVERY", "at? m:MINUTE minutesto|before every unit=hour", _each_hour_before),
    rule("MINUTE", "at? n:NUM unit=minute?", _minute),
    rule("MINUTES60", "lists:MINUTE+", lambda lists: tuple(minute for each in lists for minute in each)),
    rule("MINUTE", "half", lambda: (30,)),
    rule("MINUTE", "quarter", lambda: (15,)),
    # windows
    rule("BETWEEN", "from|starting first:TIME !untilday to|through|until|dash last:TIME !OFAMONTH", Between),
    rule("BETWEEN", "from|starting|between first:HOUR to|through|until|dash|and at|the? last:TIME !OFAMONTH", Between),
    rule("BETWEEN", "between first:TIME and|to|dash at|the? last:TIME", Between),
    rule("BETWEEN", "first:TIME !untilday to|through|until|dash last:TIME !OFAMONTH", Between),
    rule("OFAMONTH", "of? month:month", lambda month: True),  # noqa: ARG005 - "9am until 5 June" is no window
    rule("BETWEEN", "overnight b:BETWEEN"),
    rule("BETWEEN", "b:BETWEEN overnight"),
    rule("BETWEEN", "after t:TIME", lambda t: Between(t, None)),
    rule("BETWEEN", "before t:TIME", lambda t: Between(None, t)),
    rule("BETWEEN", "during|in? businesshours", lambda: Between(NINE, FIVE, WORKING)),
)
