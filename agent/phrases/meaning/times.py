"""Times as people say them: a time of day, a part of the day, a stretch of time."""

from dataclasses import dataclass, replace
from datetime import timedelta

from agent.phrases.meaning.doubts import Span


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


SMALL_HOURS = 6


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
        halves = clock.halves()
        if clock.wide and clock.hour <= 12:  # "9h da noite", although 9h is a time of the 24-hour clock
            halves = (clock, *replace(clock, fixed=False).halves())
        inside = [half for half in halves if self._holds(half.hour) or (half.fixed and self._reaches(half.hour))]
        return replace(inside[0], sure=True, fixed=True) if inside else None

    def _reaches(self, hour: int) -> bool:
        """ "5am every night": what is beyond doubt may be of the small hours."""
        return self.last > 24 and hour < SMALL_HOURS

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
