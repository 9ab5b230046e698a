"""What is told in at most three lines: the answer first, and names and reasons of others as text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from spark_tui.domain.ids import BootId, RunId, SourceId
from spark_tui.domain.order import TellPast, Which
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.faces.answers import lines_of
from spark_tui.service.orders import Help
from spark_tui.service.telling import Ahead, Passed, Reach, Said, Those, Underway
from tests.domain.test_calendar import a_schedule

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # a Wednesday
LAST_NIGHT = TellPast(NOW - timedelta(hours=14), NOW)
ETL, REPORT = a_schedule("0 2 * * *", "etl", next_at=NOW), a_schedule("0 9 * * 1-5", "report", next_at=NOW)


def told(found: Any) -> list[str]:
    return lines_of(found, "UTC", NOW)


def a_run(of: Schedule, state: RunState, *, hour: int = 2, reason: str = "") -> Run:
    due = NOW.replace(hour=hour)
    return Run(
        id=RunId(f"{of.name}{hour}{state}"),
        schedule=of.id,
        schedule_name=of.name,
        workflow=of.workflow,
        workflow_ref=of.workflow_ref,
        due_at=due,
        queued_at=due,
        attempt=1,
        state=state,
        cause=Cause.SCHEDULE,
        reason=reason,
        boot=BootId("b"),
    )


GOOD, BAD = RunState.SUCCEEDED, RunState.FAILED


@pytest.mark.parametrize(
    ("runs", "lines"),
    [
        ([], ["nothing ran since Tue 24 Nov 18:00"]),
        (
            [a_run(ETL, GOOD), a_run(ETL, GOOD, hour=3), a_run(REPORT, GOOD)],
            ["3 runs since Tue 24 Nov 18:00: 3 succeeded", "etl ×2 · report"],
        ),
        (
            [a_run(ETL, BAD, hour=4, reason="no disk"), a_run(ETL, BAD, reason="old"), a_run(REPORT, GOOD)],
            [
                "3 runs since Tue 24 Nov 18:00: 2 failed · 1 succeeded",
                "etl 2 times, last today 04:00: no disk",
                "report",
            ],
        ),
    ],
)
def test_what_was_is_counted_and_the_last_failure_of_each_told(runs: list[Run], lines: list[str]) -> None:
    assert told(Passed(LAST_NIGHT, runs)) == lines


def test_a_stretch_that_ends_now_is_told_by_its_beginning_alone() -> None:
    day_before = TellPast(NOW - timedelta(days=2), NOW - timedelta(days=1))
    just_now = TellPast(LAST_NIGHT.since, NOW - timedelta(seconds=5))
    assert told(Passed(just_now, [])) == ["nothing ran since Tue 24 Nov 18:00"]
    assert told(Passed(day_before, [])) == ["nothing ran from Mon 23 Nov 08:00 to Tue 24 Nov 08:00"]


def test_out_of_what_is_known_only_the_last_run_of_each_schedule_is_told() -> None:
    assert told(Passed(LAST_NIGHT, [a_run(ETL, BAD, reason="no disk"), a_run(REPORT, GOOD)], newest=True)) == [
        "2 last runs since Tue 24 Nov 18:00: 1 failed · 1 succeeded",
        "etl today 02:00: no disk",
        "report",
    ]
    failed = replace(LAST_NIGHT, failed=True)
    assert told(Passed(failed, [], newest=True)) == ["no schedule's last run failed since Tue 24 Nov 18:00"]
    assert told(Said(ETL, a_run(ETL, BAD, reason="no disk"))) == ["etl, today 02:00: failed", "no disk"]


def test_where_more_ran_than_is_counted_that_is_said() -> None:
    assert told(Passed(LAST_NIGHT, [a_run(ETL, GOOD)], more=True))[0].startswith("more than 1 runs since ")


def test_which_schedules_are_meant_is_told_with_what_matters_of_each() -> None:
    asleep = replace(ETL, pause=Pause(NOW, "ann", until=NOW + timedelta(days=5)))
    assert told(Those(Which.PAUSED, [(asleep, None)]))[0] == "1 schedule paused:"
    assert "Mon 30 Nov" in told(Those(Which.PAUSED, [(asleep, None)]))[1]
    failing = told(Those(Which.FAILING, [(ETL, a_run(ETL, BAD, reason="no disk"))]))
    assert failing == ["1 schedule failing:", "etl (today 02:00: no disk)"]
    assert told(Those(Which.PAUSED, [])) == ["nothing is paused"]


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    many = [(a_schedule("0 9 * * *", f"s{n}"), None) for n in range(11)]
    heading, *names = told(Those(Which.ALL, many))
    assert heading == "11 schedules:"
    assert names[-1].endswith("· and 3 others")


def test_what_is_under_way() -> None:
    assert told(Underway([])) == ["nothing is running"]
    assert told(Underway([a_run(ETL, RunState.RUNNING)])) == ["1 run under way:", "etl (running, due today 02:00)"]


def test_sources_are_told_by_those_that_are_away() -> None:
    up = Source(SourceId("a"), "local", "here", "/w", health=Health(HealthState.UP))
    down = Source(SourceId("b"), "langflow", "flows", "http://x", health=Health(HealthState.DOWN, "nobody answers"))
    assert told(Reach([up, down])) == ["1 of 2 sources up", "flows is down: nobody answers"]
    assert told(Reach([up], asked=True)) == ["here is up"]


def test_the_next_moments_of_one() -> None:
    assert told(Ahead(REPORT, (NOW + timedelta(hours=1),)))[1] == "today 09:00"
    paused = replace(REPORT, pause=Pause(NOW, "ann"))
    assert told(Ahead(paused, ())) == ["report is paused, and does not run again by itself"]


def test_help_says_what_can_be_said_with_a_name_that_is_there() -> None:
    assert all("etl" in line for line in told(Help("etl")))


def test_what_others_wrote_is_one_line_of_text() -> None:
    run = a_run(ETL, BAD, reason="[red]boom[/]\x1b[31m\nand more")
    (line,) = [line for line in told(Passed(LAST_NIGHT, [run])) if "boom" in line]
    assert "\x1b" not in line
    assert "\n" not in line
