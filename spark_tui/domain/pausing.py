"""What a pause does to a schedule: when it is over, and what going on leaves of it."""

from dataclasses import replace
from datetime import datetime
from itertools import islice, takewhile

from spark_tui.domain.backfill import MOST
from spark_tui.domain.schedule import Schedule


def resumed(schedule: Schedule, now: datetime) -> Schedule:
    """Without its pause; where no engine has decided what fell into it, the pause only ends now."""
    pause = schedule.pause
    if pause is None or schedule.next_at is None or schedule.next_at > now:
        return replace(schedule, pause=None)
    return replace(schedule, pause=replace(pause, until=min(now, pause.until or now)))


def is_over(schedule: Schedule, now: datetime) -> bool:
    """Whether its pause has ended, and an engine has decided all that fell into it."""
    pause, next_at = schedule.pause, schedule.next_at
    return pause is not None and not pause.holds(now) and (next_at is None or not pause.holds(next_at))


def passed_in(schedule: Schedule, now: datetime) -> int:
    """How many of its moments have passed since it was paused, as far as a backfill would take them."""
    if schedule.pause is None:
        return 0
    moments = schedule.timing.moments_after(schedule.pause.since)
    return sum(1 for _ in takewhile(lambda moment: moment <= now, islice(moments, MOST)))
