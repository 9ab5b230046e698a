"""The calendar: half hours on days of 23, 24 and 25 hours, what is expected in them, and what became of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from spark_tui.domain.crowding import Room, crowds, peak
from spark_tui.domain.expected import MOST, expected, moments_of
from spark_tui.domain.grid import Grid, View, grid_of, next_hours, stepped
from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.marks import Ends, Mark, Recorded, Row, faults, rows, starts, totals, worst
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.timing import Cron, Except, Interval, Once, Rule, Timing
from tests.contracts.store import a_run

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BERLIN = "Europe/Berlin"
MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
TODAY = Grid(MIDNIGHT, MIDNIGHT + DAY)
NOON = MIDNIGHT + 12 * HOUR


def a_schedule(timing: Timing | str, name: str = "a", next_at: datetime | None = NOON, **also: Any) -> Schedule:
    when = Timing((Cron(timing),)) if isinstance(timing, str) else timing
    ids = {"id": ScheduleId(name), "name": name, "workflow": WorkflowId("w"), "workflow_ref": "home/w"}
    return Schedule(**{**ids, "timing": when, "zone": "UTC", "created_at": MIDNIGHT, "next_at": next_at, **also})


# ------------------------------------------------------------------ grids


@pytest.mark.parametrize(
    ("zone", "day", "half_hours"),
    [
        (BERLIN, date(2026, 11, 25), 48),
        (BERLIN, date(2026, 3, 29), 46),
        (BERLIN, date(2026, 10, 25), 50),
        ("Australia/Lord_Howe", date(2026, 10, 4), 47),
        ("Australia/Lord_Howe", date(2026, 4, 5), 49),
        ("America/Sao_Paulo", date(2018, 11, 4), 46),  # its midnight is skipped
        ("Asia/Kathmandu", date(2026, 1, 1), 48),
    ],
)
def test_a_day_has_the_half_hours_that_its_clock_shows(zone: str, day: date, half_hours: int) -> None:
    grid = grid_of(View.DAY, day, zone)
    assert len(grid) == half_hours
    assert {grid.local(slot).date() for slot in range(len(grid))} == {day}


@pytest.mark.parametrize(
    ("view", "day", "first", "days"),
    [
        (View.WEEK, date(2026, 11, 25), date(2026, 11, 23), 7),
        (View.WEEK, date(2026, 11, 23), date(2026, 11, 23), 7),
        (View.MONTH, date(2026, 12, 31), date(2026, 12, 1), 31),
        (View.MONTH, date(2028, 2, 29), date(2028, 2, 1), 29),
    ],
)
def test_a_view_is_of_whole_days(view: View, day: date, first: date, days: int) -> None:
    grid = grid_of(view, day, "UTC")
    assert grid.local(0).date() == first
    assert grid.until - grid.since == days * DAY


@pytest.mark.parametrize(
    ("view", "by", "then"),
    [
        (View.DAY, -1, date(2026, 1, 30)),
        (View.WEEK, 1, date(2026, 2, 7)),
        (View.MONTH, 1, date(2026, 2, 1)),
        (View.MONTH, -2, date(2025, 11, 1)),
    ],
)
def test_one_goes_on_by_days_weeks_and_months(view: View, by: int, then: date) -> None:
    assert stepped(view, date(2026, 1, 31), by) == then


def test_the_next_hours_begin_with_the_half_hour_that_goes_on() -> None:
    grid = next_hours(NOON + 44 * MINUTE, 24, "UTC")
    assert (grid.since, len(grid), grid.slot(NOON + 44 * MINUTE)) == (NOON + 30 * MINUTE, 48, 0)


# ------------------------------------------------------------------ what is expected


TIMINGS: dict[str, Timing] = {
    "every minute": Timing((Cron("* * * * *", BERLIN),)),
    "every five minutes of some hours": Timing((Cron("*/5 8-18 * * 1-5", BERLIN),)),
    "every second of an hour": Timing((Cron("* * 3 * * *", BERLIN),)),
    "daily in the gap": Timing((Cron("30 2 * * *", BERLIN),)),
    "every hour of a zone a quarter off": Timing((Cron("*/20 * * * *", "Asia/Kathmandu"),)),
    "an interval": Timing((Interval(7 * MINUTE, datetime(2026, 1, 1, 0, 3, tzinfo=UTC)),)),
    "an interval that begins and ends inside": Timing(
        (Interval(7 * MINUTE, MIDNIGHT),),
        starts=datetime(2026, 3, 29, 5, 10, tzinfo=UTC),
        ends=datetime(2026, 3, 29, 7, tzinfo=UTC),
    ),
    "a cron that begins and ends inside": Timing(
        (Cron("*/4 * * * *"),),
        starts=datetime(2026, 3, 29, 5, 10, tzinfo=UTC),
        ends=datetime(2026, 3, 29, 7, 3, tzinfo=UTC),
    ),
    "but for a day": Timing(
        (Cron("*/10 * * * *", BERLIN),), exclude=Except(BERLIN, dates=frozenset([date(2026, 3, 28)]))
    ),
    "counted": Timing((Cron("0 * * * *"),), starts=datetime(2026, 3, 28, tzinfo=UTC), count=30),
    "two that meet": Timing((Cron("0 * * * *"), Cron("*/30 * * * *"))),
    "once": Timing((Once(datetime(2026, 3, 29, 12, tzinfo=UTC)),)),
    "a rule": Timing((Rule("FREQ=DAILY;INTERVAL=2", datetime(2026, 1, 1, 9), BERLIN),)),
    "never again": Timing((Once(datetime(2025, 1, 1, tzinfo=UTC)),)),
}
GRIDS = {
    "a short day": grid_of(View.DAY, date(2026, 3, 29), BERLIN),
    "a long day": grid_of(View.DAY, date(2026, 10, 25), BERLIN),
    "a week with a change": grid_of(View.WEEK, date(2026, 3, 29), BERLIN),
    "a day of another zone": grid_of(View.DAY, date(2026, 3, 29), "America/St_Johns"),
}


@pytest.mark.parametrize("timing", TIMINGS.values(), ids=TIMINGS)
@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_what_is_expected_is_what_one_finds_by_walking(timing: Timing, grid: Grid) -> None:
    walked = Counter(grid.slot(moment) for moment in moments_of(timing, grid.since, grid.until, 100_000))
    found = expected(timing, grid)
    if found.whole:
        assert found.counts == walked
    else:
        assert sum(found.counts.values()) == MOST


def test_every_minute_of_a_month_is_counted_and_not_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    month = grid_of(View.MONTH, date(2026, 10, 1), BERLIN)
    monkeypatch.setattr(Timing, "next_after", None)
    found = expected(Timing((Cron("* * * * *", BERLIN),)), month)
    assert sum(found.counts.values()) == 31 * 1440 + 60


def test_what_is_not_counted_is_walked_up_to_a_bound_and_says_so() -> None:
    month = grid_of(View.MONTH, date(2026, 10, 1), BERLIN)
    found = expected(Timing((Cron("* * * * *"), Cron("0 9 * * *"))), month)
    assert (sum(found.counts.values()), found.whole) == (MOST, False)


# ------------------------------------------------------------------ what became of it, and what is to come


def told(row: Row) -> dict[str, dict[str, int]]:
    """By the clock: {"12:30": {"planned": 1}}."""
    return {
        f"{TODAY.local(slot):%H:%M}": {mark.value: count for mark, count in sorted(cell.items())}
        for slot, cell in sorted(row.items())
    }


HOURLY = "0 * * * *"
PAUSED = Pause(MIDNIGHT, until=NOON + 3 * HOUR)
TO_COME: dict[str, tuple[Schedule, datetime, dict[str, dict[str, int]]]] = {
    "planned from the next moment on": (
        a_schedule("0 */4 * * *", next_at=NOON + 4 * HOUR),
        NOON + HOUR,
        {"16:00": {"planned": 1}, "20:00": {"planned": 1}},
    ),
    "due where it has come and nobody decided it": (
        a_schedule("0 */4 * * *", next_at=MIDNIGHT + 8 * HOUR),
        NOON,
        {"08:00": {"due": 1}, "12:00": {"due": 1}, "16:00": {"planned": 1}, "20:00": {"planned": 1}},
    ),
    "some of a half hour are due and some planned": (
        a_schedule("*/10 12 * * *"),
        NOON + 15 * MINUTE,
        {"12:00": {"due": 2, "planned": 1}, "12:30": {"planned": 3}},
    ),
    "ends": (
        a_schedule(Timing((Cron(HOURLY),), ends=NOON + 2 * HOUR)),
        NOON - MINUTE,
        {"12:00": {"planned": 1}, "13:00": {"planned": 1}, "14:00": {"planned": 1}},
    ),
    "counts": (
        a_schedule(Timing((Cron(HOURLY),), starts=NOON, count=2)),
        NOON - MINUTE,
        {"12:00": {"planned": 1}, "13:00": {"planned": 1}},
    ),
    "paused for good": (
        a_schedule("0 18 * * *", next_at=MIDNIGHT + 18 * HOUR, pause=Pause(MIDNIGHT)),
        NOON,
        {"18:00": {"paused": 1}},
    ),
    "paused until then": (
        a_schedule("0 12-16 * * *", pause=PAUSED),
        NOON - MINUTE,
        {f"{hour}:00": {"paused" if hour < 15 else "planned": 1} for hour in range(12, 17)},
    ),
    "has ended": (a_schedule(HOURLY, next_at=None), NOON, {}),
    "is of another day": (a_schedule(HOURLY, next_at=NOON + DAY), NOON, {}),
}


@pytest.mark.parametrize(("schedule", "now", "expects"), TO_COME.values(), ids=TO_COME)
def test_what_is_to_come(schedule: Schedule, now: datetime, expects: dict[str, dict[str, int]]) -> None:
    assert told(rows(TODAY, [schedule], Recorded(), now)[schedule.id]) == expects
    assert told(totals(TODAY, [schedule], Recorded(), now)) == expects


def a_span(first: datetime, last: datetime, count: int, fate: Fate = Fate.MISSED) -> Span:
    return Span(first, last, count, fate, "Spark was off")


KNOWN: dict[str, tuple[Recorded, dict[str, dict[str, int]]]] = {
    "ends by state": (
        Recorded(
            [Ends(ScheduleId("a"), 2, RunState.SUCCEEDED, False, 2), Ends(ScheduleId("a"), 2, RunState.LOST, False, 1)]
        ),
        {"01:00": {"failed": 1, "succeeded": 2}},
    ),
    "late is only what went well": (
        Recorded(
            [Ends(ScheduleId("a"), 2, RunState.SUCCEEDED, True, 1), Ends(ScheduleId("a"), 3, RunState.FAILED, True, 1)]
        ),
        {"01:00": {"late": 1}, "01:30": {"failed": 1}},
    ),
    "what goes on": (
        Recorded(
            going=[
                a_run(ScheduleId("a"), NOON, state=RunState.RUNNING),
                a_run(ScheduleId("a"), NOON, attempt=2, state=RunState.HELD),
                a_run(ScheduleId("a"), NOON - DAY, state=RunState.RUNNING),
            ]
        ),
        {"12:00": {"held": 1, "running": 1}},
    ),
    "an outage by its timing": (
        Recorded(omitted=[(ScheduleId("a"), a_span(NOON + HOUR, NOON + 3 * HOUR, 3))]),
        {"13:00": {"missed": 1}, "14:00": {"missed": 1}, "15:00": {"missed": 1}},
    ),
    "a note that reaches over midnight": (
        Recorded(omitted=[(ScheduleId("a"), a_span(MIDNIGHT - 5 * HOUR, MIDNIGHT + HOUR, 7, Fate.SKIPPED))]),
        {"00:00": {"skipped": 1}, "01:00": {"skipped": 1}},
    ),
}


@pytest.mark.parametrize(("known", "expects"), KNOWN.values(), ids=KNOWN)
def test_what_became_of_it(known: Recorded, expects: dict[str, dict[str, int]]) -> None:
    schedule = a_schedule(HOURLY, next_at=None)
    assert told(rows(TODAY, [schedule], known, NOON)[schedule.id]) == expects


def test_a_note_of_a_timing_that_was_changed_since_loses_no_moment() -> None:
    schedule = a_schedule("0 9 * * *", next_at=None)
    known = Recorded(omitted=[(schedule.id, a_span(NOON, NOON + 2 * HOUR, 25))])
    row = rows(TODAY, [schedule], known, NOON)[schedule.id]
    assert sum(cell[Mark.MISSED] for cell in row.values()) == 25
    assert set(row) == set(range(24, 29))


def test_what_was_run_by_hand_and_of_schedules_that_are_gone_is_there() -> None:
    known = Recorded(
        [Ends(None, 1, RunState.SUCCEEDED, False, 1), Ends(ScheduleId("gone"), 1, RunState.FAILED, False, 1)]
    )
    assert set(rows(TODAY, [], known, NOON)) == {None, "gone"}


def test_a_cell_is_drawn_as_the_worst_that_is_in_it() -> None:
    cell = Counter({Mark.SUCCEEDED: 5, Mark.LATE: 1, Mark.PLANNED: 2, Mark.SKIPPED: 1})
    assert (worst(cell), starts(cell), faults(cell)) == (Mark.SKIPPED, 8, 0)
    assert worst(Counter()) is None


# ------------------------------------------------------------------ pile-ups


def piled(schedules: Sequence[Schedule], room: Room, now: datetime = NOON - MINUTE) -> list[tuple[str, int, str]]:
    found = crowds(schedules, rows(TODAY, schedules, Recorded(), now), TODAY, now, room)
    return [(f"{one.at:%H:%M}", len(one.schedules), one.what) for one in found]


FIVE = [a_schedule("0 13 * * *", f"s{n}") for n in range(5)]
OTHER = a_schedule("0 13 * * *", "other", workflow_ref="there/w")
TAGGED = [a_schedule("0 14 * * *", f"t{n}", tags=("gpu",)) for n in range(2)]
CROWDS: dict[str, tuple[Sequence[Schedule], Room, list[tuple[str, int, str]]]] = {
    "room for all": (FIVE, Room(5, 5), []),
    "more than seats": ([*FIVE, OTHER], Room(5, 50), [("13:00", 6, "seats in all")]),
    "more than a source takes": ([*FIVE, OTHER], Room(50, 3), [("13:00", 5, "of source home")]),
    "more than a person said": (FIVE, Room(limits=[Limit(Scope.SOURCE, "Home", 2)]), [("13:00", 5, "of source home")]),
    "a limit of another source": (FIVE, Room(limits=[Limit(Scope.SOURCE, "there", 2)]), []),
    "more than a tag takes": (TAGGED, Room(limits=[Limit(Scope.TAG, "gpu", 1)]), [("14:00", 2, "of tag gpu")]),
    "nothing of it runs at all": (TAGGED, Room(limits=[Limit(Scope.TAG, "gpu", 0)]), []),
    "in one half hour, but not at one moment": (
        [a_schedule(f"{n} 13 * * *", f"s{n}") for n in range(5)],
        Room(2),
        [],
    ),
    "those that are paused do not start": (
        [a_schedule("0 13 * * *", f"p{n}", pause=Pause(NOON)) for n in range(5)],
        Room(2),
        [],
    ),
    "frequent ones": (
        [a_schedule("*/30 22-23 * * *", f"f{n}") for n in range(3)],
        Room(2),
        [
            ("22:00", 3, "seats in all"),
            ("22:30", 3, "seats in all"),
            ("23:00", 3, "seats in all"),
            ("23:30", 3, "seats in all"),
        ],
    ),
}


@pytest.mark.parametrize(("schedules", "room", "found"), CROWDS.values(), ids=CROWDS)
def test_a_pile_up_is_more_starts_at_one_moment_than_there_is_room(
    schedules: Sequence[Schedule], room: Room, found: list[tuple[str, int, str]]
) -> None:
    assert piled(schedules, room) == found


def test_the_peak_is_the_moment_of_most_starts() -> None:
    schedules = [*FIVE, *TAGGED, a_schedule("15 13 * * *", "alone")]
    now = NOON - MINUTE
    assert peak(schedules, rows(TODAY, schedules, Recorded(), now), TODAY, now) == (NOON + HOUR, 5)
    assert peak([], {}, TODAY, now) is None
