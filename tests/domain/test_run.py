"""A run and its life."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.errors import IllegalMove
from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.run import ARROWS, Cause, Happening, Move, Run, RunState, advance, unanswered
from spark_tui.domain.usage import Usage

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def run(state: RunState = RunState.QUEUED) -> Run:
    return Run(RunId("r" * 16), WorkflowId("w"), "fake/report", AT, AT, Cause.SCHEDULE, ScheduleId("s"), state=state)


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("happening", Happening)
def test_a_run_goes_along_the_arrows_and_nowhere_else(state: RunState, happening: Happening) -> None:
    after = ARROWS.get((state, happening))
    if after is None:
        with pytest.raises(IllegalMove):
            advance(run(state), Move(happening, AT))
    else:
        assert advance(run(state), Move(happening, AT)).state is after


@pytest.mark.parametrize("state", [state for state in RunState if state.over])
def test_nothing_comes_back_from_an_end(state: RunState) -> None:
    assert not [arrow for arrow in ARROWS if arrow[0] is state]


def test_a_claim_says_who_and_since_when() -> None:
    claimed = advance(run(), Move(Happening.CLAIMED, AT, boot=BootId("b")))
    assert (claimed.started_at, claimed.boot) == (AT, "b")


def test_an_end_has_its_moment_its_reason_and_its_result() -> None:
    ended = advance(run(RunState.RUNNING), Move(Happening.FAILED, AT, "exit code 3", "half a report"))
    assert (ended.ended_at, ended.reason, ended.result) == (AT, "exit code 3", "half a report")


def test_every_attempt_at_one_due_moment_has_the_same_key() -> None:
    assert run().key == replace(run(), id=RunId("other"), attempt=2, repeats=run().id).key


def test_two_due_moments_have_two_keys() -> None:
    assert run().key != replace(run(), due_at=AT + timedelta(hours=1)).key


def test_runs_by_hand_have_a_key_each() -> None:
    first, second = (replace(run(), id=RunId(name), schedule=None) for name in ("a", "b"))
    assert first.key != second.key


# ------------------------------------------------------------------ a person is asked

QUESTION = Approval((Ask("drop_table", '{"table": "users"}'),), AT + timedelta(minutes=1), "token")


def waiting() -> Run:
    claimed = advance(run(), Move(Happening.CLAIMED, AT, boot=BootId("b")))
    told = Move(Happening.ASKED, QUESTION.asked_at, "it asks", question=QUESTION, until=AT + timedelta(days=1))
    return advance(replace(claimed, ref="far/away"), told)


def test_a_run_that_asks_has_no_engine_and_keeps_its_way_back() -> None:
    asked = waiting()
    assert (asked.boot, asked.ref, asked.question, asked.expires_at) == (
        None,
        "far/away",
        QUESTION,
        AT + timedelta(days=1),
    )
    assert not asked.state.over


def test_while_it_waits_for_a_person_its_time_stands_still() -> None:
    later = QUESTION.asked_at + timedelta(hours=3)
    answered = advance(waiting(), Move(Happening.ANSWERED, later, answer=Answer(True)))
    again = advance(answered, Move(Happening.CLAIMED, later, boot=BootId("c")))
    assert (answered.answer, answered.expires_at, answered.reason) == (Answer(True), None, "")
    assert (again.started_at, again.timeout_seconds) == (AT, run().timeout_seconds + 3 * 3600)


def test_the_next_question_forgets_the_last_answer() -> None:
    answered = advance(waiting(), Move(Happening.ANSWERED, AT, answer=Answer(True)))
    again = advance(answered, Move(Happening.CLAIMED, AT, boot=BootId("c")))
    assert advance(again, Move(Happening.ASKED, AT, question=QUESTION)).answer is None


def test_what_it_has_cost_stays_until_more_is_told() -> None:
    asked = replace(waiting(), usage=Usage(7, 3, 10))
    assert advance(asked, Move(Happening.TIMED_OUT, AT)).usage == Usage(7, 3, 10)
    running = replace(asked, state=RunState.RUNNING)
    assert advance(running, Move(Happening.SUCCEEDED, AT, usage=Usage(14, 6, 20))).usage == Usage(14, 6, 20)


def test_what_nobody_answered_says_what_was_asked_and_for_how_long() -> None:
    told = unanswered(waiting(), QUESTION.asked_at + timedelta(hours=2))
    assert told.startswith("nobody answered within 2:00:00 (drop_table(")
