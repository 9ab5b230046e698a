"""What is said of a timing that meets a clock change, or of a cron that misleads."""

from datetime import UTC, datetime

import pytest

from spark_tui.domain.remarks import remarks
from spark_tui.domain.timing import ClockChange, Cron, Fold, Gap, Interval, Rule, Timing

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NEW_YORK, BERLIN, SAO_PAULO = "America/New_York", "Europe/Berlin", "America/Sao_Paulo"

SAID = {
    ("30 2 * * *", NEW_YORK): ("02:30 does not exist on Sun 14 Mar 2027: it runs at 03:00",),
    ("30 1 * * *", NEW_YORK): ("01:30 comes twice on Sun 7 Nov 2027: it runs at the first",),
    ("30 2 * * *", BERLIN): (
        "02:30 does not exist on Sun 28 Mar 2027: it runs at 03:00",
        "02:30 comes twice on Sun 31 Oct 2027: it runs at the first",
    ),
    ("30 2 * * 1-5", BERLIN): (),  # clocks change on a Sunday
    ("30 2 * * *", SAO_PAULO): (),
    ("*/30 * * * *", BERLIN): (),  # goes on through it
    ("0 9 * * *", BERLIN): (),
    ("*/20 2 * * *", BERLIN): (
        "02:00 to 03:00 does not exist on Sun 28 Mar 2027: nothing runs then",
        "02:00 to 03:00 comes twice on Sun 31 Oct 2027: it runs in both",
    ),
    ("45 1 * * *", "Australia/Lord_Howe"): ("01:45 comes twice on Sun 4 Apr 2027: it runs at the first",),
    ("15 2 * * *", "Australia/Lord_Howe"): ("02:15 does not exist on Sun 3 Oct 2027: it runs at 02:30",),
    ("0 0 13 * 5", "UTC"): ("cron runs when either day fits: day 13 of the month, or weekday 5",),
    ("*/45 * * * *", "UTC"): ("*/45 is not every 45 minutes: it begins again with each hour",),
    ("0 */5 * * *", "UTC"): ("*/5 is not every 5 hours: it begins again with each day",),
    ("0 9 */2 * *", "UTC"): ("*/2 begins again on the 1st of each month",),
    ("*/15 */6 * * *", "UTC"): (),
}


@pytest.mark.parametrize(("cron", "said"), SAID.items())
def test_a_cron_is_remarked_on(cron: tuple[str, str], said: tuple[str, ...]) -> None:
    assert remarks(Timing((Cron(*cron),)), NOW) == said


@pytest.mark.parametrize(
    ("policy", "spring", "autumn"),
    [
        (ClockChange(Gap.SKIP, Fold.SECOND), "it does not run", "it runs at the second"),
        (ClockChange(Gap.AFTER, Fold.BOTH), "it runs at 03:00", "it runs at both"),
    ],
)
def test_what_a_clock_change_does_is_told_by_the_chosen_policy(policy: ClockChange, spring: str, autumn: str) -> None:
    assert remarks(Timing((Cron("30 2 * * *", BERLIN),), clock_change=policy), NOW) == (
        f"02:30 does not exist on Sun 28 Mar 2027: {spring}",
        f"02:30 comes twice on Sun 31 Oct 2027: {autumn}",
    )


def test_a_calendar_rule_meets_a_clock_change() -> None:
    rule = Rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", datetime(2027, 2, 28, 2, 15), NEW_YORK)
    assert remarks(Timing((rule,)), NOW) == ("02:15 does not exist on Sun 14 Mar 2027: it runs at 03:00",)


def test_what_ends_before_the_change_is_not_remarked_on() -> None:
    timing = Timing((Cron("30 2 * * *", NEW_YORK),), ends=datetime(2027, 1, 1, tzinfo=UTC))
    assert remarks(timing, NOW) == ()


def test_an_interval_goes_on_through_a_clock_change() -> None:
    assert remarks(Timing((Interval(NOW - datetime(2026, 11, 23, tzinfo=UTC), NOW),)), NOW) == ()
