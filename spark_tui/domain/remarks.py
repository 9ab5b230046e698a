"""What one should know of a timing before one relies on it: clock changes that it meets, and crons that mislead.

Cron's OR of its two day fields and its uneven steps are those of Debian's cron, crontab(5).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from spark_tui.domain.timing import Change, Cron, Fold, Gap, Rule, Timing, Trigger, at_wall, changes

AHEAD = timedelta(days=400)  # in which clock changes are looked for: a year and a month
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
    met = (
        told
        for trigger in timing.triggers
        if isinstance(trigger, Cron | Rule) and not _is_of_every_hour(trigger)
        for change in changes(trigger.zone, now, now + AHEAD)
        for told in _met(timing, trigger, change)
    )
    return islice(met, MOST)


def _is_of_every_hour(trigger: Trigger) -> bool:
    """It goes on through a clock change so evenly that there is nothing to say."""
    return isinstance(trigger, Cron) and trigger.fields.split()[-4][0] == "*"


def _met(timing: Timing, trigger: Cron | Rule, change: Change) -> Iterator[str]:
    """What is to be said of one trigger and one change of its clock."""
    begin, end = sorted((change.at + ahead).replace(tzinfo=None) for ahead in (change.before, change.after))
    gap = change.after > change.before
    named = (wall for wall in _walls_in(trigger, begin, end) if _is_reached(timing, at_wall(wall, trigger.zone)))
    happens = "does not exist" if gap else "comes twice"
    if not (isinstance(trigger, Cron) and trigger.follows_real_time):
        for wall in named:
            yield f"{wall:%H:%M} {happens} on {_day(wall)}: {_becomes(timing, change, gap)}"
    elif next(named, None):
        becomes = "nothing runs then" if gap else "it runs in both"
        yield f"{begin:%H:%M} to {end:%H:%M} {happens} on {_day(begin)}: {becomes}"


_RUNS = {Fold.FIRST: "it runs at the first", Fold.SECOND: "it runs at the second", Fold.BOTH: "it runs at both"}


def _becomes(timing: Timing, change: Change, gap: bool) -> str:
    if not gap:
        return _RUNS[timing.clock_change.fold]
    if timing.clock_change.gap is Gap.SKIP:
        return "it does not run"
    return f"it runs at {change.at + change.after:%H:%M}"


def _day(wall: datetime) -> str:
    return f"{wall:%a} {wall.day} {wall:%b %Y}"


def _is_reached(timing: Timing, moment: datetime) -> bool:
    """Whether neither bounds, nor exclusions, nor a count keep the timing from that moment."""
    if not (timing.starts or moment) <= moment <= (timing.ends or moment):
        return False
    if timing.exclude is not None and timing.exclude.covers(moment):
        return False
    return timing.count is None or timing.next_after(moment - timedelta(seconds=1)) is not None


def _walls_in(trigger: Cron | Rule, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The wall times that the trigger names from `begin` on and before `end`, told by a clock that never changes."""
    steady = replace(trigger, zone=UTC_NAME)
    moment = steady.next_after(begin.replace(tzinfo=UTC) - timedelta(seconds=1))
    while moment is not None and moment < end.replace(tzinfo=UTC):
        yield moment.replace(tzinfo=None)
        moment = steady.next_after(moment)
