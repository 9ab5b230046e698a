"""How many moments of a timing fall into each half hour of a grid.

One that fires every minute has 44,640 moments in a month, and a screen has no time to walk through
them. Where it is a frequency, which follows real time through every change of the clock, they are
counted from its fields; what is left is walked through, up to a bound.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from spark_tui.domain.grid import HALF_HOUR, Grid
from spark_tui.domain.timing import Cron, Interval, Timing, zone_of
from spark_tui.domain.timing.fields import Fields, read

MOST = 3_000  # moments of one timing that are walked through
_TICK = timedelta(microseconds=1)
_MINUTES = HALF_HOUR // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """Half hours with moments in them; `whole` is False where a bound was met and later ones are left out."""

    counts: Mapping[int, int]
    whole: bool = True


@lru_cache(maxsize=512)  # up to 100 kB each
def expected(timing: Timing, grid: Grid) -> Expected:
    """All moments of the timing in the grid, whatever has become of them."""
    match timing.triggers:
        case (Interval() as interval,) if timing.count is None and timing.exclude is None:
            return Expected(_counted(grid, timing, lambda slot: _of_interval(interval, timing, grid, slot)))
        case (Cron(follows_real_time=True) as cron,) if timing.count is None and _fits(cron, grid):
            return Expected(_counted(grid, timing, lambda slot: _of_cron(cron, timing, grid, slot)))
    return _walked(timing, grid)


def moments_of(timing: Timing, first: datetime, until: datetime, most: int = MOST) -> list[datetime]:
    """Those from `first` on and before `until`, `most` at most."""
    found: list[datetime] = []
    for moment in timing.moments_after(first - _TICK):
        if moment >= until or len(found) == most:
            break
        found.append(moment)
    return found


def _walked(timing: Timing, grid: Grid) -> Expected:
    found = moments_of(timing, grid.since, grid.until, MOST + 1)
    return Expected(Counter(grid.slot(moment) for moment in found[:MOST]), whole=len(found) <= MOST)


def _counted(grid: Grid, timing: Timing, of: Callable[[int], int]) -> Mapping[int, int]:
    slots = grid.slots_of(timing.starts or grid.since, timing.ends or grid.until)
    return {slot: count for slot in slots if (count := of(slot))}


# ------------------------------------------------------------------ intervals


def _of_interval(interval: Interval, timing: Timing, grid: Grid, slot: int) -> int:
    begin = max(grid.begins(slot), timing.starts or interval.anchor, interval.anchor)
    end = min(grid.begins(slot + 1), grid.until, timing.ends + _TICK if timing.ends else grid.until)
    return max(0, _steps(interval, end) - _steps(interval, begin))


def _steps(interval: Interval, moment: datetime) -> int:
    """How many of its moments come before that one."""
    return -((interval.anchor - moment) // interval.every)


# ------------------------------------------------------------------ crons


def _fits(cron: Cron, grid: Grid) -> bool:
    """Whether a half hour of the grid is a half hour on the clock of the cron; a few zones are 15 minutes off."""
    return all(grid.begins(slot).astimezone(zone_of(cron.zone)).minute % _MINUTES == 0 for slot in (0, len(grid) - 1))


def _of_cron(cron: Cron, timing: Timing, grid: Grid, slot: int) -> int:
    begin, end = grid.begins(slot), min(grid.begins(slot + 1), grid.until)
    if _cut(timing, begin, end):
        return len(moments_of(timing, begin, end))
    if timing.exclude is not None and timing.exclude.covers(begin):
        return 0
    return _in_half_hour(read(cron.fields), begin.astimezone(zone_of(cron.zone)))


def _cut(timing: Timing, begin: datetime, end: datetime) -> bool:
    """Whether the timing begins or ends inside the half hour."""
    return (timing.starts is not None and timing.starts > begin) or (timing.ends is not None and timing.ends < end)


def _in_half_hour(fields: Fields, wall: datetime) -> int:
    if wall.hour not in fields.hours or not fields.names(wall.date()):
        return 0
    minutes = sum(wall.minute <= minute < wall.minute + _MINUTES for minute in fields.minutes)
    return minutes * len(fields.seconds)
