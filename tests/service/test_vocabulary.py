"""Which workflow a phrase names, where several have words of it."""

import pytest

from spark_tui.domain.ids import SourceId, WorkflowId
from spark_tui.domain.proposal import Draft
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.service.vocabulary import Vocabulary


def known(*names: str) -> Vocabulary:
    return Vocabulary(Workflow(WorkflowId(name), SourceId("s"), "local", name, name) for name in names)


def saying(task: str) -> Draft:
    return Draft(Timing((Cron("0 9 * * *", "UTC"),)), "UTC", f"every day at 9 {task}", task)


@pytest.mark.parametrize(
    ("names", "task", "meant"),
    [
        (("backup", "nightly-backup"), "run nightly-backup", "nightly-backup"),
        (("backup", "nightly-backup"), "run backup", "backup"),
        (("backup", "nightly-backup"), "run the nightly backup", "nightly-backup"),
        (("my backup", "nightly-backup"), "run nightly-backup", "nightly-backup"),
        (("report", "daily-report", "daily-report-eu"), "run daily report", "daily-report"),
        (("sync-orders", "sync-users"), "run sync", None),
        (("report", "hello"), "rode o report", "report"),
    ],
)
def test_of_two_names_that_were_said_the_longer_is_meant(names: tuple[str, ...], task: str, meant: str | None) -> None:
    named = known(*names).named(saying(task))
    assert (named and named.title) == meant
    if meant:
        assert known(*names).candidates(saying(task))[0].title == meant


@pytest.mark.parametrize(
    ("task", "first"),
    [("run hell", "hello"), ("run the rport", "report"), ("run disk", "disk-space"), ("run", "a-thing")],
)
def test_of_names_that_were_not_said_the_nearest_comes_first_and_none_is_taken(task: str, first: str) -> None:
    vocabulary = known("a-thing", "report", "disk-space", "hello")
    candidates = vocabulary.candidates(saying(task))
    assert candidates[0].title == first
    if task != "run disk":
        assert (len(candidates), vocabulary.named(saying(task))) == (4, None)
