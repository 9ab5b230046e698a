"""When a schedule has failed so often that it pauses itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.failing import failures_in_a_row, pause_of
from spark_tui.domain.ids import RunId
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Policy
from tests.domain.test_run import AT, run

HOUR = timedelta(hours=1)


def endings(said: str) -> list[Run]:
    """`9:failed 8:failed/2 8:failed`: hour, state and attempt of each, the last first."""
    made = []
    for number, one in enumerate(said.split()):
        moment, _, rest = one.partition(":")
        state, _, attempt = rest.partition("/")
        due_at = AT + (int(moment) - 9) * HOUR
        made.append(
            replace(run(RunState(state)), id=RunId(f"{number:016}"), due_at=due_at, attempt=int(attempt or "1"))
        )
    return made


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("", 0),
        ("9:succeeded", 0),
        ("9:failed", 1),
        ("9:failed 8:succeeded 7:failed", 1),
        ("9:succeeded 8:failed 7:failed", 0),
        ("9:failed 8:timed_out 7:lost 6:expired", 4),
        ("9:failed 8:cancelled 7:failed", 1),
        ("9:failed/3 9:failed/2 9:failed 8:failed", 2),  # all attempts of a moment are one failure
        ("9:succeeded/2 9:failed 8:failed", 0),
        ("9:failed/2 9:lost 8:succeeded/2 8:failed", 1),
        ("9:failed/2 8:failed/2 9:failed 8:failed", 2),  # two that went on side by side
        ("9:failed/2 8:succeeded/2 9:failed 8:failed", 1),
        ("9:failed 9:failed/2 8:succeeded", 1),  # ended within the same instant
        ("9:failed 9:succeeded/2 8:failed", 0),
    ],
)
def test_moments_are_counted_by_their_last_attempt(said: str, count: int) -> None:
    assert failures_in_a_row(endings(said)) == count


@pytest.mark.parametrize(
    ("after", "said", "pauses"),
    [
        (0, "9:failed 8:failed 7:failed", False),
        (1, "9:failed", True),
        (3, "9:failed 8:failed", False),
        (3, "9:failed 8:failed 7:failed", True),
        (3, "9:failed/2 9:failed 8:failed", False),
        (2, "9:failed 8:failed 7:failed", True),
    ],
)
def test_a_schedule_pauses_itself_after_so_many(after: int, said: str, pauses: bool) -> None:
    assert (pause_of(Policy(pause_after=after), endings(said), AT) is not None) is pauses


def test_its_pause_says_who_how_many_and_how_the_last_one_failed() -> None:
    first, second = endings("9:timed_out 8:failed")
    pause = pause_of(Policy(pause_after=2), [first, second], AT)
    assert pause is not None
    assert (pause.since, pause.by, pause.until) == (AT, "Spark", None)
    assert pause.note == "2 failures in a row, the last: timed out"
    told = pause_of(Policy(pause_after=2), [replace(first, reason="no disk"), second], AT)
    assert told is not None
    assert told.note.endswith("the last: no disk")
