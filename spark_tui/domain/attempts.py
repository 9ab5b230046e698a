"""Whether another attempt follows a run that failed, or one that was interrupted."""

from datetime import datetime

from spark_tui.domain.queueing import MOST_ATTEMPTS, attempt_after
from spark_tui.domain.run import Move, Run
from spark_tui.domain.schedule import Interrupted, Schedule
from spark_tui.domain.trouble import Trouble


def retry_of(run: Run, schedule: Schedule, ended: Move, wait: float = 0.0) -> Run | None:
    """The next attempt that the schedule's policy allows within its deadline, or None."""
    retry = schedule.policy.retry
    if not retry.allows(run.attempt, ended.trouble or Trouble.FAILED):
        return None
    not_before = ended.at + retry.delay_before(run.attempt + 1, _chance(run), wait)
    if run.deadline_at is not None and not_before >= run.deadline_at:
        return None
    return attempt_after(run, ended.at, not_before=not_before)


def _chance(run: Run) -> float:
    """From 0 to 1, different for every run and the same at every look."""
    return int(run.id[:4], 16) / 0xFFFF


def interrupted(run: Run, schedule: Schedule | None, at: datetime) -> list[Run]:
    """The attempt that follows a run which its engine's end interrupted, if its schedule wants it at least once.

    None follows what somebody wanted cancelled.
    """
    wanted = schedule is not None and schedule.policy.interrupted is Interrupted.RETRY and not run.cancel_by
    return [attempt_after(run, at)] if wanted and run.attempt < MOST_ATTEMPTS else []
