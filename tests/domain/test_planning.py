"""What is to be done about the moments that are due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.planning import CHUNK, Fate, Plan, plan
from spark_tui.domain.schedule import CatchUp, Overlap, Pause, Policy, Schedule
from spark_tui.domain.timing import Cron, Interval, Once, Timing

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RUNNING = (RunId("aaaaaaaaaaaaaaaa"),)


def schedule(timing: Timing | None = None, next_at: datetime | None = NINE, **policy: object) -> Schedule:
    return Schedule(
        id=ScheduleId("s"),
        name="report",
        workflow=WorkflowId("w"),
        workflow_ref="fake/report",
        timing=timing or Timing((Cron("0 * * * *"),)),
        zone="UTC",
        created_at=NINE - timedelta(days=1),
        next_at=next_at,
        policy=Policy(**policy),  # type: ignore[arg-type]
    )


def fates(decided: Plan) -> list[tuple[str, str, int]]:
    return [(s.fate.value, f"{s.first:%H:%M}-{s.last:%H:%M}", s.count) for s in (*decided.missed, *decided.skipped)]


def test_before_its_time_nothing_is_decided() -> None:
    assert plan(schedule(), NINE - timedelta(seconds=1)) == Plan(next_at=NINE)


def test_on_time_it_starts_and_the_next_moment_is_known() -> None:
    assert plan(schedule(), NINE) == Plan(start=(NINE,), next_at=NINE + timedelta(hours=1))


def test_the_last_moment_leaves_none() -> None:
    once = schedule(Timing((Once(NINE),)))
    assert plan(once, NINE) == Plan(start=(NINE,), next_at=None)


AT_NOON = NINE + timedelta(hours=3, minutes=10)


@pytest.mark.parametrize(
    ("catch_up", "started", "written"),
    [
        (CatchUp.LATEST, ["12:00"], [("superseded", "09:00-11:00", 3)]),
        (CatchUp.NONE, [], [("missed", "09:00-12:00", 4)]),
        (CatchUp.ALL, ["09:00", "10:00", "11:00", "12:00"], []),
    ],
)
def test_after_an_outage_the_policy_decides(
    catch_up: CatchUp, started: list[str], written: list[tuple[str, str, int]]
) -> None:
    decided = plan(schedule(catch_up=catch_up, overlap=Overlap.PARALLEL), AT_NOON)
    assert ([f"{m:%H:%M}" for m in decided.start], fates(decided)) == (started, written)


def test_what_is_older_than_the_window_is_missed() -> None:
    daily = schedule(Timing((Cron("0 9 1 * *"),)), next_at=NINE - timedelta(days=22))
    decided = plan(daily, NINE)
    assert (decided.start, fates(decided)) == ((), [("missed", "09:00-09:00", 1)])


def test_a_tick_that_is_a_little_late_missed_nothing() -> None:
    decided = plan(schedule(catch_up=CatchUp.NONE), NINE + timedelta(seconds=40))
    assert decided.start == (NINE,)


@pytest.mark.parametrize(
    ("overlap", "started", "skipped", "cancelled"),
    [
        (Overlap.SKIP, 0, 1, ()),
        (Overlap.QUEUE, 1, 0, ()),
        (Overlap.PARALLEL, 1, 0, ()),
        (Overlap.REPLACE, 1, 0, RUNNING),
    ],
)
def test_while_an_earlier_run_goes_on_the_policy_decides(
    overlap: Overlap, started: int, skipped: int, cancelled: tuple[RunId, ...]
) -> None:
    decided = plan(schedule(overlap=overlap), NINE, RUNNING)
    assert (len(decided.start), len(decided.skipped), decided.cancel) == (started, skipped, cancelled)


def test_a_skipped_moment_names_the_run_that_was_in_its_way() -> None:
    assert "aaaaaaaa" in plan(schedule(), NINE, RUNNING).skipped[0].reason


def test_one_waits_and_a_second_does_not() -> None:
    decided = plan(schedule(overlap=Overlap.QUEUE), NINE, (*RUNNING, RunId("b")))
    assert fates(decided) == [("skipped", "09:00-09:00", 1)]


def test_while_it_is_paused_every_moment_says_so_with_the_note() -> None:
    paused = replace(schedule(), pause=Pause(NINE, by="ana", note="moving house"))
    decided = plan(paused, AT_NOON)
    assert fates(decided) == [("paused", "09:00-12:00", 4)]
    assert decided.skipped[0].reason == "paused by ana: moving house"


def test_a_pause_that_has_an_end_holds_what_is_before_it_and_not_the_end_itself() -> None:
    paused = replace(schedule(), pause=Pause(NINE, until=NINE + timedelta(hours=2)))
    assert fates(plan(paused, NINE + timedelta(hours=1))) == [("paused", "09:00-10:00", 2)]
    after = plan(paused, NINE + timedelta(hours=2))
    assert (fates(after), after.start) == ([("paused", "09:00-10:00", 2)], (NINE + timedelta(hours=2),))


def test_a_long_outage_is_decided_in_pieces_and_nothing_is_lost() -> None:
    each_second = schedule(Timing((Interval(timedelta(seconds=1), NINE),)))
    now, decided, total = NINE + timedelta(seconds=CHUNK * 3 + 10), [], 0
    while each_second.next_at is not None and each_second.next_at <= now:
        decided.append(plan(each_second, now))
        total += len(decided[-1].start) + sum(s.count for s in (*decided[-1].missed, *decided[-1].skipped))
        each_second = replace(each_second, next_at=decided[-1].next_at)
    assert (len(decided), total, decided[-1].start) == (3, CHUNK * 3 + 11, (now,))


# ------------------------------------------------------------------ property

policies = st.builds(
    Policy,
    overlap=st.sampled_from(Overlap),
    catch_up=st.sampled_from(CatchUp),
    catch_up_within=st.timedeltas(timedelta(0), timedelta(days=2)),
    at_most=st.integers(1, 5),
)
timings = st.sampled_from(
    [
        Timing((Cron("*/10 * * * *"),)),
        Timing((Interval(timedelta(seconds=7), NINE),)),
        Timing((Cron("0 9 * * *"), Cron("30 9 * * *"))),
        Timing((Once(NINE),)),
        Timing((Cron("*/20 * * * *"),), starts=NINE, count=4),
    ]
)


@given(timings, policies, st.timedeltas(timedelta(0), timedelta(hours=3)), st.integers(0, 3), st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_due_moment_is_in_exactly_one_tuple(
    timing: Timing, policy: Policy, late: timedelta, running: int, paused: bool
) -> None:
    now = NINE + late
    one = replace(schedule(timing), policy=policy, pause=Pause(NINE) if paused else None)
    due = [NINE] + [m for m in timing.upcoming(NINE, 2 * CHUNK) if m <= now]
    decided = plan(one, now, tuple(RunId(f"r{i}") for i in range(running)))
    due = due[:CHUNK] if decided.next_at is not None and decided.next_at <= now else due
    told = list(decided.start)
    for span in (*decided.missed, *decided.skipped):
        inside = [m for m in due if span.first <= m <= span.last]
        assert len(inside) == span.count
        told += inside
    assert sorted(told) == due
    assert decided.next_at is None or decided.next_at > due[-1]
    assert not paused or {s.fate for s in decided.skipped} == {Fate.PAUSED}
