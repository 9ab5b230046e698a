"""Timings moved by some minutes, and who of a pile-up moves."""

from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.crowding import Crowd
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.spreading import later, spread
from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing
from tests.domain.test_calendar import NOON, a_schedule

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "moved"),
    [
        ("0 9 * * *", "3 9 * * *"),
        ("0,30 9-17 * * 1-5", "3,33 9-17 * * 1-5"),
        ("*/15 * * * *", "3-59/15 * * * *"),
        ("*/15 8-18 * * 1-5", "3-59/15 8-18 * * 1-5"),
        ("30 0 9 * * *", "30 3 9 * * *"),
        ("* * * * *", None),
        ("*/2 * * * *", None),
        ("*/7 * * * *", None),
        ("58 9 * * *", None),
        ("0-30 9 * * *", None),
    ],
)
def test_a_cron_is_moved_within_its_hour_or_not_at_all(fields: str, moved: str | None) -> None:
    found = later(Timing((Cron(fields),)), 3)
    assert found == (Timing((Cron(moved),)) if moved else None)


@pytest.mark.parametrize("fields", ["0 9 * * *", "*/15 * * * *", "0,30 */6 * * *", "*/5 8-18 * * 1-5"])
def test_every_moment_of_what_was_moved_is_so_much_later(fields: str) -> None:
    timing = Timing((Cron(fields),))
    moved = later(timing, 3)
    assert moved is not None
    assert moved.upcoming(AT + timedelta(minutes=3), 200) == tuple(
        m + timedelta(minutes=3) for m in timing.upcoming(AT, 200)
    )


def test_the_other_triggers_move_too() -> None:
    by = timedelta(minutes=3)
    assert later(Timing((Interval(timedelta(hours=1), AT),)), 3) == Timing((Interval(timedelta(hours=1), AT + by),))
    assert later(Timing((Interval(timedelta(minutes=2), AT),)), 3) is None
    assert later(Timing((Once(AT),)), 3) == Timing((Once(AT + by),))
    wall = AT.replace(tzinfo=None)
    assert later(Timing((Rule("FREQ=DAILY", wall),)), 3) == Timing((Rule("FREQ=DAILY", wall + by),))
    assert later(Timing((Rule("FREQ=DAILY", wall.replace(hour=23, minute=58)),)), 3) is None


def told(schedules: list[Schedule], room: int) -> dict[str, str]:
    moved = spread(Crowd(NOON, tuple(schedules), room, "seats in all"))
    return {schedule.name: timing.triggers[0].fields for schedule, timing in moved}  # type: ignore[union-attr]


def test_as_many_start_at_a_time_as_there_is_room() -> None:
    six = [a_schedule("0 12 * * *", name) for name in "abcdef"]
    assert told(six, 2) == {"c": "3 12 * * *", "d": "3 12 * * *", "e": "6 12 * * *", "f": "6 12 * * *"}


def test_who_cannot_move_stays_and_the_others_make_room() -> None:
    some = [a_schedule("0 12 * * *", "a"), a_schedule("* * * * *", "b"), a_schedule("0 12 * * *", "c")]
    assert told(some, 1) == {"a": "3 12 * * *", "c": "6 12 * * *"}


def test_where_nobody_can_move_nobody_does() -> None:
    assert told([a_schedule("* * * * *", name) for name in "ab"], 1) == {}
