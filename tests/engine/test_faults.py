"""One thing that is broken stops nothing else."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from spark_tui.domain.delivery import Deliver
from spark_tui.domain.errors import NotFound, SourceError, StoreError
from spark_tui.domain.ids import BootId, SourceId, WorkflowId
from spark_tui.domain.outage import Absence, Outage
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import Overlap, Schedule
from spark_tui.domain.source import Secret, Source
from spark_tui.domain.timing import Interval, Timing
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Workflow
from spark_tui.engine import ticking
from spark_tui.engine.alarm import Alarm
from spark_tui.engine.seating import PAGE
from spark_tui.service.ports import Done, Failed, SourceClient
from spark_tui.service.spark import Spark
from tests.engine.bench import Bench, Keep, answering, busy, die_in_the_middle, holding, ledger
from tests.fakes import START, FakeClock, FakeCourier, FakeRoster, FakeSource


@pytest.fixture
async def elsewhere(spark: Spark, workflow: Workflow) -> Workflow:
    """A workflow of a second source, whose name is `elsewhere`."""
    (source,) = await spark.sources.all()
    second = replace(source, id=SourceId("elsewhere"), name="elsewhere", url="http://fake:2")
    theirs = replace(workflow, id=WorkflowId("theirs"), source=second.id, source_name=second.name)
    async with spark.store.write() as tx:
        await tx.sources.put(second)
        await tx.workflows.put(theirs)
    return theirs


# ------------------------------------------------------------------ sources


@pytest.mark.parametrize(
    "wrong",
    [
        NotFound("elsewhere is of the kind “plugflow”, which cannot be used here"),
        StoreError("secrets cannot be opened with secrets.key"),
        SourceError("the source elsewhere cannot be opened: KeyError: 'url'"),
    ],
)
async def test_a_source_that_cannot_be_had_fails_its_own_runs_and_says_why(
    bench: Bench,
    workflow: Workflow,
    elsewhere: Workflow,
    roster: FakeRoster,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Exception,
) -> None:
    def client(source: Source) -> SourceClient:
        if source.name == "elsewhere":
            raise wrong
        return roster.source

    monkeypatch.setattr(roster, "client", client)
    broken, well = await bench.spark.runs.start(elsewhere), await bench.spark.runs.start(workflow)
    await bench.turn()
    ended = {run.id: (run.state, run.reason) for run in await bench.runs()}
    assert ended == {broken.id: (RunState.FAILED, str(wrong)), well.id: (RunState.SUCCEEDED, "")}


async def test_a_dead_run_of_a_source_that_cannot_be_had_is_lost(
    bench: Bench, elsewhere: Workflow, roster: FakeRoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await bench.spark.runs.start(elsewhere)
    async with bench.spark.store.write() as tx:
        await tx.runs.move(run, replace(run, state=RunState.RUNNING, boot=BootId("dead"), started_at=START))

    def client(source: Source) -> SourceClient:
        raise NotFound("elsewhere is of a kind that cannot be used here")

    monkeypatch.setattr(roster, "client", client)
    await bench.engine.recover()
    assert await bench.states() == ["lost"]


async def test_a_source_that_answers_nonsense_fails_its_run(
    bench: Bench, workflow: Workflow, source: FakeSource
) -> None:
    async def nonsense(job: object, emit: object) -> None:
        return None

    source.behaviour = nonsense  # type: ignore[assignment]
    await bench.spark.runs.start(workflow)
    await bench.turn()
    assert [run.reason for run in await bench.runs()] == ["the source broke: it answered NoneType"]


async def test_a_long_queue_of_a_full_source_hides_no_run_of_another(
    bench: Bench, workflow: Workflow, elsewhere: Workflow, source: FakeSource, clock: FakeClock
) -> None:
    source.behaviour = holding(asyncio.Event())
    first = await bench.spark.runs.start(workflow)
    async with bench.spark.store.write() as tx:
        await tx.runs.add([replace(first, id=f"{number:016}") for number in range(PAGE + 20)])  # type: ignore[misc]
    clock.forward(seconds=1)
    theirs = await bench.spark.runs.start(elsewhere)
    await bench.engine.seat()
    assert (await bench.spark.runs.get(theirs.id)).state is RunState.RUNNING


# ------------------------------------------------------------------ schedules


def breaks(store_url: str, name: str) -> None:
    """A zone that was there when the schedule was made, and is no more."""
    with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as connection, connection:
        broken = "UPDATE schedules SET timing = replace(timing, '\"UTC\"', '\"US/Gone\"') WHERE name = ?"
        connection.execute(broken, [name])


async def test_a_schedule_that_cannot_be_read_stops_no_other(
    bench: Bench, keep: Keep, clock: FakeClock, store_url: str
) -> None:
    good, _ = await keep("0 9 * * *", name="good"), await keep("0 8 * * *", name="bad")
    breaks(store_url, "bad")
    clock.forward(hours=25)
    async with asyncio.timeout(60):
        assert await bench.engine.tick() == START.replace(hour=9) + timedelta(days=2)
    assert [(s.name, s.next_at) for s in await bench.spark.schedules.all()] == [
        ("good", good.next_at + timedelta(days=2))  # type: ignore[operator]
    ]


async def test_it_is_named_and_can_be_removed(bench: Bench, keep: Keep, store_url: str) -> None:
    await keep("0 8 * * *", name="bad")
    breaks(store_url, "bad")
    schedules = bench.spark.schedules
    with pytest.raises(StoreError, match=r"“bad” .* cannot be read.*US/Gone"):
        await schedules.get("bad")
    assert await schedules.free_name("bad") == "bad-2"
    await schedules.remove(await schedules.find("bad"))
    assert await schedules.unreadable() == []


async def test_the_log_tells_of_it_once(
    bench: Bench, keep: Keep, store_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await keep("0 8 * * *", name="bad")
    breaks(store_url, "bad")
    for _ in range(2):
        await bench.engine._tell_unreadable()
    assert [record.message for record in caplog.records if "“bad”" in record.message] == [
        (await bench.spark.schedules.unreadable())[0].reason
    ]


# ------------------------------------------------------------------ time


async def test_nobody_waits_for_a_long_plan(
    bench: Bench, keep: Keep, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planning a backlog holds neither the writer's place nor, from one schedule to the next, the loop."""
    held: list[tuple[bool, int]] = []
    turns, planned = Counter[str](), ticking.plan

    def watched(*given: object) -> object:
        held.append((bench.spark.store._turn.locked(), turns["of others"]))  # type: ignore[attr-defined]
        return planned(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(ticking, "plan", watched)
    for number in range(5):
        await keep("* * * * *", name=f"report-{number}")
    clock.forward(hours=17)
    others = asyncio.create_task(_count(turns))
    await bench.engine.tick()
    others.cancel()
    assert not any(locked for locked, _ in held)
    assert len({turn for _, turn in held}) == len(held) >= 5


async def _count(turns: Counter[str]) -> None:
    while True:
        turns["of others"] += 1
        await asyncio.sleep(0)


class Meanwhile(FakeClock):
    """Something happens while a plan is made."""

    happening: Callable[[], "asyncio.Future[Schedule]"] | None = None

    async def sleep(self, seconds: float) -> None:
        happening, self.happening = self.happening, None
        if happening is not None:
            await happening()


class TestMeanwhile:
    @pytest.fixture
    def clock(self) -> Meanwhile:
        return Meanwhile()

    async def test_what_was_changed_while_it_was_planned_is_planned_again(
        self, bench: Bench, keep: Keep, clock: Meanwhile
    ) -> None:
        schedule = await keep("0 9 * * *")
        clock.forward(hours=1)
        clock.happening = lambda: bench.spark.schedules.pause(schedule)  # type: ignore[assignment, return-value]
        await bench.engine.tick()
        assert await ledger(bench.spark, schedule) == [("09:00", "paused", 1)]


class Running(FakeClock):
    """Every look at it costs a millisecond."""

    def now(self) -> datetime:
        return self.forward(milliseconds=1)


class TestRunning:
    @pytest.fixture
    def clock(self) -> Running:
        return Running()

    async def test_a_retry_that_becomes_due_during_a_round_is_not_forgotten(
        self, bench: Bench, workflow: Workflow, clock: Running
    ) -> None:
        for before in range(12):
            run = await bench.spark.runs.start(workflow)
            due = clock._now + timedelta(milliseconds=before)
            async with bench.spark.store.write() as tx:
                await tx.runs.move(run, replace(run, not_before=due))
            again = await bench.engine.seat()
            assert again == due or (await bench.spark.runs.get(run.id)).state is not RunState.QUEUED
            clock.forward(seconds=1)
            await bench.turn()


async def test_an_engine_that_has_lost_its_lease_does_not_look_again_at_once(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.overtaken(clock)
    again = await bench.engine.tick()
    assert again is None or again > clock.now()


# ------------------------------------------------------------------ a store that is out of reach


EVERY_SECOND = Timing((Interval(timedelta(seconds=1), START),))


@pytest.mark.parametrize(
    ("tries", "costs", "named"),
    [
        pytest.param(3, 4.0, True, id="several tries"),
        pytest.param(3, 1.0, False, id="a short while"),
        pytest.param(1, 12.0, True, id="one long try"),
    ],
)
async def test_what_was_missed_while_the_store_was_out_of_reach_names_that(
    bench: Bench,
    keep: Keep,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    tries: int,
    costs: float,
    named: bool,
) -> None:
    schedule = await keep(EVERY_SECOND, name="often")
    clock.forward(seconds=1)
    busy(bench.spark.store, monkeypatch, times=tries)
    for _ in range(tries):
        with pytest.raises(StoreError):
            await bench.engine.tick()
        clock.forward(seconds=costs)
    await bench.engine.tick()
    told, *_ = [e for e in await bench.spark.schedules.history(schedule) if e.state == "superseded"]
    assert told.reason.startswith("Spark could not reach its store or was overloaded from") is named
    assert told.count == tries * costs


async def test_a_write_that_takes_long_is_an_outage_too(
    bench: Bench, keep: Keep, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = await keep(EVERY_SECOND, name="often")
    clock.forward(seconds=1)
    kept = bench.engine._ticking._keep

    async def slowly(*given: object) -> bool:
        clock.forward(seconds=9)
        monkeypatch.undo()
        return await kept(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(bench.engine._ticking, "_keep", slowly)
    await bench.engine.tick()
    told = [(e.state, e.count) for e in await bench.spark.schedules.history(schedule)]
    assert told == [("skipped", 1), ("superseded", 8), ("queued", 1)]
    assert [(o.since, o.why) for o in await outages(bench)] == [(START + timedelta(seconds=1), Absence.STUCK)]


async def test_an_engine_that_waits_for_hours_between_two_moments_was_not_away(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    await keep("0 9 * * *")
    for _ in range(3):
        await bench.engine.tick()
        clock.forward(seconds=29)
    assert await outages(bench) == []


async def outages(bench: Bench) -> list[Outage]:
    async with bench.spark.store.read() as tx:
        return await tx.outages.since(START)


# ------------------------------------------------------------------ a source that is down


async def test_a_source_that_is_down_for_an_hour_is_told_and_runs_again_by_itself(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    schedule = await keep("*/10 * * * *", retry=Retry(count=2, delay=timedelta(minutes=1)))
    source.behaviour = answering(Failed("http://fake:1 does not answer", Trouble.UNREACHABLE))
    for minute in range(1, 91):
        clock.forward(minutes=1)
        if minute == 60:
            source.behaviour = answering(Done("there again"))
        await bench.turn()
    entries = await bench.spark.schedules.history(schedule)
    moments = Counter((f"{e.due_at:%H:%M}", e.state) for e in entries)
    down = {(f"08:{minute}", "failed"): 3 for minute in (10, 20, 30, 40, 50)}
    assert moments == down | {(moment, "succeeded"): 1 for moment in ("09:00", "09:10", "09:20", "09:30")}
    assert {e.reason for e in entries if e.state == "failed"} == {"http://fake:1 does not answer"}


# ------------------------------------------------------------------ replaced before they began


async def test_a_queued_run_that_is_replaced_never_starts(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    for number in range(3):
        await keep("0 9 * * *", name=f"blocker-{number}")
    clock.forward(hours=1)
    await bench.turn()
    every_minute = Timing((Interval(timedelta(minutes=1), clock.now()),))
    replacing = await keep(every_minute, name="replacing", overlap=Overlap.REPLACE)
    for _ in range(3):
        clock.forward(minutes=1)
        await bench.turn()
    assert await ledger(bench.spark, replacing) == [
        ("09:01", "cancelled", 1),
        ("09:02", "cancelled", 1),
        ("09:03", "queued", 1),
    ]
    assert len(source.jobs) == 3


# ------------------------------------------------------------------ the engine as it runs by itself


class Quick(FakeClock):
    """Its sleeps are real and short; its wall goes only where a test moves it."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))


class Still(FakeClock):
    """Whoever waits for longer than a second waits for ever."""

    async def sleep(self, seconds: float) -> None:
        await (asyncio.sleep(min(seconds, 0.01)) if seconds <= 1 else asyncio.Event().wait())


class TestWhereNothingIsPolled:
    @pytest.fixture
    def clock(self) -> Still:
        return Still()

    async def test_a_message_goes_when_its_run_has_ended(
        self, bench: Bench, keep: Keep, clock: Still, source: FakeSource
    ) -> None:
        courier = bench.spark.destinations._courier
        assert isinstance(courier, FakeCourier)
        await bench.spark.destinations.add("ops", Secret("fake://hush"))
        schedule = replace(await keep("0 9 * * *"), deliver=(Deliver("ops"),))
        async with bench.spark.store.write() as tx:
            await tx.schedules.put(schedule)
        source.behaviour = answering(Failed("exit code 3"))
        running = asyncio.create_task(bench.engine.run(Alarm(bench.spark.bell.ring)))
        async with asyncio.timeout(60):
            with bench.spark.bell.ear() as ear:
                await bench.spark.runs.start_schedule(schedule)
                while not courier.carried:
                    await ear.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert [message.title for _, message in courier.carried] == ["report: failed"]


class TestByItself:
    @pytest.fixture
    def clock(self) -> Quick:
        return Quick()

    async def test_it_begins_when_the_store_can_be_used(
        self, bench: Bench, keep: Keep, clock: Quick, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await die_in_the_middle(bench, keep, clock)
        busy(bench.spark.store, monkeypatch, times=3)
        await self.until(bench, lambda states: states == ["lost"])

    async def test_a_loop_that_breaks_goes_on(
        self, bench: Bench, workflow: Workflow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = iter([KeyError("what"), KeyError("again")])
        seat = bench.engine._seating.seat

        async def breaks() -> datetime | None:
            if wrong := next(broken, None):
                raise wrong
            return await seat()

        monkeypatch.setattr(bench.engine._seating, "seat", breaks)
        await bench.spark.runs.start(workflow)
        await self.until(bench, lambda states: states == ["succeeded"])

    async def test_a_wall_clock_that_is_set_back_stops_no_beat(self, bench: Bench, clock: Quick) -> None:
        heard = 0
        running = asyncio.create_task(bench.engine.run(Alarm(bench.spark.bell.ring)))
        with bench.spark.bell.ear() as ear:
            for _ in range(3):
                clock.forward(hours=-1)
                heard += await ear.wait(60)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert heard == 3

    async def until(self, bench: Bench, true: Callable[[list[str]], bool]) -> None:
        running = asyncio.create_task(bench.engine.run(Alarm(bench.spark.bell.ring)))
        async with asyncio.timeout(60):
            with bench.spark.bell.ear() as ear:
                while not true(await bench.states()):
                    await ear.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
