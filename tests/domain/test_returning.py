"""What is made up for when a source is back, by the schedule's catch-up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from spark_tui.domain.ids import RunId
from spark_tui.domain.inputs import values_of
from spark_tui.domain.queueing import MOST_ATTEMPTS
from spark_tui.domain.returning import made_up_for
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import CatchUp, Pause, Policy, Schedule
from spark_tui.domain.trouble import Trouble
from tests.contracts.store import a_run
from tests.domain.test_planning import NINE, schedule

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ELEVEN = NINE + 2 * HOUR
BACK = ELEVEN + 10 * MINUTE
HOURLY = schedule()


def failed(due_at: datetime, attempt: int = 1) -> Run:
    ended = {"state": RunState.FAILED, "trouble": Trouble.UNREACHABLE, "ended_at": due_at + MINUTE}
    return a_run(HOURLY.id, due_at, attempt=attempt, input="as it was given", **ended)


THREE = [failed(NINE), failed(NINE + HOUR), failed(ELEVEN)]


def with_policy(**policy: object) -> Schedule:
    return replace(HOURLY, policy=Policy(**policy))  # type: ignore[arg-type]


LATEST, NONE, ALL = (with_policy(catch_up=each) for each in (CatchUp.LATEST, CatchUp.NONE, CatchUp.ALL))


@pytest.mark.parametrize(
    ("of", "unreached", "going", "moments"),
    [
        (LATEST, THREE, [], [ELEVEN]),
        (LATEST, THREE[:2], [], []),  # the one of eleven has come to something else
        (LATEST, THREE, [a_run(due_at=ELEVEN)], []),
        (NONE, THREE, [], []),
        (ALL, THREE, [a_run(due_at=ELEVEN)], [NINE, NINE + HOUR, ELEVEN]),
        (with_policy(catch_up=CatchUp.ALL, catch_up_most=2), THREE, [], [NINE + HOUR, ELEVEN]),
        (with_policy(catch_up=CatchUp.ALL, catch_up_within=HOUR), THREE, [], [ELEVEN]),
        (ALL, [failed(ELEVEN, MOST_ATTEMPTS)], [], []),
        (replace(ALL, pause=Pause(NINE)), THREE, [], []),
        (ALL, [], [], []),
    ],
)
def test_the_catch_up_decides_which_moments_run_after_all(
    of: Schedule, unreached: list[Run], going: list[Run], moments: list[datetime]
) -> None:
    assert [run.due_at for run in made_up_for(of, unreached, going, BACK)] == moments


def test_it_is_another_attempt_at_the_same_moment_with_its_whole_time_from_now() -> None:
    before = replace(failed(ELEVEN, 2), repeats=RunId("the first"), deadline_at=ELEVEN + HOUR)
    (again,) = made_up_for(with_policy(deadline=HOUR), [before], [], BACK)
    assert (again.key, again.attempt, again.repeats, again.input) == (before.key, 3, "the first", before.input)
    assert (again.cause, again.state, again.queued_at) == (Cause.CATCH_UP, RunState.QUEUED, BACK)
    assert (again.deadline_at, again.expires_at, again.late_at) == (BACK + HOUR, BACK + HOUR, None)


def test_what_was_edited_since_is_for_the_moments_to_come() -> None:
    before = replace(failed(ELEVEN), values=values_of({"city": "Rome"}), template=True)
    edited = replace(LATEST, input="another", values=values_of({"city": "Oslo"}), template=False)
    (again,) = made_up_for(edited, [before], [], BACK)
    assert (again.input, again.values, again.template) == (before.input, before.values, True)


def test_a_schedule_that_asks_holds_them_and_one_that_spreads_keeps_them_apart() -> None:
    asks = with_policy(catch_up=CatchUp.ALL, catch_up_ask=True, catch_up_spread=5 * MINUTE)
    runs = made_up_for(asks, THREE, [], BACK)
    assert {run.state for run in runs} == {RunState.HELD}
    assert [run.not_before for run in runs] == [None, BACK + 5 * MINUTE, BACK + 10 * MINUTE]
