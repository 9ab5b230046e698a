"""Wall clocks that change: from the times that a clock names to the moments at which they come.

The real time of a zone is cut into stretches, in each of which its clock runs evenly. Inside a
stretch a wall time is one moment; only where two of them meet is there anything to decide.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from spark_tui.domain.zones import zone_of

HORIZON = timedelta(days=366 * 60)  # nothing is planned further ahead than this
LAST_YEAR = 9_900  # beyond it the arithmetic of dates ends
_TICK = timedelta(microseconds=1)
_WIDEST = timedelta(days=2)  # more than any change moves a clock
_DAY = timedelta(days=1)


class Gap(StrEnum):
    """What becomes of a wall time that the clock skips in spring."""

    AFTER = "after"  # it is at the first instant after the gap, as in Debian's cron
    SKIP = "skip"


class Fold(StrEnum):
    """Which is meant of a wall time that the clock shows twice in autumn."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """How a time of day that is named on a wall clock goes through a change of that clock.

    Several times in one gap are one moment after it.
    """

    gap: Gap = Gap.AFTER
    fold: Fold = Fold.FIRST


REAL_TIME = ClockChange(Gap.SKIP, Fold.BOTH)  # nothing is invented in a gap, nothing is left out of a fold

Later = Callable[[datetime], datetime | None]


def first_after(moment: datetime, zone: str, change: ClockChange, later: Later) -> datetime | None:
    """The first moment strictly later than `moment` at which the clock of `zone` shows a named wall time.

    `later` gives the first named wall time strictly later than another. None when there is none
    within the horizon.
    """
    moment = moment.astimezone(UTC)
    if moment.year > LAST_YEAR:
        return None
    stretch = stretch_at(zone, moment)
    wall = stretch.wall(moment)
    found = later(wall)
    while stretch.begins - moment < (HORIZON if found else _WIDEST):
        if found and found < stretch.wall(stretch.ends):
            instant = found.replace(tzinfo=UTC) - stretch.ahead
            if _is_meant(instant, zone, change.fold):
                return instant
            wall, found = found, later(found)
            continue
        stretch = stretch_at(zone, stretch.ends)
        begin = stretch.wall(stretch.begins)
        if found and found < begin and change.gap is Gap.AFTER:
            return stretch.begins
        if begin <= wall or (found and found < begin):
            wall = begin - _TICK
            found = later(wall)
    return None


def _is_meant(instant: datetime, zone: str, fold: Fold) -> bool:
    """Whether the policy takes this one of the two moments that show the same wall time; true where there is one."""
    if fold is Fold.BOTH:
        return True
    local = instant.astimezone(zone_of(zone))
    if fold is Fold.FIRST:
        return local.fold == 0
    return local.replace(fold=1).utcoffset() == local.utcoffset()


# ------------------------------------------------------------------ stretches


@dataclass(frozen=True, slots=True)
class Stretch:
    """Real time in which a clock is `ahead` of UTC: from one change, or the beginning of a year, to the next."""

    begins: datetime
    ends: datetime
    ahead: timedelta

    def wall(self, moment: datetime) -> datetime:
        """What the clock shows, as a naive time."""
        return (moment + self.ahead).replace(tzinfo=None)


def stretch_at(zone: str, moment: datetime) -> Stretch:
    """The stretch that `moment` lies in. A moment of change belongs to the stretch that it begins."""
    return next(each for each in stretches_of(zone, moment.year) if moment < each.ends)


@dataclass(frozen=True, slots=True)
class Change:
    """The clock of a zone goes from `before` to `after` ahead of UTC at the instant `at`."""

    at: datetime
    before: timedelta
    after: timedelta


def changes(zone: str, begin: datetime, end: datetime) -> Iterator[Change]:
    """The clock changes of a zone from `begin` on and before `end`."""
    stretch = stretch_at(zone, begin - _TICK)
    while stretch.ends < end:
        following = stretch_at(zone, stretch.ends)
        if following.ahead != stretch.ahead:
            yield Change(stretch.ends, stretch.ahead, following.ahead)
        stretch = following


@lru_cache(maxsize=16_384)
def stretches_of(zone: str, year: int) -> tuple[Stretch, ...]:
    """The stretches of a year of UTC."""
    found, begins = [], datetime(year, 1, 1, tzinfo=UTC)
    last = datetime(year + 1, 1, 1, tzinfo=UTC)
    day, ahead = begins, offset(zone, begins)
    while day < last:
        following = day + _DAY
        if offset(zone, following) != ahead and (change := _switch(zone, day, following)) < last:
            found.append(Stretch(begins, change, ahead))
            begins, ahead = change, offset(zone, change)
        day = following
    return (*found, Stretch(begins, last, ahead))


def _switch(zone: str, before: datetime, after: datetime) -> datetime:
    """The instant of the change between the two, by halving. Clocks change at a whole second."""
    ahead = offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if offset(zone, middle) == ahead else (before, middle)
    return after


def offset(zone: str, moment: datetime) -> timedelta:
    """How far the clock of `zone` is ahead of UTC."""
    return moment.astimezone(zone_of(zone)).utcoffset() or timedelta(0)
