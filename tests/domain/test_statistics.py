"""Figures: exact percentiles, streaks, what was left out and why."""

from datetime import timedelta

import pytest

from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.planning import Fate
from spark_tui.domain.statistics import LeftOut, Strand, Summary, grouped, left_out, rank, reason_of, summary
from spark_tui.domain.usage import Usage


def a_strand(ends: str, name: str = "a", took: tuple[int, ...] = (), usage: Usage | None = None) -> Strand:
    return Strand(ScheduleId(name), WorkflowId("w"), ends, took, usage=usage)


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [
        ([7], 50, 7),
        ([7], 95, 7),
        ([1, 2], 50, 1),
        ([1, 2, 3], 50, 2),
        ([*range(1, 101)], 95, 95),
        ([*range(1, 21)], 95, 19),
    ],
)
def test_a_percentile_is_the_nearest_rank(values: list[int], percent: int, found: int) -> None:
    assert rank(values, percent) == found


@pytest.mark.parametrize(
    ("ends", "runs", "good", "bad", "streak"),
    [
        ("", 0, 0, 0, 0),
        ("ssss", 4, 4, 0, 0),
        ("sffsf", 5, 2, 3, 2),
        ("ftle", 4, 0, 4, 4),
        ("fcf", 3, 0, 2, 2),
        ("cc", 2, 0, 0, 0),
    ],
)
def test_ends_are_counted_and_the_longest_streak_found(ends: str, runs: int, good: int, bad: int, streak: int) -> None:
    found = summary([a_strand(ends)])
    assert (found.runs, found.good, found.bad, found.streak) == (runs, good, bad, streak)


def test_a_streak_does_not_go_on_from_one_schedule_to_another() -> None:
    assert summary([a_strand("sff"), a_strand("fff", "b")]).streak == 3


def test_percentiles_of_a_group_are_of_all_its_runs() -> None:
    strands = [a_strand("s" * 99, "a", (1,) * 99), a_strand("s", "b", (10,))]
    took = summary(strands).took
    assert took is not None
    assert (took.p95, took.most) == (timedelta(microseconds=1), timedelta(microseconds=10))


def test_success_is_the_share_of_what_was_decided() -> None:
    assert summary([a_strand("sssfcc")]).success == 0.75
    assert Summary().success is None


def test_a_strand_counts_for_each_of_its_keys() -> None:
    found = grouped([a_strand("sf"), a_strand("s", "b")], lambda strand: [strand.schedule or "", "all"])
    assert {key: of.runs for key, of in found.items()} == {"a": 2, "b": 1, "all": 3}


def test_what_runs_have_cost_is_summed_where_any_told_it() -> None:
    assert summary([a_strand("s", usage=Usage(1, 2, 3, 0.5)), a_strand("s")]).usage == Usage(1, 2, 3, 0.5)
    assert summary([a_strand("s")]).usage is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("Spark was off from 2026-11-25 02:10:00 to 07:00:12; catch-up is “latest”", "Spark was off"),
        ("Spark was off or busy; catch-up is “none”", "Spark was off or busy"),
        ("run 1a2b3c4d was still going; overlap is “skip”", "an earlier run was still going"),
        ("paused by ana: holidays from Monday", "paused"),
        ("its timing was changed before anybody decided it", "its timing was changed before anybody decided it"),
    ],
)
def test_reasons_are_told_without_what_differs_each_time(told: str, reason: str) -> None:
    assert reason_of(told) == reason


def test_what_was_left_out_is_counted_by_reason_the_most_first() -> None:
    spans = [
        (Fate.SKIPPED, "run a was still going", 1),
        (Fate.SKIPPED, "run b was still going", 1),
        (Fate.PAUSED, "paused", 9),
    ]
    assert left_out(spans) == [
        LeftOut(Fate.PAUSED, "paused", 9),
        LeftOut(Fate.SKIPPED, "an earlier run was still going", 2),
    ]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (LeftOut(Fate.PAUSED, "paused", 1_200), "1,200 paused"),
        (LeftOut(Fate.PAUSED, "", 1), "1 paused"),
        (LeftOut(Fate.MISSED, "Spark was off", 3), "3 missed (Spark was off)"),
    ],
)
def test_a_reason_that_says_no_more_than_the_fate_is_not_said(left: LeftOut, said: str) -> None:
    assert str(left) == said
