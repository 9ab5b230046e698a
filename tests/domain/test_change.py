"""What is to be done, and which yes covers it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from spark_tui.domain.change import Change, Connect, Edit, Start, Stop, Suggestion, covers
from spark_tui.domain.ids import RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BACKUP = Schedule(
    ScheduleId("1"), "backup", WorkflowId("w"), "langflow/nightly", Timing((Cron("0 2 * * *"),)), "UTC", NOW, NOW
)
PAUSED = replace(BACKUP, pause=Pause(NOW))
NIGHTLY = Workflow(WorkflowId("w"), SourceId("s"), "langflow", "k", "nightly")


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (None, BACKUP, "create"),
        (BACKUP, None, "remove"),
        (BACKUP, PAUSED, "pause"),
        (PAUSED, replace(PAUSED, pause=Pause(NOW, until=NOW)), "pause"),
        (PAUSED, BACKUP, "resume"),
        (BACKUP, replace(BACKUP, name="other"), "change"),
        (BACKUP, replace(PAUSED, name="other"), "change"),
    ],
)
def test_an_edit_is_told_by_what_it_does(before: Schedule | None, after: Schedule | None, verb: str) -> None:
    assert Edit(before, after).verb == verb


PAUSE = Edit(BACKUP, PAUSED)


@pytest.mark.parametrize(
    ("phrase", "change", "covered"),
    [
        ("pause the backup", PAUSE, True),
        ("pause everything from LangFlow", PAUSE, True),
        ("why did the report fail?", PAUSE, False),
        ("pause it", PAUSE, False),
        ("run nightly", Start(NIGHTLY), True),
        ("run the report", Start(NIGHTLY), False),
        ("run the backup", Start(NIGHTLY, BACKUP), True),
        ("stop the backup", Stop(RunId("r"), "backup"), True),
        ("add my LangFlow at localhost:7860", Connect("http://localhost:7860"), True),
        ("what is new?", Connect("http://evil.example"), False),
    ],
)
def test_a_yes_given_with_the_phrase_covers_what_the_phrase_names(phrase: str, change: Change, covered: bool) -> None:
    assert covers(phrase, Suggestion("…", (change,))) is covered


def test_it_covers_nothing_after_text_from_outside_was_read() -> None:
    assert not covers("pause the backup", Suggestion("…", (PAUSE,), read=("what run 1 said",)))


def test_it_covers_nothing_that_differs_from_what_was_said() -> None:
    assert not covers("pause the backup", Suggestion("…", (PAUSE,), doubts=("you said Monday",)))


def test_it_covers_a_bulk_only_when_all_of_it_is_named() -> None:
    other = replace(BACKUP, id=ScheduleId("2"), name="report", workflow_ref="local/report")
    both = Suggestion("…", (PAUSE, Edit(other, None)))
    assert not covers("pause the backup", both)
    assert covers("pause the backup and remove the report", both)
