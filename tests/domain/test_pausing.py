"""When a pause is over, what going on leaves of it, and how many moments fell into it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.change import Edit
from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.pausing import is_over, passed_in, resumed
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.timing import Cron, Timing

HOUR = timedelta(hours=1)
SIX = datetime(2026, 11, 23, 6, tzinfo=UTC)
SEVEN, EIGHT, NINE, TEN = (SIX + n * HOUR for n in (1, 2, 3, 4))
HOURLY = Schedule(
    ScheduleId("1"), "backup", WorkflowId("w"), "langflow/nightly", Timing((Cron("0 * * * *"),)), "UTC", SIX, SEVEN
)


def paused(until: datetime | None, next_at: datetime | None) -> Schedule:
    return replace(HOURLY, pause=Pause(SIX, until=until), next_at=next_at)


@pytest.mark.parametrize(
    ("until", "next_at", "over"),
    [
        (None, TEN, False),
        (TEN, TEN, False),
        (EIGHT, NINE, True),
        (EIGHT, EIGHT, True),  # the end itself runs again
        (EIGHT, SEVEN, False),  # nobody has decided what fell into it
        (EIGHT, None, True),
    ],
)
def test_at_nine_it_is_over_when_its_end_has_come_and_nothing_in_it_is_undecided(
    until: datetime | None, next_at: datetime | None, over: bool
) -> None:
    assert is_over(paused(until, next_at), NINE) is over


def test_without_a_pause_none_is_over() -> None:
    assert not is_over(HOURLY, NINE)


@pytest.mark.parametrize(
    ("until", "next_at", "left"),
    [
        (None, TEN, None),
        (None, None, None),
        (None, SEVEN, Pause(SIX, until=NINE)),
        (EIGHT, SEVEN, Pause(SIX, until=EIGHT)),
        (TEN, SEVEN, Pause(SIX, until=NINE)),
    ],
)
def test_resumed_at_nine_what_nobody_has_decided_stays_in_the_pause(
    until: datetime | None, next_at: datetime | None, left: Pause | None
) -> None:
    assert resumed(paused(until, next_at), NINE).pause == left


def test_the_moments_since_it_was_paused_are_counted_up_to_now() -> None:
    assert [passed_in(paused(None, SEVEN), now) for now in (SIX, SEVEN, NINE)] == [0, 1, 3]
    assert passed_in(HOURLY, NINE) == 0


@pytest.mark.parametrize(
    ("current", "fits"),
    [
        (paused(EIGHT, SEVEN), True),
        (paused(EIGHT, TEN), True),
        (replace(HOURLY, next_at=TEN), True),
        (replace(HOURLY, name="other"), False),
        (paused(TEN, SEVEN), False),
        (None, False),
    ],
)
def test_that_a_pause_ended_is_no_change_of_what_is_edited(current: Schedule | None, fits: bool) -> None:
    assert Edit(paused(EIGHT, SEVEN), None).fits(current, NINE) is fits
