"""The same days at another time of day, and what has no one time of its days."""

from datetime import datetime, time

import pytest

from spark_tui.domain.reclocking import at_clock
from spark_tui.domain.timing import Cron, Rule, Timing

START = datetime(2026, 11, 23, 9)


def test_a_cron_and_a_rule_go_on_at_the_other_time() -> None:
    rule = Rule("FREQ=WEEKLY;BYDAY=MO", START)
    assert at_clock(Timing((Cron("0 9 * * 1-5"), rule)), time(17, 30)) == Timing(
        (Cron("30 17 * * 1-5"), Rule("FREQ=WEEKLY;BYDAY=MO", START.replace(hour=17, minute=30)))
    )


@pytest.mark.parametrize("part", ["BYHOUR=9", "BYHOUR=9,17", "BYMINUTE=0,30", "BYSECOND=0"])
def test_a_rule_that_says_its_times_itself_does_not_go_by_those_of_its_start(part: str) -> None:
    assert at_clock(Timing((Rule(f"FREQ=DAILY;{part}", START),)), time(12)) is None
