"""The small panes: what comes in the next day, and the figures of the last ones."""

from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.crowding import Crowd
from spark_tui.domain.grid import next_hours
from spark_tui.domain.marks import Recorded, rows
from spark_tui.domain.schedule import Pause
from spark_tui.domain.statistics import By, Day, Report, Strand, grouped, summary
from spark_tui.faces.tui.text import width_of
from spark_tui.faces.tui.widgets.next_day import next_day
from spark_tui.faces.tui.widgets.numbers import numbers
from spark_tui.service.timeline import Ahead, Calendar
from tests.domain.test_calendar import MIDNIGHT, NOON, a_schedule

SECOND = 1_000_000


def ahead(*schedules: Any, crowds: Any = (), peak: Any = None) -> Ahead:
    grid = next_hours(NOON, 24, "UTC")
    return Ahead(Calendar(grid, NOON, schedules, rows(grid, schedules, Recorded(), NOON), crowds=crowds), peak)


def text(lines: Any) -> list[str]:
    return ["".join(part for part, _ in line).rstrip() for line in lines]


NIGHTLY = a_schedule("0 2 * * *", "backup", next_at=NOON + timedelta(hours=14))
OFTEN = a_schedule("*/10 * * * *", "etl", next_at=NOON + timedelta(minutes=10))
PAUSED = a_schedule("0 3 * * *", "weekly", pause=Pause(MIDNIGHT), next_at=NOON + timedelta(hours=15))


def test_the_next_day_has_a_line_for_each_schedule_that_starts_the_next_one_first() -> None:
    assert text(next_day(ahead(NIGHTLY, OFTEN, PAUSED, peak=(NOON, 2)), 32, 8)) == [
        "        12    18    00    06",
        " etl    ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆",
        " backup ··············▂·········",
        " peak 12:00 x2         from now",
    ]


def test_a_name_goes_before_finer_columns() -> None:
    report = a_schedule("0 2 * * *", "daily-report-generator", next_at=NOON + timedelta(hours=14))
    assert text(next_day(ahead(report), 30, 8))[:2] == [
        "              12  18  00  06",
        " daily-repor… ·········▂······",
    ]


def test_what_has_no_line_is_counted() -> None:
    many = [a_schedule("0 * * * *", f"s{n}") for n in range(9)]
    lines = text(next_day(ahead(*many), 32, 5))
    assert len(lines) == 5
    assert lines[3] == " and 7 more"


def test_a_pile_up_is_told_before_the_peak() -> None:
    crowd = Crowd(NOON + timedelta(hours=1), (NIGHTLY, OFTEN), 1, "of source home")
    assert text(next_day(ahead(NIGHTLY, crowds=[crowd]), 40, 5))[-1] == " ! 13:00 2 start, 1 of source home"


@pytest.mark.parametrize("width", [24, 26, 31, 32, 40, 80, 200])
def test_no_line_is_wider_than_the_pane(width: int) -> None:
    crowd = Crowd(NOON, (NIGHTLY,) * 30, 1, "of source home")
    for lines in (
        next_day(ahead(NIGHTLY, OFTEN, crowds=[crowd] * 3), width, 5),
        numbers(a_report(), width),
    ):
        assert max(map(width_of, lines)) <= width


def a_report() -> Report:
    strands = [
        Strand(OFTEN.id, OFTEN.workflow, "s" * 60 + "fff", [SECOND] * 60, [0] * 60),
        Strand(NIGHTLY.id, NIGHTLY.workflow, "s" * 7, [60 * SECOND] * 7, [90 * SECOND] * 7),
    ]
    days = [Day(NOON, NOON, 10, 10 - n, n) for n in (0, 0, 0, 1, 0, 2, 0)]
    found = grouped(strands, lambda strand: ["backup" if strand.schedule == NIGHTLY.id else "etl"])
    return Report(MIDNIGHT, NOON, By.SCHEDULE, summary(strands), days, sorted(found.items()))


def test_the_numbers_tell_runs_faults_durations_and_the_slowest() -> None:
    assert text(numbers(a_report(), 32)) == [
        " runs  70  ok 95.7 %",
        " fail  ···▄·█·  3",
        " runs  ███████  by day",
        " took  p50 1.0s    p95 1m 00s",
        " late  p50 0.0s    p95 1m 30s",
        " slowest, p95",
        " backup           1m 00s ██████",
        " etl                1.0s █",
    ]


def test_without_a_run_it_says_so() -> None:
    assert text(numbers(Report(None, NOON, By.SCHEDULE, summary([])), 30)) == [" no run has ended yet"]
