"""Which moments of a past range a backfill runs, and what is said where there are none."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from spark_tui.domain.backfill import MOST, moments_between
from spark_tui.domain.errors import Invalid
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import Cron, Timing
from tests.domain.test_planning import NINE, schedule

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURLY = replace(schedule(), timing=Timing((Cron("0 * * * *"),)))
BEGINS_LATER = replace(HOURLY, timing=Timing((Cron("0 * * * *"),), starts=NINE + DAY), zone="Europe/Berlin")


def test_a_range_that_ends_before_it_begins_is_told_as_that() -> None:
    with pytest.raises(Invalid, match="ends before it begins"):
        moments_between(HOURLY, NINE, NINE - HOUR)


def test_both_ends_of_the_range_belong_to_it_and_what_is_done_does_not() -> None:
    assert moments_between(HOURLY, NINE, NINE + 2 * HOUR, without=[NINE + HOUR]) == (NINE, NINE + 2 * HOUR)


@pytest.mark.parametrize(
    ("of", "days", "done", "words", "hint"),
    [
        (HOURLY, 0, [NINE], "no moment left", "spark schedule history"),
        (BEGINS_LATER, 0, [], "no moment left", "its moments begin on 2026-11-24 10:00"),
        (HOURLY, MOST / 24 + 1, [], "more than 1,000 moments", "in several parts"),
    ],
)
def test_a_range_that_gives_no_backfill_says_why(
    of: Schedule, days: float, done: list[datetime], words: str, hint: str
) -> None:
    with pytest.raises(Invalid, match=words) as told:
        moments_between(of, NINE, NINE + days * DAY, without=done)
    assert hint in told.value.hint
