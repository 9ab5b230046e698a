"""Policies at work in an engine: waits, deadlines, tags, queues, pauses by itself, and what is told of each."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.delivery import Deliver, Event
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.outage import Absence
from spark_tui.domain.planning import Fate
from spark_tui.domain.queueing import RunRequest
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import Cause, RunState
from spark_tui.domain.schedule import CatchUp, Overlap
from spark_tui.domain.source import SecretName
from spark_tui.domain.trouble import Trouble
from spark_tui.engine.presence import SEEN
from spark_tui.engine.telling import Telling
from spark_tui.service.bell import Ear
from spark_tui.service.ports import Done, Emit, Failed, Job, Outcome
from tests.conftest import at
from tests.engine.bench import Bench, Keep, answering, holding, ledger
from tests.fakes import FakeClock, FakeSource


async def test_what_finds_no_seat_in_time_expires_and_says_what_it_waited_for(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    for name in ("one", "two", "three", "four"):
        await keep("0 9 * * *", name=name, max_wait=timedelta(minutes=10))
    clock.set(at("09:00"))
    await bench.turn()
    assert sorted(await bench.states()) == ["queued", "running", "running", "running"]
    clock.forward(minutes=9)
    await bench.turn()
    assert "expired" not in await bench.states()
    clock.forward(minutes=1)
    await bench.turn()
    (expired,) = await bench.spark.runs.recent(state=RunState.EXPIRED)
    assert (
        expired.reason == "not started within its longest wait; it waited for source fake, where 3 at once is the limit"
    )


async def test_a_late_start_tells_what_it_waited_for(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    schedule = await keep("0 * * * *", overlap=Overlap.QUEUE)
    for hour in ("09:00", "10:00"):
        clock.set(at(hour))
        await bench.turn()
    clock.forward(minutes=5)
    gate.set()
    await bench.settle()
    await bench.turn()
    first, second = await bench.runs()
    assert (first.waited_for, second.waited_for) == ("", "the run before it")
    (because,) = await bench.spark.why.of(schedule, at("10:00"))
    assert because.says[0] == "it ran 0:05:00 late: it waited 0:05:00 for the run before it"


async def test_a_tag_with_a_limit_lets_one_run_at_a_time(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    await bench.spark.limits.set(Limit(Scope.TAG, "GPU", 1))
    for name in ("one", "two"):
        schedule = await keep("0 9 * * *", name=name)
        async with bench.spark.store.write() as tx:
            await tx.schedules.put(replace(schedule, tags=("gpu",)))
    clock.set(at("09:00"))
    await bench.turn()
    assert sorted(await bench.states()) == ["queued", "running"]
    gate.set()
    await bench.settle()
    await bench.turn()
    assert await bench.states() == ["succeeded", "succeeded"]


async def test_a_source_with_a_limit_of_nothing_runs_nothing(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await bench.spark.limits.set(Limit(Scope.SOURCE, "fake", 0))
    await keep("0 9 * * *")
    clock.set(at("09:00"))
    await bench.turn()
    assert await bench.states() == ["queued"]
    await bench.spark.limits.remove(Scope.SOURCE, "fake")
    await bench.turn()
    assert await bench.states() == ["succeeded"]


async def test_a_queue_of_all_holds_as_many_as_it_may_one_at_a_time(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    schedule = await keep("0 * * * *", overlap=Overlap.QUEUE_ALL, at_most=2)
    for hour in ("09:00", "10:00", "11:00", "12:00"):
        clock.set(at(hour))
        await bench.turn()
    assert [state for _, state, _ in await ledger(bench.spark, schedule)] == ["running", "queued", "queued", "skipped"]


async def test_what_failed_so_often_in_a_row_pauses_itself_and_says_why(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("no disk"))
    schedule = await keep("0 * * * *", pause_after=2)
    for hour in ("09:00", "10:00", "11:00"):
        clock.set(at(hour))
        await bench.turn()
    paused = await bench.spark.schedules.get("report")
    assert paused.pause is not None
    assert (paused.pause.by, paused.pause.note) == ("Spark", "2 failures in a row, the last: no disk")
    assert [state for _, state, _ in await ledger(bench.spark, schedule)] == ["failed", "failed", "paused"]


async def test_a_success_in_between_begins_the_count_anew(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    outcomes: list[Outcome] = [Failed("no"), Done(), Failed("no"), Failed("no")]

    async def next_one(job: Job, emit: Emit) -> Outcome:
        return outcomes.pop(0)

    source.behaviour = next_one
    await keep("0 * * * *", pause_after=2)
    for hour, paused in (("09:00", False), ("10:00", False), ("11:00", False), ("12:00", True)):
        clock.set(at(hour))
        await bench.turn()
        assert ((await bench.spark.schedules.get("report")).pause is not None) is paused


async def test_what_failed_before_it_was_resumed_is_forgiven(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("no"))
    await keep("0 * * * *", pause_after=2)
    paused = []
    for hour in ("09:00", "10:00", "11:00", "12:00"):
        clock.set(at(hour))
        await bench.turn()
        found = await bench.spark.schedules.get("report")
        paused.append(found.pause is not None)
        if found.pause is not None:
            await bench.spark.schedules.resume(found)
    assert paused == [False, True, False, True]


async def test_what_expires_while_nobody_is_there_is_not_blamed_on_a_seat(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    schedule = await keep("0 9 * * *", max_wait=timedelta(minutes=10))
    await bench.spark.runs.start_schedule(schedule)
    clock.set(at("08:30"))
    await bench.turn()
    (expired,) = await bench.spark.runs.recent(state=RunState.EXPIRED)
    assert "the machine slept or its clock was set from 2026-11-23 08:00:00 to 08:30:00" in expired.reason
    assert "seat" not in expired.reason


async def test_only_the_troubles_that_are_named_are_tried_again(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("no such flow", Trouble.REJECTED))
    await keep("0 9 * * *", retry=Retry(count=3))
    clock.set(at("09:00"))
    await bench.turn()
    assert await bench.states() == ["failed"]


async def test_a_retry_waits_as_long_as_the_source_asks(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("slow down", Trouble.BUSY, wait=600))
    await keep("0 9 * * *", retry=Retry(count=1, delay=timedelta(seconds=30)))
    clock.set(at("09:00"))
    await bench.turn()
    (again,) = await bench.spark.runs.recent(state=RunState.QUEUED)
    assert again.not_before == at("09:10")


async def test_no_retry_begins_after_the_deadline(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("no", Trouble.SERVER))
    await keep("0 9 * * *", deadline=timedelta(minutes=3), retry=Retry(9, timedelta(minutes=2), 1, jitter=0))
    clock.set(at("09:00"))
    for _ in range(4):
        await bench.turn()
        clock.forward(minutes=2)
    assert await bench.states() == ["failed", "failed"]


async def test_an_outage_is_written_down_and_named_in_the_ledger(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 * * * *", catch_up=CatchUp.NONE)
    clock.set(at("08:30"))
    after = await bench.next()
    await after.lease.give_back()
    clock.set(at("11:30"))
    late = Bench(bench.spark, bench.engine._house.seats)
    assert await late.lease.take()
    await late.turn()
    async with bench.spark.store.read() as tx:
        (outage,) = await tx.outages.since(at("09:00"))
        assert await tx.facts.get(SEEN) == at("11:30").isoformat()
    assert (outage.since, outage.until, outage.why) == (at("08:30"), at("11:30"), Absence.OFF)
    (entry,) = await bench.spark.schedules.history(schedule)
    assert entry.reason == "Spark was off from 2026-11-23 08:30:00 to 11:30:00; catch-up is “none”"
    assert (entry.state, entry.count) == (Fate.MISSED, 3)


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"catch_up": CatchUp.NONE}, [("08:59", "missed", 2)]),
        ({"catch_up": CatchUp.LATEST}, [("08:59", "superseded", 1), ("09:00", "succeeded", 1)]),
        ({"catch_up": CatchUp.ALL, "catch_up_ask": True}, [("08:59", "held", 1), ("09:00", "held", 1)]),
    ],
)
async def test_what_passed_while_spark_was_off_is_made_up_for_however_short_ago(
    bench: Bench, keep: Keep, clock: FakeClock, policy: dict[str, object], told: list[tuple[str, str, int]]
) -> None:
    clock.set(at("08:58:30"))
    schedule = await keep("* * * * *", **policy)
    await bench.lease.give_back()
    clock.set(at("09:00:20"))
    backlog = await bench.spark.making_up.backlog()
    after = Bench(bench.spark, bench.engine._house.seats)
    assert await after.lease.take()
    await after.turn()
    assert await ledger(bench.spark, schedule) == told
    (shown,) = backlog
    assert len(shown.plan.start) + len(shown.plan.held) == sum(state in ("succeeded", "held") for _, state, _ in told)


async def test_an_outage_begins_with_the_last_thing_that_was_done(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await keep("0 * * * *")
    clock.set(at("09:00"))
    await bench.turn()
    clock.set(at("11:30"))  # it died soon after, and its lease was renewed before that
    late = Bench(bench.spark, bench.engine._house.seats)
    async with bench.spark.store.write() as tx:
        await tx.lease.give_back(bench.boot)
    assert await late.lease.take()
    async with bench.spark.store.read() as tx:
        outage = (await tx.outages.since(at("09:00")))[-1]
    assert (outage.since, outage.until) == (at("09:00"), at("11:30"))


async def test_a_machine_that_slept_is_told_as_that(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 * * * *", catch_up=CatchUp.NONE)
    await bench.turn()
    clock.set(at("10:30"))  # the wall clock went on, the other one stood still
    await bench.turn()
    (entry,) = await bench.spark.schedules.history(schedule)
    assert entry.reason.startswith("the machine slept or its clock was set from 2026-11-23 08:00:00 to 10:30:00")


async def test_a_catch_up_that_asks_waits_for_a_yes(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 * * * *", catch_up=CatchUp.ALL, catch_up_ask=True)
    clock.set(at("11:30"))
    await bench.turn()
    held = await bench.spark.making_up.held()
    assert [run.due_at for run in held] == [at("09:00"), at("10:00"), at("11:00")]
    await bench.spark.making_up.refuse(held[:1], "ana")
    await bench.spark.making_up.approve(held[1:])
    for _ in range(2):
        await bench.turn()
    assert [state for _, state, _ in await ledger(bench.spark, schedule)] == ["cancelled", "succeeded", "succeeded"]
    (refused,) = await bench.spark.runs.recent(state=RunState.CANCELLED)
    assert refused.reason == "not caught up: refused by ana"


async def test_what_is_caught_up_keeps_its_distance(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await keep("0 * * * *", catch_up=CatchUp.ALL, catch_up_spread=timedelta(minutes=20))
    clock.set(at("11:30"))
    await bench.turn()
    assert await bench.states() == ["succeeded", "queued", "queued"]
    assert [run.not_before for run in await bench.runs()] == [None, at("11:50"), at("12:10")]


async def test_a_backlog_is_told_before_it_is_decided(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 * * * *")
    clock.set(at("11:30"))
    (backlog,) = await bench.spark.making_up.backlog()
    assert (backlog.schedule, backlog.plan.start) == (schedule, (at("11:00"),))
    assert [span.count for span in backlog.plan.missed] == [2]
    assert await bench.runs() == []


async def test_a_backfill_runs_the_range_within_its_own_overlap_and_is_marked(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    schedule = await keep("0 * * * *", catch_up=CatchUp.NONE)
    clock.set(at("12:30"))
    await bench.turn()
    moments = await bench.spark.making_up.would_backfill(schedule, at("10:00"), at("12:00"))
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    made = await bench.spark.making_up.backfill(schedule, moments, RunRequest("ana", "again"), at_most=2)
    clock.set(at("13:00"))
    await bench.turn()
    states = [(run.due_at, run.cause, run.state) for run in await bench.runs()]
    assert states == [
        (at("10:00"), Cause.BACKFILL, RunState.RUNNING),
        (at("11:00"), Cause.BACKFILL, RunState.RUNNING),
        (at("12:00"), Cause.BACKFILL, RunState.QUEUED),
        (at("13:00"), Cause.SCHEDULE, RunState.RUNNING),
    ]
    marked = [e for e in await bench.spark.schedules.history(schedule) if e.batch]
    assert {(e.batch, e.asked_by) for e in marked} == {(made.id, "ana")}
    assert {job.input for job in source.jobs} == {"again", ""}
    assert len({job.key for job in source.jobs}) == 3
    gate.set()
    await bench.settle()
    await bench.turn()
    assert await bench.spark.making_up.would_backfill(schedule, at("09:00"), at("12:00")) == (at("09:00"),)


# ------------------------------------------------------------------ news


async def news(bench: Bench) -> list[str]:
    return [notice.text for notice in reversed(await bench.spark.notices.recent())]


async def test_a_bad_end_is_news_and_so_is_the_first_success_after_it(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    outcomes: list[Outcome] = [Failed("no disk"), Failed("no disk"), Done(), Done()]

    async def next_one(job: Job, emit: Emit) -> Outcome:
        return outcomes.pop(0)

    source.behaviour = next_one
    await keep("0 * * * *")
    for hour in ("09:00", "10:00", "11:00", "12:00"):
        clock.set(at(hour))
        await bench.turn()
    assert await news(bench) == ["report: failed: no disk", "report: failed: no disk", "report: succeeded again"]


async def test_a_failure_that_is_tried_again_is_no_news_yet(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("busy", Trouble.BUSY))
    await keep("0 9 * * *", retry=Retry(1, timedelta(minutes=1), jitter=0))
    clock.set(at("09:00"))
    await bench.turn()
    assert await news(bench) == []
    clock.forward(minutes=1)
    await bench.turn()
    assert await news(bench) == ["report: failed: busy"]


async def test_what_waits_and_what_was_missed_and_what_pauses_itself_is_news(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = answering(Failed("no"))
    await keep("0 * * * *", name="asks", catch_up_ask=True)
    await keep("0 * * * *", name="forgets", catch_up=CatchUp.NONE)
    await keep("30 12 * * *", name="fails", pause_after=1)
    clock.set(at("12:30"))
    await bench.turn()
    told = [text.partition(";")[0] for text in await news(bench)]
    assert sorted(told[:2]) + told[2:] == [
        "asks: its moment at 2026-11-23 12:00:00 UTC waits for your yes (spark schedule catch-up)",
        "forgets: 4 moments from 2026-11-23 09:00:00 UTC missed",
        "fails: failed: no",
        "fails: paused",
    ]


async def test_what_has_not_started_in_time_is_news_once(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    await bench.spark.limits.set(Limit(Scope.SOURCE, "fake", 0))
    await keep("0 9 * * *", late_after=timedelta(minutes=2))
    clock.set(at("09:00"))
    await bench.turn()
    assert await bench.engine.seat() == at("09:02")
    for _ in range(3):
        clock.forward(minutes=2)
        await bench.turn()
    assert await news(bench) == ["report: due at 2026-11-23 09:00:00 UTC, not started yet"]


class Looking(Ear):
    """Looks into the database, beside everybody, whenever it hears."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file, self.seen = file, list[int]()

    def hear(self) -> None:
        with closing(sqlite3.connect(self._file)) as beside:
            self.seen += beside.execute("SELECT count(*) FROM outbox").fetchone()


async def test_the_bell_rings_for_a_message_when_it_can_be_seen(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, store_url: str
) -> None:
    source.behaviour = holding(asyncio.Event())
    await bench.spark.limits.set(Limit(Scope.SOURCE, "fake", 0))
    late = replace(await keep("0 9 * * *", late_after=timedelta(minutes=2)), deliver=(Deliver("ops", (Event.LATE,)),))
    async with bench.spark.store.write() as tx:
        await tx.schedules.put(late)
    clock.set(at("09:00"))
    await bench.turn()
    ear = Looking(store_url.removeprefix("sqlite:///"))
    bench.spark.bell._ears[ear] = None
    clock.forward(minutes=3)
    await bench.engine.seat()
    assert ear.seen == [1]


async def test_a_check_hears_of_the_start_and_of_the_end_of_all_attempts(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    outcomes: list[Outcome] = [Failed("busy", Trouble.BUSY), Done()]

    async def next_one(job: Job, emit: Emit) -> Outcome:
        return outcomes.pop(0)

    source.behaviour = next_one
    schedule = await keep("0 9 * * *", retry=Retry(1, timedelta(minutes=1), jitter=0))
    async with bench.spark.store.write() as tx:
        await tx.schedules.put(replace(schedule, ping=SecretName("ping:s")))
    clock.set(at("09:00"))
    for _ in range(2):
        await bench.turn()
        clock.forward(minutes=1)
    assert bench.spark.pinger.heard == [("ping:s", "start"), ("ping:s", "succeeded")]  # type: ignore[attr-defined]


async def test_a_check_that_our_pings_do_not_reach_is_news_and_so_is_its_return(bench: Bench) -> None:
    telling = Telling(bench.spark, bench.boot)
    for wrong in ("the check of report at hc answers 500", ""):
        bench.spark.pinger.changes = {"the check of report": wrong}  # type: ignore[attr-defined]
        for _ in range(2):
            await telling.once()
    assert await news(bench) == [
        "pings do not arrive: the check of report at hc answers 500",
        "the check of report hears of Spark again",
    ]
