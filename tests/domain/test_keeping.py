"""How long what was is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.keeping import Keep, Pruned

NOW = datetime(2026, 11, 23, tzinfo=UTC)
A, B = ScheduleId("a"), ScheduleId("b")


def days_before(moment: datetime | None) -> int | None:
    return None if moment is None else (NOW - moment).days


@pytest.mark.parametrize(
    ("keep", "runs", "lines"),
    [
        (Keep(), 90, 30),
        (Keep(runs_days=0), None, 30),
        (Keep(lines_days=0), 90, 90),
        (Keep(runs_days=7), 7, 7),
        (Keep(runs_days=0, lines_days=0), None, None),
    ],
    ids=str,
)
def test_lines_never_outlast_their_run(keep: Keep, runs: int | None, lines: int | None) -> None:
    assert (days_before(keep.runs_since(NOW)), days_before(keep.lines_since(NOW))) == (runs, lines)


@pytest.mark.parametrize(
    ("most", "excess"), [(0, {}), (3, {A: 2, None: 1}), (4, {A: 1}), (5, {})], ids=["for ever", "3", "4", "5"]
)
def test_only_what_is_above_the_number_is_too_much(most: int, excess: dict[ScheduleId | None, int]) -> None:
    assert Keep(runs=most).excess({A: 5, B: 3, None: 4}) == excess


def test_two_sums_are_one() -> None:
    day = timedelta(days=1)
    early, late = Pruned(A, NOW, NOW + day, runs=2, bad=1), Pruned(A, NOW - day, NOW, omitted=3)
    assert early.and_also(late) == Pruned(A, NOW - day, NOW + day, runs=2, bad=1, omitted=3)
