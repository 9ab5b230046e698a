"""What one should know of a timing before one relies on it: clock changes that it meets, and crons that mislead.

Cron's OR of its two day fields and its uneven steps are those of Debian's cron, crontab(5).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from spark_tui.domain.timing import Cron, Rule, Timing, Trigger, at_wall, zone_of

AHEAD = 400  # days in which clock changes are looked for: a year and a month
MOST = 4  # remarks on clock changes; a schedule of every minute meets them all
UTC_NAME = "UTC"


def remarks(timing: Timing, now: datetime) -> tuple[str, ...]:
    """Sentences, most important first; none for most timings."""
    crons = [each for each in timing.triggers if isinstance(each, Cron)]
    said = [remark for each in crons for remark in (_either_day(each), *_uneven(each)) if remark]
    return tuple(dict.fromkeys([*said, *_clock_changes(timing, now)]))


# ------------------------------------------------------------------ crons that mislead


def _either_day(cron: Cron) -> str:
    *_, monthday, _, weekday = cron.fields.split()
    if "*" in (monthday[0], weekday[0]):
        return ""
    return f"cron runs when either day fits: day {monthday} of the month, or weekday {weekday}"


def _uneven(cron: Cron) -> Iterator[str]:
    """`*/45` is at 0 and 45 of each hour: 45 minutes apart, then 15."""
    *_, minute, hour, monthday, _, _ = cron.fields.split()
    for field, size, unit, within in ((minute, 60, "minutes", "hour"), (hour, 24, "hours", "day")):
        step = field.removeprefix("*/")
        if field.startswith("*/") and step.isdigit() and 1 < int(step) < size and size % int(step):
            yield f"{field} is not every {step} {unit}: it begins again with each {within}"
    if monthday.startswith("*/"):
        yield f"{monthday} begins again on the 1st of each month"


# ------------------------------------------------------------------ clock changes


def _clock_changes(timing: Timing, now: datetime) -> Iterator[str]:
    left = MOST
    for trigger in timing.triggers:
        if not isinstance(trigger, Cron | Rule) or _follows_real_time(trigger):
            continue
        for change, skipped in changes(trigger.zone, now.astimezone(zone_of(trigger.zone)).date()):
            for wall in _walls_in(trigger, change, skipped):
                if left and _is_due(timing, at_wall(wall, trigger.zone)):
                    left -= 1
                    yield _told(wall, trigger.zone, skipped > timedelta(0))


def _follows_real_time(trigger: Trigger) -> bool:
    """A cron of every hour, or every few, goes on through a clock change."""
    return isinstance(trigger, Cron) and trigger.fields.split()[-4][0] == "*"


def _is_due(timing: Timing, moment: datetime) -> bool:
    return timing.next_after(moment - timedelta(seconds=1)) == moment


def _told(wall: datetime, zone: str, skipped: bool) -> str:
    day = f"{wall:%a} {wall.day} {wall:%b %Y}"
    if skipped:
        return f"{wall:%H:%M} does not exist on {day}: it runs at {at_wall(wall, zone).astimezone(zone_of(zone)):%H:%M}"
    return f"{wall:%H:%M} comes twice on {day}: it runs at the first"


def _walls_in(trigger: Cron | Rule, change: datetime, skipped: timedelta) -> Iterator[datetime]:
    """The wall times that the trigger names in what the clock skips or repeats, told by a clock that never changes."""
    steady = replace(trigger, zone=UTC_NAME)
    first = change if skipped > timedelta(0) else change + skipped
    moment = steady.next_after(first.replace(tzinfo=UTC) - timedelta(seconds=1))
    while moment is not None and moment < first.replace(tzinfo=UTC) + abs(skipped):
        yield moment.replace(tzinfo=None)
        moment = steady.next_after(moment)


@lru_cache(maxsize=64)
def changes(zone: str, today: date) -> tuple[tuple[datetime, timedelta], ...]:
    """Each coming clock change of the zone: the wall time when it begins, and how much it skips, or repeats (< 0)."""
    found = []
    moment = datetime(today.year, today.month, today.day, tzinfo=UTC)
    for _ in range(AHEAD):
        later = moment + timedelta(days=1)
        before, after = _offset(moment, zone), _offset(later, zone)
        if before != after:
            found.append(((_switch(moment, later, zone) + before).replace(tzinfo=None), after - before))
        moment = later
    return tuple(found)


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(zone_of(zone)).utcoffset() or timedelta(0)


def _switch(before: datetime, after: datetime, zone: str) -> datetime:
    """The instant of the change, to the second, by halving."""
    offset = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if _offset(middle, zone) == offset else (before, middle)
    return after.replace(microsecond=0)
