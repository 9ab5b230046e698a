"""How often a source is asked, and what of its answer is news."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.checkup import came_back, fell_silent, has_changed, heard, next_check
from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId
from spark_tui.domain.notice import News
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.timing import Cron, Timing

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
UP, DOWN, REFUSED = HealthState.UP, HealthState.DOWN, HealthState.REFUSED


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("health", "seconds"),
    [
        (Health(), 0),
        (Health(UP, checked_at=NOW, since=ago(days=1)), 60),
        (Health(UP, checked_at=ago(seconds=50), since=ago(days=1)), 10),
        (Health(UP, checked_at=NOW + timedelta(hours=1)), 0),  # the clock was put back
        (Health(DOWN, checked_at=NOW, since=NOW), 15),
        (Health(DOWN, checked_at=NOW), 15),
        (Health(DOWN, checked_at=NOW, since=ago(minutes=2)), 60),
        (Health(REFUSED, checked_at=NOW, since=ago(minutes=10)), 300),
        (Health(DOWN, checked_at=NOW, since=ago(days=3)), 600),
    ],
)
def test_one_that_is_not_well_is_asked_soon_and_then_ever_more_rarely(health: Health, seconds: int) -> None:
    assert next_check(health, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("before", "answer", "since"),
    [
        (Health(), Health(UP, checked_at=NOW), NOW),
        (Health(UP, since=ago(days=1)), Health(UP, checked_at=NOW), ago(days=1)),
        (Health(UP), Health(UP, checked_at=NOW), NOW),  # kept by a Spark that did not note it
        (Health(UP, since=ago(days=1)), Health(DOWN, checked_at=NOW), NOW),
        (Health(DOWN, since=ago(hours=1)), Health(REFUSED, checked_at=NOW), ago(hours=1)),
        (Health(DOWN, since=ago(hours=1)), Health(UP, checked_at=NOW), NOW),
    ],
)
def test_since_when_it_is_so_is_remembered(before: Health, answer: Health, since: datetime) -> None:
    assert heard(before, answer).since == since


def test_only_when_it_was_asked_is_no_change() -> None:
    health = Health(UP, "fine", checked_at=NOW, since=ago(days=1))
    assert not has_changed(health, replace(health, checked_at=NOW + timedelta(minutes=1)))
    assert has_changed(health, replace(health, detail="fine, as ana"))


def a_source(health: Health) -> Source:
    return Source(SourceId("s"), "fake", "fake", "http://fake:1", health=health)


def a_schedule(name: str) -> Schedule:
    cron = Timing((Cron("0 9 * * *", "UTC"),))
    return Schedule(ScheduleId(name), name, WorkflowId("w"), "fake/w", cron, "UTC", NOW, NOW)


GOOD, FIRST, SECOND = (
    Health(UP, checked_at=ago(minutes=1), since=ago(days=1)),
    Health(DOWN, "refused", checked_at=ago(seconds=15), since=ago(seconds=15)),
    Health(DOWN, "refused", checked_at=NOW, since=ago(seconds=15)),
)


@pytest.mark.parametrize(
    ("before", "after", "users", "told"),
    [
        (GOOD, FIRST, 1, None),  # it may be a hiccup
        (FIRST, SECOND, 1, "fake is down: refused; at risk: s0"),
        (FIRST, SECOND, 5, "fake is down: refused; at risk: s0, s1, s2 and 2 more"),
        (FIRST, SECOND, 0, None),
        (SECOND, replace(GOOD, since=NOW), 1, None),
    ],
)
def test_that_it_is_down_is_told_at_the_second_answer_where_schedules_need_it(
    before: Health, after: Health, users: int, told: str | None
) -> None:
    notice = fell_silent(a_source(after), before, [a_schedule(f"s{n}") for n in range(users)], NOW)
    assert (notice.text if notice else None) == told
    assert notice is None or notice.news is News.DOWN


@pytest.mark.parametrize(
    ("before", "users", "told"),
    [(SECOND, 1, "fake is up again"), (FIRST, 1, None), (GOOD, 1, None), (SECOND, 0, None)],
)
def test_that_it_is_back_is_told_where_it_was_told_that_it_was_gone(
    before: Health, users: int, told: str | None
) -> None:
    back = a_source(Health(UP, checked_at=NOW, since=NOW))
    notice = came_back(back, before, [a_schedule("s")] * users, NOW)
    assert (notice.text if notice else None) == told
