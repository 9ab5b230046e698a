"""Zones change their rules: how a clock was known to go when moments were planned on it."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from spark_tui.domain import zones
from spark_tui.domain.timing import union, walls
from spark_tui.domain.timing.walls import changes, offset

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Course:
    """How far the clock of a zone is ahead of UTC from `begin` on and before `end`.

    It starts at `ahead`; each step is an instant and what it is ahead from then on.
    """

    begin: datetime
    end: datetime
    ahead: timedelta
    steps: tuple[tuple[datetime, timedelta], ...] = ()

    def knows(self, moment: datetime) -> bool:
        return self.begin < moment < self.end

    def around(self, moment: datetime) -> tuple[timedelta, timedelta]:
        """How far ahead it is right before a moment, and at it: two things only where the clock changes."""
        return self._ahead(moment - _TICK), self._ahead(moment)

    def _ahead(self, moment: datetime) -> timedelta:
        place = bisect_right(self.steps, moment, key=lambda step: step[0])
        return self.steps[place - 1][1] if place else self.ahead


def course(zone: str, begin: datetime, end: datetime) -> Course:
    """How the clock of the zone goes by the tz data of now."""
    begin, end = begin.astimezone(UTC), end.astimezone(UTC)
    found = changes(zone, begin + _TICK, end)
    return Course(begin, end, offset(zone, begin), tuple((change.at, change.after) for change in found))


def forget_zones() -> None:
    """The tz data of the machine may have changed: what was read of it is read again."""
    ZoneInfo.clear_cache()
    for cached in (zones.zone_of, walls.stretches_of, union.last_counted):
        cached.cache_clear()
