"""A stretch of time, cut into half hours of real time: what calendars are drawn from.

The clocks of all zones change by whole half hours, so a half hour never lies on both sides of a
change: a day of 23 hours has 46 of them, one of 25 hours has 50.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from spark_tui.domain.timing import at_wall, zone_of

HALF_HOUR = timedelta(minutes=30)
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


class View(StrEnum):
    """How much of a calendar is looked at."""

    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Grid:
    """The half hours from `since` up to `until`, which is not one of its moments, on the clock of `zone`."""

    since: datetime
    until: datetime
    zone: str = "UTC"

    def __len__(self) -> int:
        return self.slot(self.until - _TICK) + 1

    def slot(self, moment: datetime) -> int:
        """The half hour that the moment is in, below 0 before the first one."""
        return (moment - self.since) // HALF_HOUR

    def begins(self, slot: int) -> datetime:
        return self.since + slot * HALF_HOUR

    def local(self, slot: int) -> datetime:
        """What the clock shows when the half hour begins."""
        return self.begins(slot).astimezone(zone_of(self.zone))

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment < self.until

    def slots_of(self, first: datetime, last: datetime) -> range:
        """Those that any moment from `first` to `last` is in."""
        return range(max(0, self.slot(first)), min(len(self), self.slot(last) + 1))


def grid_of(view: View, day: date, zone: str) -> Grid:
    """The day, week or month that `day` is in."""
    first, last = _days(view, day)
    return Grid(_midnight(first, zone), _midnight(last, zone), zone)


def next_hours(now: datetime, hours: int, zone: str) -> Grid:
    """From the half hour that goes on now."""
    since = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    return Grid(since, since + timedelta(hours=hours), zone)


def stepped(view: View, day: date, by: int) -> date:
    """A day in the view that is so many further on."""
    if view is not View.MONTH:
        return day + by * (_DAY if view is View.DAY else 7 * _DAY)
    months = day.year * 12 + day.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def _days(view: View, day: date) -> tuple[date, date]:
    match view:
        case View.DAY:
            return day, day + _DAY
        case View.WEEK:
            monday = day - day.weekday() * _DAY
            return monday, monday + 7 * _DAY
        case View.MONTH:
            first = day.replace(day=1)
            return first, stepped(view, first, 1)


def _midnight(day: date, zone: str) -> datetime:
    """When the day begins; where the clock skips midnight, that is the first moment after it."""
    return at_wall(datetime.combine(day, time()), zone)
