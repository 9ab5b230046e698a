"""A source that was away is back: which of the moments that failed for it run after all.

They passed while nobody was there to serve them, as moments do while Spark is off, and so the schedule's
catch-up decides: none, the latest, or all within its window. A moment that reached its source is never among
them, whatever became of it there.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from spark_tui.domain.planning import caught_up, held_apart
from spark_tui.domain.queueing import MOST_ATTEMPTS, caught_up_attempt
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import CatchUp, Schedule

UNNOTICED = timedelta(minutes=2)  # that a source may have been away before a checkup found it so


def made_up_for(schedule: Schedule, unreached: Sequence[Run], going: Collection[Run], now: datetime) -> list[Run]:
    """The attempts to queue. `unreached` are the schedule's last attempts at moments of its own that nobody answered.

    `going` are its runs that are queued or go on. A paused schedule makes up for nothing.
    """
    failed = {run.due_at: run for run in unreached if run.attempt < MOST_ATTEMPTS}
    wanted = [] if schedule.pause else caught_up(schedule.policy, sorted(failed), now)
    if schedule.policy.catch_up is CatchUp.LATEST and (going or _is_past(schedule, wanted, now)):
        return []
    held_back = held_apart(schedule.policy, wanted, now, set(wanted))
    return [
        caught_up_attempt(schedule, failed[moment], now, not_before)
        for moment, not_before in zip(wanted, held_back, strict=True)
    ]


def _is_past(schedule: Schedule, moments: Sequence[datetime], now: datetime) -> bool:
    """Whether a later moment has been decided since, which is the latest then."""
    later = schedule.timing.next_after(moments[-1]) if moments else None
    return later is not None and later <= now
