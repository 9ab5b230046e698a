"""Values as text: tables of what is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.notice import News
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
        (timedelta(minutes=9, seconds=59), "0:09:59"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1h 00m"),
        (timedelta(hours=23, minutes=59, seconds=59), "23h 59m"),
        (timedelta(days=3, hours=22), "3d 22h"),
    ],
)
def test_countdowns(left: timedelta, text: str) -> None:
    assert show.countdown(left) == text


@pytest.mark.parametrize(
    ("words", "room", "text"),
    [
        ("every 15 minutes", 16, "every 15 minutes"),
        ("every 15 minutes", 15, "every 15 min"),
        ("every weekday at 09:00", 15, "weekdays 09:00"),
        ("every day at 02:00", 12, "daily 02:00"),
        ("once, Fri 27 Nov 2026 at 07:00", 22, "Fri 27 Nov 2026 07:00"),
        ("once, Fri 27 Nov 2026 at 07:00", 16, "Fri 27 Nov 07:00"),
        ("once, Fri 26 Nov 2027 at 07:00", 16, "Fri 26 Nov 2027 07:00"),
        ("every hour from 08:00 to 18:00, every weekday", 28, "hourly 08:00–18:00, weekdays"),
        ("every Monday and Wednesday at 10:00", 24, "every Mon and Wed 10:00"),
        ("on the 1st of every month at 06:00", 24, "1st of every month 06:00"),
    ],
)
def test_words_that_do_not_fit_are_said_in_fewer_letters(words: str, room: int, text: str) -> None:
    assert show.brief(words, room, 2026) == text


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

    for state in (
        *RunState,
        *Fate,
        *HealthState,
        *(set(News) - {News.TEST}),
        *"active paused ended failing due planned never".split(),
    ):
        sign = show.sign(state)
        assert cell_len(sign.glyph) == 1
        assert sign.word
        assert state in show.SIGNS
    assert show.sign("from the future").word == "from the future"


def a_schedule(**changes: object) -> Schedule:
    timing = Timing((Cron("0 9 * * *"),))
    values = {"next_at": NOW, "pause": None} | changes
    return Schedule(ScheduleId("s"), "s", WorkflowId("w"), "l/w", timing, "UTC", NOW, **values)  # type: ignore[arg-type]


def a_run(state: RunState, **changes: object) -> Run:
    return Run(RunId("r"), WorkflowId("w"), "l/w", NOW, NOW, Cause.SCHEDULE, state=state, **changes)  # type: ignore[arg-type]


def an_entry(**changes: object) -> Entry:
    return Entry(NOW, NOW, 1, "succeeded", "", **changes)  # type: ignore[arg-type]


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
    assert show.standing(schedule, latest, NOW) == word


LATE = timedelta(minutes=5)  # the grace of a policy that does not say otherwise


@pytest.mark.parametrize(
    ("schedule", "latest", "after", "late"),
    [
        (a_schedule(), None, timedelta(seconds=59), False),  # it may be decided any moment
        (a_schedule(), None, timedelta(seconds=60), True),  # nobody was there to decide it
        (a_schedule(policy=Policy(late_after=timedelta(seconds=5))), None, timedelta(seconds=5), True),
        (a_schedule(next_at=None), None, timedelta(days=1), False),
        (a_schedule(pause=Pause(NOW)), None, timedelta(days=1), False),
        (a_schedule(pause=Pause(NOW, until=NOW)), None, timedelta(days=1), True),
        (a_schedule(next_at=NOW + timedelta(days=9)), a_run(RunState.QUEUED), LATE - timedelta(seconds=1), False),
        (a_schedule(next_at=NOW + timedelta(days=9)), a_run(RunState.QUEUED), LATE, True),
        (a_schedule(next_at=NOW + timedelta(days=9)), a_run(RunState.QUEUED, not_before=NOW + 2 * LATE), LATE, False),
        (a_schedule(next_at=NOW + timedelta(days=9)), a_run(RunState.QUEUED, batch="by hand"), LATE, False),
        (a_schedule(next_at=NOW + timedelta(days=9)), a_run(RunState.QUEUED, attempt=2), LATE, False),
        (a_schedule(next_at=NOW + timedelta(days=9)), a_run(RunState.RUNNING), LATE, False),
    ],
)
def test_what_should_have_started_and_has_not_within_its_grace_is_late(
    schedule: Schedule, latest: Run | None, after: timedelta, late: bool
) -> None:
    assert (show.standing(schedule, latest, NOW + after) == "late") is late


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (an_entry(started_at=NOW + timedelta(milliseconds=900)), ""),
        (an_entry(started_at=NOW + timedelta(seconds=125)), "2m 05s late"),
        (an_entry(started_at=NOW + timedelta(seconds=125), batch="by hand"), ""),
        (an_entry(), ""),
    ],
)
def test_a_late_start_is_told_of_the_moments_that_are_its_own(entry: Entry, text: str) -> None:
    assert show.lateness(entry) == text


@pytest.mark.parametrize(
    ("pause", "text"),
    [
        (Pause(NOW), "paused"),
        (Pause(NOW, "ana", "moving house"), "paused by ana: moving house"),
        (Pause(NOW, "ana", until=NOW + timedelta(hours=1)), "paused by ana until today 10:00"),
        (Pause(NOW, "Spark", "3 failures in a row"), "paused itself: 3 failures in a row"),
    ],
)
def test_a_pause_says_by_whom_until_when_and_why(pause: Pause, text: str) -> None:
    assert show.pause(pause, SAO, NOW) == text


def test_only_what_is_not_as_usual_is_told_apart() -> None:
    assert show.unusual_policy(Policy()) == []
    assert show.unusual_policy(Policy(overlap=Overlap.REPLACE)) == [
        ("if one still runs", "cancel it and run the new one")
    ]


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
