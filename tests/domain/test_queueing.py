"""Runs as they are queued: what each is marked with, how long it may wait, and when it has to be over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.ids import RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.queueing import RunRequest, attempt_after, backfill_run, due_run, held_run, lone_run, run_now
from spark_tui.domain.run import Cause, Happening, Move, Run, RunState, advance
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.workflow import Workflow
from tests.domain.test_planning import NINE, schedule

NOW = NINE + timedelta(seconds=10)
LATER = NINE + timedelta(minutes=20)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAIT, WHOLE = timedelta(minutes=5), timedelta(hours=6)

OWN = replace(schedule(), input="own", tags=("gpu",))


def with_times(max_wait: timedelta | None, deadline: timedelta | None) -> Schedule:
    return replace(OWN, policy=replace(OWN.policy, max_wait=max_wait, deadline=deadline))


def made(kind: str, of: Schedule) -> Run:
    kinds = {
        "own": lambda: due_run(of, NINE, NOW, Cause.SCHEDULE),
        "catch-up": lambda: due_run(of, NINE - HOUR, NOW, Cause.CATCH_UP),
        "spread": lambda: due_run(of, NINE - HOUR, NOW, Cause.CATCH_UP, LATER),
        "held": lambda: held_run(of, NINE - HOUR, NOW),
        "by hand": lambda: run_now(of, NOW, RunRequest("ana")),
        "backfill": lambda: backfill_run(of, NINE - HOUR, NOW, "batch", RunRequest("ana")),
        "lone": lambda: lone_run(
            Workflow(WorkflowId("w"), SourceId("s"), "fake", "k", "t"), NOW, 60, RunRequest("ana")
        ),
    }
    return kinds[kind]()


def retried(run: Run) -> Run:
    return attempt_after(run, LATER, LATER + MINUTE)


@pytest.mark.parametrize(
    ("kind", "max_wait", "deadline", "expires_at", "deadline_at"),
    [
        ("own", None, None, None, None),
        ("own", WAIT, None, NOW + WAIT, None),
        ("own", None, WHOLE, NINE + WHOLE, NINE + WHOLE),  # from its moment
        ("own", WAIT, WHOLE, NOW + WAIT, NINE + WHOLE),
        ("own", WHOLE, WAIT, NINE + WAIT, NINE + WAIT),  # whichever is first
        ("catch-up", WAIT, WHOLE, NOW + WAIT, NOW + WHOLE),  # its moment is long past: from now
        ("spread", WAIT, None, LATER + WAIT, None),  # from when it may start
        ("held", WAIT, WHOLE, NOW + WAIT, NOW + WHOLE),
        ("by hand", WAIT, WHOLE, NOW + WAIT, NOW + WHOLE),
        ("backfill", WAIT, WHOLE, NOW + WAIT, NOW + WHOLE),
        ("lone", WAIT, WHOLE, None, None),  # there is no schedule to say so
    ],
)
def test_how_long_it_may_wait_and_when_it_has_to_be_over(
    kind: str,
    max_wait: timedelta | None,
    deadline: timedelta | None,
    expires_at: object,
    deadline_at: object,
) -> None:
    run = made(kind, with_times(max_wait, deadline))
    assert (run.expires_at, run.deadline_at) == (expires_at, deadline_at)


@pytest.mark.parametrize("kind", ["own", "catch-up", "by hand", "backfill"])
def test_another_attempt_has_what_is_left_of_the_whole_and_waits_as_long_as_that(kind: str) -> None:
    first = made(kind, with_times(WAIT, WHOLE))
    again = retried(first)
    assert (again.deadline_at, again.expires_at) == (first.deadline_at, first.deadline_at)
    assert (again.queued_at, again.not_before) == (LATER, LATER + MINUTE)


def test_what_was_held_has_its_time_from_the_yes_on() -> None:
    held = made("held", with_times(WAIT, WHOLE))
    approved = advance(held, Move(Happening.APPROVED, LATER))
    assert (approved.queued_at, approved.expires_at, approved.deadline_at) == (LATER, LATER + WAIT, LATER + WHOLE)


@pytest.mark.parametrize(
    ("kind", "cause", "state", "attempt", "lane", "asked_by"),
    [
        ("own", Cause.SCHEDULE, RunState.QUEUED, 1, "s", ""),
        ("catch-up", Cause.CATCH_UP, RunState.QUEUED, 1, "s", ""),
        ("held", Cause.CATCH_UP, RunState.HELD, 1, "s", ""),
        ("by hand", Cause.MANUAL, RunState.QUEUED, 1, None, "ana"),
        ("backfill", Cause.BACKFILL, RunState.QUEUED, 1, "batch", "ana"),
        ("lone", Cause.MANUAL, RunState.QUEUED, 1, None, "ana"),
    ],
)
def test_what_it_is_marked_with(
    kind: str, cause: Cause, state: RunState, attempt: int, lane: str | None, asked_by: str
) -> None:
    run = made(kind, OWN)
    assert (run.cause, run.state, run.attempt, run.lane, run.asked_by) == (cause, state, attempt, lane, asked_by)
    again = retried(run)
    assert (again.cause, again.state, again.attempt) == (Cause.RETRY, RunState.QUEUED, 2)
    assert (again.lane, again.asked_by, again.tags, again.repeats) == (lane, asked_by, run.tags, run.id)


@pytest.mark.parametrize("kind", ["own", "catch-up", "held", "by hand", "backfill", "lone"])
def test_every_attempt_has_the_key_of_the_first(kind: str) -> None:
    first = made(kind, OWN)
    second = retried(first)
    assert first.key == second.key == retried(second).key
    assert retried(second).repeats == first.id


def test_no_two_of_them_share_a_key() -> None:
    runs = [made(kind, OWN) for kind in ("own", "catch-up", "by hand", "by hand", "backfill", "lone", "lone")]
    runs.append(backfill_run(OWN, NINE - HOUR, NOW, "another", RunRequest()))
    runs.append(due_run(replace(OWN, id=ScheduleId("t")), NINE, NOW, Cause.SCHEDULE))
    assert len({run.key for run in runs}) == len(runs)


@pytest.mark.parametrize(("given", "has"), [(None, "own"), ("", ""), ("other", "other")])
def test_what_a_person_gives_goes_before_what_the_schedule_has(given: str | None, has: str) -> None:
    asked = RunRequest("ana", given)
    runs = [run_now(OWN, NOW, asked), backfill_run(OWN, NINE, NOW, "batch", asked)]
    assert [run.input for run in runs] == [has, has]


def test_it_has_the_tags_and_the_timeout_of_its_schedule() -> None:
    run = made("own", replace(OWN, policy=replace(OWN.policy, timeout=MINUTE)))
    assert (run.tags, run.timeout_seconds, run.schedule_name) == (("gpu",), 60.0, "report")
    assert made("lone", OWN).timeout_seconds == 60


@pytest.mark.parametrize("kind", ["own", "backfill"])
def test_another_run_is_another_lane_only_by_hand(kind: str) -> None:
    first, second = made(kind, OWN), replace(made(kind, OWN), id=RunId("another"))
    assert first.lane == second.lane
