"""When a schedule is late: a run of it should have started, and has not within its grace."""

from datetime import datetime

from spark_tui.domain.planning import ON_TIME
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule


def late_from(schedule: Schedule, latest: Run | None) -> datetime | None:
    """From when on it is late if nothing happens before; None while there is nothing to wait for.

    `latest` is its newest run.
    """
    moments = (undecided_from(schedule), _unstarted_from(schedule, latest))
    return min((moment for moment in moments if moment is not None), default=None)


def undecided_from(schedule: Schedule) -> datetime | None:
    """From when on its next moment counts as passed without anybody having decided it: no engine was there."""
    if schedule.next_at is None or (schedule.pause is not None and schedule.pause.holds(schedule.next_at)):
        return None
    return schedule.next_at + min(schedule.policy.late_after, ON_TIME)


def _unstarted_from(schedule: Schedule, latest: Run | None) -> datetime | None:
    """What was asked for by hand, and what is tried again, has no moment to be late for."""
    if latest is None or latest.state is not RunState.QUEUED or latest.batch or latest.attempt > 1:
        return None
    return max(latest.due_at + schedule.policy.late_after, latest.not_before or latest.queued_at)
