"""The same days at another time of day, and what has no one time of its days."""

from datetime import UTC, datetime, time, timedelta

import pytest

from spark_tui.domain.reclocking import at_clock
from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing

START = datetime(2026, 11, 23, 9)


def test_a_cron_and_a_rule_go_on_at_the_other_time() -> None:
    rule = Rule("FREQ=WEEKLY;BYDAY=MO", START)
    assert at_clock(Timing((Cron("0 9 * * 1-5"), rule)), time(17, 30), "UTC") == Timing(
        (Cron("30 17 * * 1-5"), Rule("FREQ=WEEKLY;BYDAY=MO", START.replace(hour=17, minute=30)))
    )


@pytest.mark.parametrize("part", ["BYHOUR=9", "BYHOUR=9,17", "BYMINUTE=0,30", "BYSECOND=0"])
def test_a_rule_that_says_its_times_itself_does_not_go_by_those_of_its_start(part: str) -> None:
    assert at_clock(Timing((Rule(f"FREQ=DAILY;{part}", START),)), time(12), "UTC") is None


@pytest.mark.parametrize(
    ("zone", "at", "moved"),
    [
        ("UTC", datetime(2026, 11, 24, 15, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 11, 24, 15, tzinfo=UTC), datetime(2026, 11, 25, 1, tzinfo=UTC)),  # the 25th there
        ("Europe/Rome", datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)),
    ],
)
def test_a_single_moment_stays_on_its_day_on_the_wall(zone: str, at: datetime, moved: datetime) -> None:
    assert at_clock(Timing((Once(at),)), time(10), zone) == Timing((Once(moved),))


@pytest.mark.parametrize(
    "timing",
    [
        Timing((Cron("*/2 * * * *"),)),
        Timing((Cron("0 9 * * *"), Cron("30 17 * * *"))),
        Timing((Interval(timedelta(minutes=90), datetime(2026, 11, 24, tzinfo=UTC)),)),
    ],
)
def test_what_is_at_no_one_time_of_its_days_has_none_to_be_moved(timing: Timing) -> None:
    assert at_clock(timing, time(10), "UTC") is None
