"""What words about time mean: small values without a clock or a zone.

A clause is what one rule understood. `reading.py` lays the clauses of a phrase
together and `building.py` makes a Timing of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

DateOf = Callable[[date], date]  # from today's date to the date that is meant
Span = tuple[int, int]  # the characters of the phrase that say it


@dataclass(frozen=True, slots=True)
class Swap:
    """A place in the phrase and what to write there instead; `say` names a pattern of the language around it."""

    span: Span
    text: str
    say: str = ""


class Impossible(Exception):
    """What was said cannot be; `say` names the sentence, `words` fill its gaps."""

    def __init__(self, say: str, **words: object) -> None:
        super().__init__(say)
        self.say = say
        self.words = words


class Unclear(Exception):
    """What was said could mean several things.

    Each swap makes a phrase that would do.
    """

    def __init__(self, say: str, swaps: Sequence[Swap] = (), **words: object) -> None:
        super().__init__(say)
        self.say = say
        self.swaps = tuple(swaps)
        self.words = words


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Not `sure`: it may be of either half of the day. `fixed`: the half was said, no other word
    can change it. `wide`: it was written on the 24-hour clock, so others beside it are too.
    """

    hour: int
    minute: int = 0
    second: int = 0
    sure: bool = True
    fixed: bool = False
    wide: bool = False
    rough: bool = False
    span: Span = (0, 0)

    @property
    def possible(self) -> bool:
        return self.hour < 24 and self.minute < 60 and self.second < 60

    @property
    def key(self) -> tuple[int, int, int]:
        return self.hour, self.minute, self.second

    @property
    def seconds(self) -> int:
        return self.hour * 3600 + self.minute * 60 + self.second

    def halves(self) -> "tuple[Clock, ...]":
        """The times that it can be."""
        if self.fixed or self.hour > 12:
            return (self,)
        return tuple(replace(self, hour=self.hour % 12 + late, sure=True) for late in (0, 12))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, such as morning: its hours, and the hour it stands for.

    `last` is the hour when it is over; beyond 24 it reaches into the next day.
    """

    name: str
    first: int
    last: int
    usual: int

    def of(self, clock: Clock) -> Clock | None:
        """The half of the day in which `clock` is in this part; None when neither is."""
        inside = [half for half in clock.halves() if self._holds(half.hour)]
        return replace(inside[0], sure=True, fixed=True) if inside else None

    def _holds(self, hour: int) -> bool:
        return self.first <= hour < self.last or self.first <= hour + 24 < self.last


@dataclass(frozen=True, slots=True)
class Length:
    """A stretch of time, as people count it: months and days by the calendar, seconds elapsed."""

    months: int = 0
    days: int = 0
    seconds: float = 0

    def __add__(self, other: "Length") -> "Length":
        return Length(self.months + other.months, self.days + other.days, self.seconds + other.seconds)

    def __mul__(self, number: float) -> "Length":
        return Length(int(self.months * number), int(self.days * number), self.seconds * number)

    @property
    def elapsed(self) -> timedelta | None:
        """As a plain duration, when it counts neither days nor months."""
        return timedelta(seconds=self.seconds) if not (self.months or self.days) else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Some days: every `step` units, narrowed to weekdays, days of the month, months.

    `nth` holds (n, weekday) as in "first Monday"; `business` the n-th working day of a month;
    negative numbers count from the end. `repeats` is false for "on Friday", which is one day.
    `week` is how many weeks ahead that one day is; `times` how many moments are expected
    ("three times a week").
    """

    unit: str = ""
    step: int = 1
    weekdays: frozenset[int] = frozenset()
    nth: tuple[tuple[int, int], ...] = ()
    monthdays: tuple[int, ...] = ()
    business: tuple[int, ...] = ()
    months: frozenset[int] = frozenset()
    repeats: bool = True
    week: int | None = None
    times: int = 0

    @property
    def picks(self) -> int:
        return sum(bool(x) for x in (self.weekdays, self.nth, self.monthdays, self.business))

    @property
    def plain(self) -> bool:
        """Nothing but a unit: every day, every two weeks."""
        return not (self.picks or self.months)

    @property
    def many(self) -> bool:
        """Several days were named, which suggests that they come again."""
        return self.size > 1

    @property
    def size(self) -> int:
        """How many days of one week, month or year it picks."""
        return max(map(len, (self.weekdays, self.monthdays, self.nth, self.business)))


_UNITS = ("", "day", "week", "month", "year")
_NARROWING = ("step", "weekdays", "nth", "monthdays", "business", "months", "week", "times")


def narrowed(one: Calendar, other: Calendar) -> Calendar | None:
    """Both at once, as in "every day" + "on weekdays"; None when they contradict each other."""
    units = {one.unit, other.unit} - {""}
    if len(units) > 1 and units != {"month", "year"}:
        return None
    merged: dict[str, Any] = {"unit": max(one.unit, other.unit, key=_UNITS.index)}
    for name in _NARROWING:
        mine, theirs, empty = getattr(one, name), getattr(other, name), getattr(Calendar(), name)
        if mine != empty and theirs != empty and mine != theirs:
            return None
        merged[name] = theirs if mine == empty else mine
    both = replace(one, **merged, repeats=one.repeats or other.repeats)
    return both if _coherent(both, one, other) else None


def _coherent(both: Calendar, one: Calendar, other: Calendar) -> bool:
    """Whether the parts can be said of one calendar."""
    stepped = one if one.step > 1 else other
    if both.step > 1 and stepped.unit != both.unit:
        return False
    if both.unit == "day" and both.step > 1 and both.picks:
        return False
    if both.picks > 1 and not (both.picks == 2 and both.weekdays and both.monthdays):
        return False
    if both.weekdays and not both.monthdays:
        return both.unit in ("", "day", "week")
    return not (both.picks and both.unit == "week")


def together(one: Calendar, other: Calendar) -> list[Calendar]:
    """Either, as in "on Mondays and on Fridays": in one calendar where that can be."""
    days = one.weekdays | other.weekdays
    if (
        one.weekdays
        and other.weekdays
        and replace(one, weekdays=days, repeats=True) == replace(other, weekdays=days, repeats=True)
    ):
        return [replace(one, weekdays=days, repeats=one.repeats or other.repeats)]
    return [one, other]


# ------------------------------------------------------------------ clauses


@dataclass(frozen=True, slots=True)
class On:
    """These days, and the parts of the day that were said with them.

    `weak` is an adjective such as "daily", which may belong to a name.
    """

    calendar: Calendar
    parts: tuple[Part, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class OnDate:
    """One date; as it is written by machines, with its time and its offset from UTC in minutes."""

    date: DateOf
    parts: tuple[Part, ...] = ()
    clock: Clock | None = None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class At:
    """These times of day."""

    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class During:
    """Parts of the day without a day."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """An even step; `minutes` are those of the hour, when they were said."""

    step: timedelta
    minutes: tuple[int, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of the hour: "at :15", "on the hour"."""

    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A window of the day; an open end is None."""

    first: Clock | None
    last: Clock | None
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Months:
    months: frozenset[int]
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """So long from now."""

    length: Length


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when until when, for how long, how many times."""

    starts: DateOf | None = None
    from_clock: Clock | None = None
    ends: DateOf | None = None
    until_clock: Clock | None = None
    lasts: Length | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone; `assumed` is what was written when it could be another."""

    name: str
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class But:
    """What is left out."""

    calendars: tuple[Calendar, ...] = ()
    dates: tuple[DateOf, ...] = ()
    clocks: tuple[Clock, ...] = ()
    window: Between | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """Words about time that were understood well enough to know that one must ask."""

    say: str
    words: tuple[tuple[str, str], ...] = ()


Clause = On | OnDate | At | During | Every | Minutes | Between | Months | After | Bounds | Zone | But | Unsure


def repeats(clause: Clause) -> bool:
    """Whether it says by itself that something comes again."""
    return isinstance(clause, Every) or (isinstance(clause, On) and clause.calendar.repeats)
