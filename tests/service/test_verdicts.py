"""How a run went, as the move that follows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from spark_tui.domain.approval import Ask
from spark_tui.domain.queueing import due_run
from spark_tui.domain.run import Cause, Happening
from spark_tui.service.ports import Asks, Done, Failed, Gone, Outcome, Stopped
from spark_tui.service.verdicts import REASON_LIMIT, outcome_of, stopped
from tests.domain.test_planning import NINE, schedule

RUN = replace(due_run(schedule(), NINE, NINE, Cause.SCHEDULE), timeout_seconds=60)
NOW, HOUR = NINE + timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("outcome", "happening", "reason"),
    [
        (Done("fine"), Happening.SUCCEEDED, ""),
        (Failed("no \x1b[31mspace\nleft"), Happening.FAILED, "no space left"),
        (Stopped(), Happening.CANCELLED, "cancelled at the source"),
        (Gone(), Happening.LOST, "the job can no longer be found"),
        (Asks((Ask("send_mail", "{}"),)), Happening.ASKED, "it asks for a yes to send_mail({})"),
    ],
)
def test_what_a_source_says_is_a_move(outcome: Outcome, happening: Happening, reason: str) -> None:
    move = outcome_of(RUN, outcome, NOW, HOUR).move
    assert (move.happening, move.reason) == (happening, reason)


def test_a_reason_is_one_line_of_a_bounded_length() -> None:
    assert len(outcome_of(RUN, Failed("x" * 10_000), NOW, HOUR).move.reason) <= REASON_LIMIT


@pytest.mark.parametrize(("deadline", "until"), [(None, NOW + HOUR), (NOW + HOUR / 2, NOW + HOUR / 2)])
def test_a_run_waits_for_a_person_until_its_deadline_at_the_longest(deadline: datetime | None, until: datetime) -> None:
    asks = Asks((Ask("send_mail", "{}"),))
    assert outcome_of(replace(RUN, deadline_at=deadline), asks, NOW, HOUR).move.until == until


@pytest.mark.parametrize(
    ("wanted", "ended", "deadline_at", "happening", "reason"),
    [
        (True, True, None, Happening.CANCELLED, "cancelled by ana"),
        (False, True, None, Happening.TIMED_OUT, "not done within 0:01:00"),
        (False, True, NOW, Happening.TIMED_OUT, "not done by its deadline"),
        (True, False, None, Happening.CANCELLED, "cancelled by ana; it could not be ended at its source"),
    ],
)
def test_what_was_stopped_says_why_and_whether_it_is_over(
    wanted: bool, ended: bool, deadline_at: datetime | None, happening: Happening, reason: str
) -> None:
    run = replace(RUN, deadline_at=deadline_at, cancel_by="ana")
    move = stopped(run, NOW, wanted=wanted, ended=ended)
    assert (move.happening, move.reason.startswith(reason)) == (happening, True), move.reason
