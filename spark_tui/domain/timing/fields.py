"""The wall times that the fields of a cron expression name.

cronsim reads the fields and knows the days; the way from one time to the next is ours, on a clock
that never changes. Clock changes are for `walls`: what cronsim makes of them differs by the number
of fields, runs backwards in a fold, and loses moments where a midnight or a half-hour is skipped.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from cronsim import CronSim

FARTHEST = 50  # years in which a day is looked for
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """Sorted hours, minutes and seconds, and the days."""

    hours: tuple[int, ...]
    minutes: tuple[int, ...]
    seconds: tuple[int, ...]
    days: CronSim

    def later(self, wall: datetime) -> datetime | None:
        """The first named time strictly later than `wall`; None when there is none within 50 years."""
        day = wall.date()
        if self.names(day) and (clock := self._clock_after(wall.hour, wall.minute, wall.second)):
            return datetime.combine(day, clock)
        following = self._day_after(day)
        if following is None:
            return None
        return datetime.combine(following, time(self.hours[0], self.minutes[0], self.seconds[0]))

    def _clock_after(self, hour: int, minute: int, second: int) -> time | None:
        if hour in self.hours:
            if minute in self.minutes and (following := _above(self.seconds, second)) is not None:
                return time(hour, minute, following)
            if (following := _above(self.minutes, minute)) is not None:
                return time(hour, following, self.seconds[0])
        if (following := _above(self.hours, hour)) is not None:
            return time(following, self.minutes[0], self.seconds[0])
        return None

    def _day_after(self, day: date) -> date | None:
        farthest = day.year + FARTHEST
        day += _DAY
        while day.year <= farthest:
            if day.month not in self.days.months:
                day = (day.replace(day=1) + 31 * _DAY).replace(day=1)
            elif self.days.match_day(day):
                return day
            else:
                day += _DAY
        return None

    def names(self, day: date) -> bool:
        """Whether it is one of its days."""
        return day.month in self.days.months and bool(self.days.match_day(day))


@lru_cache(maxsize=2_048)  # some 5 to 10 kB each
def read(fields: str) -> Fields:
    """Raises what cronsim raises: CronSimError, AssertionError or ValueError."""
    read = CronSim(fields, datetime(2000, 1, 1))  # noqa: DTZ001 - a wall time, of no zone
    return Fields(_sorted(read.hours), _sorted(read.minutes), _sorted(read.seconds), read)


def _sorted(named: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(named))


def _above(named: tuple[int, ...], this: int) -> int | None:
    place = bisect_right(named, this)
    return named[place] if place < len(named) else None
