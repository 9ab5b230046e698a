"""What follows a run that failed or was interrupted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.attempts import interrupted, retry_of
from spark_tui.domain.queueing import MOST_ATTEMPTS, due_run
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import Cause, Happening, Move
from spark_tui.domain.schedule import Interrupted, Policy
from spark_tui.domain.trouble import Trouble
from tests.domain.test_planning import NINE, schedule

TWICE = Retry(2, timedelta(seconds=30), jitter=0.0)
ENDED = NINE + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("attempt", "trouble", "deadline", "waits"),
    [
        (1, Trouble.UNREACHABLE, None, 30),
        (2, Trouble.UNREACHABLE, None, 60),
        (3, Trouble.UNREACHABLE, None, None),
        (1, Trouble.FAILED, None, None),
        (1, Trouble.UNREACHABLE, timedelta(minutes=2), 30),
        (1, Trouble.UNREACHABLE, timedelta(seconds=90), None),  # it would start at its deadline
    ],
)
def test_another_attempt_is_what_the_policy_and_the_deadline_allow(
    attempt: int, trouble: Trouble, deadline: timedelta | None, waits: int | None
) -> None:
    of = replace(schedule(), policy=Policy(retry=TWICE, deadline=deadline))
    run = replace(due_run(of, NINE, NINE, Cause.SCHEDULE), attempt=attempt)
    again = retry_of(run, of, Move(Happening.FAILED, ENDED, trouble=trouble))
    assert (again and again.not_before) == (None if waits is None else ENDED + timedelta(seconds=waits))


@pytest.mark.parametrize(
    ("policy", "attempt", "cancel_by", "follows"),
    [
        (Interrupted.RETRY, 1, "", True),
        (Interrupted.GIVE_UP, 1, "", False),
        (Interrupted.RETRY, 1, "ana", False),
        (Interrupted.RETRY, MOST_ATTEMPTS, "", False),
    ],
)
def test_what_was_interrupted_is_repeated_where_that_is_wanted(
    policy: Interrupted, attempt: int, cancel_by: str, follows: bool
) -> None:
    of = replace(schedule(), policy=Policy(interrupted=policy))
    run = replace(due_run(of, NINE, NINE, Cause.SCHEDULE), attempt=attempt, cancel_by=cancel_by)
    assert bool(interrupted(run, of, ENDED)) is follows


def test_what_has_no_schedule_is_not_repeated() -> None:
    assert interrupted(due_run(schedule(), NINE, NINE, Cause.SCHEDULE), None, ENDED) == []
