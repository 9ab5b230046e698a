"""What becomes of a planned moment when the rules of its zone have changed."""

from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.replanning import replanned
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import ClockChange, Cron, Except, Fold, Interval, Once, Rule, Timing, Trigger
from spark_tui.domain.timing.courses import Course, course

# By the rules of now São Paulo is three hours behind, and Berlin goes to summer time on 28 March 2027.
SAO_PAULO, BERLIN = "America/Sao_Paulo", "Europe/Berlin"
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def hours(ahead: float) -> Course:
    """A clock that was known to be so far ahead, always."""
    return Course(BEGIN, END, timedelta(hours=ahead))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+00:00")


def planned(trigger: Trigger | Timing, next_at: datetime | None, created_at: datetime = LONG_AGO) -> Schedule:
    timing = trigger if isinstance(trigger, Timing) else Timing((trigger,))
    return Schedule(ScheduleId("s"), "s", WorkflowId("w"), "h/w", timing, SAO_PAULO, created_at, next_at)


NINE = Cron("0 9 * * *", SAO_PAULO)
NINE_AND_TEN = Cron("0 9,10 * * *", SAO_PAULO)
HOURLY = Cron("0 * * * *", SAO_PAULO)
EVERY_90 = Interval(timedelta(minutes=90), at("24T00:00"))
ONCE = Once(at("24T11:00"))
DAILY = Rule("FREQ=DAILY", datetime(2026, 11, 1, 9), SAO_PAULO)


@pytest.mark.parametrize(
    ("trigger", "was", "next_at", "decided", "expected"),
    [
        # 9 was at 11:00 UTC and is at 12:00: it comes an hour later, whatever the time is
        (NINE, -2, at("24T11:00"), at("23T11:00"), at("24T12:00")),
        (DAILY, -2, at("24T11:00"), at("23T11:00"), at("24T12:00")),
        # today's 9 was run at 11:00, so 12:00 is not run again
        (NINE, -2, at("25T11:00"), at("24T11:00"), at("25T12:00")),
        # 9 was at 13:00 and is at 12:00: an hour earlier, and not tomorrow if that has passed
        (NINE, -4, at("24T13:00"), at("23T13:00"), at("24T12:00")),
        (DAILY, -4, at("24T13:00"), at("23T13:00"), at("24T12:00")),
        # 10 was at 14:00 and is at 13:00, when a run has been: the next is tomorrow's 9
        (NINE_AND_TEN, -4, at("24T14:00"), at("24T13:00"), at("25T12:00")),
        (NINE_AND_TEN, -4, at("25T13:00"), at("24T14:00"), at("25T12:00")),
        # half an hour off
        (NINE, -2.5, at("24T11:30"), at("23T11:30"), at("24T12:00")),
        # what is of no wall clock stays
        (HOURLY, -2, at("24T11:00"), at("24T10:00"), at("24T11:00")),
        (HOURLY, -2.5, at("24T11:30"), at("24T10:30"), at("24T12:00")),
        (EVERY_90, -2, at("24T10:30"), at("24T09:00"), at("24T10:30")),
        (ONCE, -2, at("24T11:00"), None, at("24T11:00")),
        # of several triggers the first one that was not decided
        (Timing((NINE, EVERY_90)), -2, at("24T11:00"), at("24T10:30"), at("24T12:00")),
        (Timing((NINE, Cron("0 13 * * *"))), -2, at("24T11:00"), at("23T13:00"), at("24T12:00")),
        (Timing((NINE, Cron("0 13 * * *"))), -2, at("24T13:00"), at("24T11:00"), at("24T13:00")),
        # bounds, a count, a day that is left out
        (Timing((NINE,), ends=at("24T11:30")), -2, at("24T11:00"), at("23T11:00"), None),
        (Timing((NINE,), starts=at("23T12:00"), count=2), -2, at("24T11:00"), at("23T12:00"), at("24T12:00")),
        (
            Timing((NINE,), exclude=Except(SAO_PAULO, weekdays=frozenset({1}))),
            *(-2, at("25T11:00"), at("23T11:00"), at("25T12:00")),
        ),
        # one that somebody planned by the rules of now already
        (NINE, -2, at("24T12:00"), at("23T12:00"), at("24T12:00")),
        # nothing is planned for what has ended
        (NINE, -2, None, at("23T11:00"), None),
    ],
)
def test_a_moment_keeps_its_time_on_the_wall(
    trigger: Trigger | Timing, was: float, next_at: datetime | None, decided: datetime | None, expected: datetime | None
) -> None:
    assert replanned(planned(trigger, next_at), {SAO_PAULO: hours(was)}, decided) == expected


def test_a_zone_whose_rules_did_not_change_leaves_its_moments() -> None:
    schedule = planned(NINE, at("24T12:00"))
    assert replanned(schedule, {BERLIN: hours(5)}, None) == at("24T12:00")
    assert replanned(schedule, {SAO_PAULO: course(SAO_PAULO, BEGIN, END)}, None) == at("24T12:00")


def test_a_moment_before_the_making_of_its_schedule_is_none_of_its() -> None:
    schedule = planned(NINE, at("24T13:00"), created_at=at("24T12:30"))
    assert replanned(schedule, {SAO_PAULO: hours(-4)}, None) == at("25T12:00")


@pytest.mark.parametrize(
    ("fields", "next_at", "expected"),
    [
        # it was known to skip 02:00–03:00 on 21 March, a week too early: 02:30 was to be after that gap
        ("30 2 * * *", "2027-03-21T01:00", "2027-03-21T01:30"),
        ("30 2 * * *", "2027-03-22T00:30", "2027-03-22T01:30"),
        ("0 9 * * *", "2027-03-27T07:00", "2027-03-27T08:00"),
        ("30 2 * * *", "2027-03-28T00:30", "2027-03-28T01:00"),
        ("0 9 * * *", "2027-03-20T08:00", "2027-03-20T08:00"),
        ("0 9 * * *", "2027-03-29T07:00", "2027-03-29T07:00"),
    ],
)
def test_a_clock_change_that_comes_later_than_was_known(fields: str, next_at: str, expected: str) -> None:
    early = Course(BEGIN, END, timedelta(hours=1), ((datetime(2027, 3, 21, 1, tzinfo=UTC), timedelta(hours=2)),))
    schedule = planned(Cron(fields, BERLIN), datetime.fromisoformat(f"{next_at}:00+00:00"))
    found = replanned(schedule, {BERLIN: early}, None)
    assert found == datetime.fromisoformat(f"{expected}:00+00:00")


@pytest.mark.parametrize(("fold", "hour"), [(Fold.FIRST, 1), (Fold.SECOND, 1), (Fold.BOTH, 1)])
def test_a_doubled_moment_that_is_doubled_no_more_comes_once(fold: Fold, hour: int) -> None:
    back = datetime(2026, 11, 22, 1, tzinfo=UTC)  # Berlin was known to have 02:00–03:00 twice on 22 November
    was = Course(BEGIN, END, timedelta(hours=2), ((back, timedelta(hours=1)),))
    timing = Timing((Cron("30 2 * * *", BERLIN),), clock_change=ClockChange(fold=fold))
    first = at("22T00:30") if fold is not Fold.SECOND else at("22T01:30")
    assert replanned(planned(timing, first), {BERLIN: was}, at("21T00:30")) == at(f"22T0{hour}:30")


@pytest.mark.parametrize("was", [-2, -4])
def test_beyond_what_was_known_of_a_clock_the_moment_is_found_near_it(was: int) -> None:
    nine = datetime(2032, 2, 29, 9, tzinfo=UTC)
    schedule = planned(Cron("0 9 29 2 *", SAO_PAULO), nine - timedelta(hours=was))
    assert replanned(schedule, {SAO_PAULO: hours(was)}, None) == nine + timedelta(hours=3)


def test_what_was_known_of_a_clock_is_what_the_zone_does() -> None:
    known = course(BERLIN, BEGIN, END)
    assert len(known.steps) == 6
    change = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert known.around(change) == (timedelta(hours=1), timedelta(hours=2))
    assert known.around(change + timedelta(hours=1)) == (timedelta(hours=2), timedelta(hours=2))
    assert not known.knows(END)
