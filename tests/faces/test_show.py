"""Values as text: tables of what is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.planning import Fate
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy, Schedule
from spark_tui.domain.source import HealthState
from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing
from spark_tui.faces import show

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
SAO = "America/Sao_Paulo"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0s"),
        (-3, "0.0s"),
        (0.44, "0.4s"),
        (9.94, "9.9s"),
        (9.96, "10s"),
        (59.4, "59s"),
        (59.9, "1m 00s"),
        (176, "2m 56s"),
        (3599.9, "1h 00m"),
        (11_040, "3h 04m"),
        (86_400, "1d 0h"),
        (622_800, "7d 5h"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert show.duration(seconds) == show.duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(0), "now"),
        (timedelta(milliseconds=1), "0:00:01"),
        (timedelta(minutes=12, seconds=41), "0:12:41"),
        (timedelta(hours=23, minutes=59, seconds=59), "23:59:59"),
        (timedelta(days=3, hours=22), "3d 22h"),
    ],
)
def test_countdowns(left: timedelta, text: str) -> None:
    assert show.countdown(left) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=12), "in 12 s"),
        (timedelta(minutes=2), "in 2 min"),
        (timedelta(hours=3, minutes=59), "in 3 h"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(days=40), "in 40 days"),
        (timedelta(minutes=-3), "3 min ago"),
    ],
)
def test_how_far_away(left: timedelta, text: str) -> None:
    assert show.from_now(left) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW + timedelta(hours=1), "today 10:00"),
        (NOW + timedelta(hours=1, seconds=7), "today 10:00:07"),
        (NOW + timedelta(hours=20), "Tue 24 Nov 05:00"),
        (NOW + timedelta(days=45), "Thu 7 Jan 2027 09:00"),
    ],
)
def test_moments_on_the_clock_of_a_zone(at: datetime, text: str) -> None:
    assert show.moment(at, SAO, NOW) == text


def test_several_moments_repeat_nothing_and_stop_where_the_room_ends() -> None:
    at = [NOW + timedelta(hours=h) for h in (1, 2, 24, 240, 24 * 60)]
    assert show.moments(at, SAO, NOW) == "today 10:00 · 11:00 · Tue 24 09:00 · Thu 3 Dec 09:00 · Fri 22 Jan 2027 09:00"
    assert show.moments(at, SAO, NOW, 36) == "today 10:00 · 11:00 · Tue 24 09:00 …"
    assert all(len(show.moments(at, SAO, NOW, width)) <= width for width in range(80))
    assert show.moments([], SAO, NOW) == ""


def test_every_state_has_a_glyph_of_one_cell_and_a_word() -> None:
    from rich.cells import cell_len

    for state in (*RunState, *Fate, *HealthState, "active", "paused", "ended", "failing"):
        sign = show.sign(state)
        assert cell_len(sign.glyph) == 1
        assert sign.word
        assert sign.glyph != "?" or state == "lost"
    assert show.sign("from the future").word == "from the future"


def a_schedule(**changes: object) -> Schedule:
    timing = Timing((Cron("0 9 * * *"),))
    values = {"next_at": NOW, "pause": None} | changes
    return Schedule(ScheduleId("s"), "s", WorkflowId("w"), "l/w", timing, "UTC", NOW, **values)  # type: ignore[arg-type]


def a_run(state: RunState, **changes: object) -> Run:
    return Run(RunId("r"), WorkflowId("w"), "l/w", NOW, NOW, Cause.SCHEDULE, state=state, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("schedule", "latest", "word"),
    [
        (a_schedule(), None, "active"),
        (a_schedule(), a_run(RunState.SUCCEEDED), "active"),
        (a_schedule(), a_run(RunState.QUEUED), "active"),
        (a_schedule(), a_run(RunState.RUNNING), "running"),
        (a_schedule(), a_run(RunState.TIMED_OUT), "failing"),
        (a_schedule(pause=Pause(NOW)), a_run(RunState.FAILED), "paused"),
        (a_schedule(pause=Pause(NOW)), a_run(RunState.RUNNING), "running"),
        (a_schedule(next_at=None), a_run(RunState.FAILED), "ended"),
    ],
)
def test_the_word_that_matters_most(schedule: Schedule, latest: Run | None, word: str) -> None:
    assert show.standing(schedule, latest) == word


def test_how_long_a_run_took_or_goes_on() -> None:
    assert show.took(a_run(RunState.QUEUED), NOW) == ""
    assert show.took(a_run(RunState.RUNNING, started_at=NOW - timedelta(seconds=41)), NOW) == "41s"
    ended = a_run(RunState.SUCCEEDED, started_at=NOW, ended_at=NOW + timedelta(seconds=3))
    assert show.took(ended, NOW + timedelta(days=1)) == "3.0s"


@pytest.mark.parametrize(
    ("timing", "text", "fields"),
    [
        (Timing((Cron("0 9 * * 1-5"),)), "0 9 * * 1-5", "0 9 * * 1-5"),
        (Timing((Cron("0 9 * * *"), Cron("30 17 * * *"))), "0 9 * * * + 30 17 * * *", ""),
        (Timing((Interval(timedelta(minutes=90), NOW),)), "every 1h 30m", ""),
        (Timing((Once(NOW),)), "once 2026-11-23 09:00:00", ""),
        (
            Timing((Rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", datetime(2026, 11, 27, 9)),)),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            "",
        ),
    ],
)
def test_the_rule_as_it_is_kept(timing: Timing, text: str, fields: str) -> None:
    assert show.rule(timing, SAO) == text
    assert show.cron_of(timing) == fields


@pytest.mark.parametrize("overlap", list(Overlap))
@pytest.mark.parametrize("catch_up", list(CatchUp))
@pytest.mark.parametrize("interrupted", list(Interrupted))
def test_every_policy_has_words(overlap: Overlap, catch_up: CatchUp, interrupted: Interrupted) -> None:
    policy = Policy(overlap=overlap, catch_up=catch_up, interrupted=interrupted, retry=Retry(3))
    words = dict(show.policy_words(policy))
    assert all(words.values())
    assert words["if it fails"].startswith("try again up to 3x, first after 30s, when its source is at fault")
    assert not any("{" in answer for answer in words.values())
