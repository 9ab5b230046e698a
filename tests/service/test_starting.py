"""Which of a workflow and a schedule is meant, and what counts as its name."""

import pytest

from spark_tui.domain.errors import NotFound
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.workflow import Workflow
from spark_tui.service.finding import is_whole
from spark_tui.service.spark import Spark
from spark_tui.service.starting import Meant, runnable


@pytest.mark.parametrize(
    ("wanted", "whole"),
    [
        ("report", True),
        ("REPORT", True),
        ("repo", False),
        ("0123456789abcdef", True),
        ("01234567", True),  # as a list shows it
        ("0123456", False),
        ("", False),
    ],
)
def test_a_name_or_an_id_is_whole_or_a_beginning(wanted: str, whole: bool) -> None:
    assert is_whole(wanted, "0123456789abcdef", "report") is whole


@pytest.fixture
async def named(spark: Spark, keep) -> Spark:  # type: ignore[no-untyped-def]
    """Two schedules of a workflow, of which one has its name."""
    for name in ("daily-report", "nightly"):
        await keep("0 9 * * *", name=name)
    return spark


@pytest.mark.parametrize(
    ("wanted", "meant", "kind", "other"),
    [
        ("daily-report", None, Schedule, True),  # a workflow has that name, too
        ("Daily-Report", None, Schedule, True),
        ("daily-report", Meant.WORKFLOW, Workflow, False),
        ("fake/daily-report", None, Workflow, False),
        ("daily-rep", None, Workflow, False),
        ("daily", Meant.SCHEDULE, Schedule, False),
        ("nightly", None, Schedule, False),
        ("nigh", None, Schedule, False),
    ],
)
async def test_the_schedule_of_that_very_name_goes_first(
    named: Spark, wanted: str, meant: Meant | None, kind: type, other: bool
) -> None:
    found = await runnable(named.sources, named.schedules, wanted, meant)
    assert isinstance(found.what, kind)
    assert found.instead_of == ("fake/daily-report" if other else "")


async def test_what_is_neither_is_told_as_no_workflow(named: Spark) -> None:
    with pytest.raises(NotFound, match="no workflow"):
        await runnable(named.sources, named.schedules, "nothing")
