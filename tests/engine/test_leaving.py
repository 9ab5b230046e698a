"""An engine that is stopped, dies or cannot write: no result is lost, and nothing is done twice unasked."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import BootId
from spark_tui.domain.retry import Retry
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Interrupted
from spark_tui.domain.workflow import Workflow
from spark_tui.engine.lease import EngineLease, GuestLease
from spark_tui.service.ports import Abilities, Done, Emit, Failed, Job, Outcome
from spark_tui.service.runs import Runs
from tests.engine.bench import ELSEWHERE, Bench, Keep, busy, die_in_the_middle, holding
from tests.fakes import FakeClock, FakeSource


async def begun(bench: Bench, keep: Keep, clock: FakeClock, **policy: object) -> None:
    """A run of a schedule goes on."""
    await keep("0 9 * * *", **policy)
    clock.forward(hours=1)
    await bench.turn()
    assert await bench.states() == ["running"]


# ------------------------------------------------------------------ stopped in order


async def test_a_run_that_ends_while_the_engine_stops_keeps_its_result(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    await begun(bench, keep, clock)
    async with bench.spark.store.write():  # somebody else writes just now
        gate.set()
        await asyncio.sleep(0.02)
        stopping = asyncio.create_task(bench.engine.empty())
        await asyncio.sleep(0.02)
    await stopping
    assert [(run.state, run.result) for run in await bench.runs()] == [(RunState.SUCCEEDED, "done")]


async def test_a_run_that_was_claimed_as_the_engine_stopped_is_begun_by_the_next(
    bench: Bench, workflow: Workflow, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed, take = asyncio.Event(), Runs.take

    async def slow_to_answer(runs: Runs, *asked: Any) -> list[Run]:
        moved = await take(runs, *asked)
        claimed.set()
        await asyncio.sleep(0.01)
        return moved

    await bench.spark.runs.start(workflow)
    monkeypatch.setattr(Runs, "take", slow_to_answer)
    seating = asyncio.create_task(bench.engine.seat())
    await claimed.wait()
    seating.cancel()
    bench.engine.leave()
    await asyncio.gather(seating, return_exceptions=True)
    await bench.engine.empty()
    after = await bench.next()
    await after.engine.recover()
    await after.turn()
    assert (await after.states(), len(source.jobs)) == (["cancelled", "succeeded"], 1)


@pytest.mark.parametrize(
    ("interrupted", "states"), [(Interrupted.RETRY, ["lost", "queued"]), (Interrupted.GIVE_UP, ["cancelled"])]
)
async def test_a_stop_repeats_only_what_is_to_run_at_least_once(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, interrupted: Interrupted, states: list[str]
) -> None:
    source.behaviour = holding(asyncio.Event())
    await begun(bench, keep, clock, interrupted=interrupted)
    await bench.engine.empty()
    assert await bench.states() == states


# ------------------------------------------------------------------ a store that cannot be used


async def test_a_result_outlasts_a_store_that_is_busy_for_long(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    source.behaviour = holding(gate)
    await begun(bench, keep, clock)
    busy(bench.spark.store, monkeypatch, times=20)
    gate.set()
    await bench.settle()
    assert [(run.state, run.result) for run in await bench.runs()] == [(RunState.SUCCEEDED, "done")]


async def test_a_ref_is_kept_as_soon_as_the_store_can_be_used(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def remote(job: Job, emit: Emit) -> Outcome:
        busy(bench.spark.store, monkeypatch, times=3)
        await emit.ref("job-7")
        return Done()

    source.behaviour = remote
    await keep("0 9 * * *")
    clock.forward(hours=1)
    await bench.turn()
    assert [(run.state, run.ref) for run in await bench.runs()] == [(RunState.SUCCEEDED, "job-7")]


# ------------------------------------------------------------------ died


async def test_a_job_that_ended_while_nobody_looked_is_asked_before_it_is_out_of_time(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    async def ended_long_ago(job: Job, emit: Emit) -> Outcome:
        await asyncio.sleep(0.01)
        return Done("fine")

    source.abilities, source.behaviour = Abilities(reattach=True), ended_long_ago
    await die_in_the_middle(bench, keep, clock, timeout=timedelta(hours=1))
    clock.forward(hours=3)
    await bench.engine.recover()
    await bench.settle()
    assert [(run.state, run.result) for run in await bench.runs()] == [(RunState.SUCCEEDED, "fine")]


async def test_what_somebody_cancelled_is_not_repeated_after_a_death(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    await die_in_the_middle(bench, keep, clock, interrupted=Interrupted.RETRY)
    await bench.spark.runs.cancel((await bench.runs())[0], by="ana")
    await bench.engine.recover()
    assert [(run.state, run.reason) for run in await bench.runs()] == [
        (RunState.CANCELLED, "cancelled by ana; Spark died before it had ended")
    ]


async def test_what_somebody_cancelled_is_not_tried_again_when_it_fails(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()

    async def failing(job: Job, emit: Emit) -> Outcome:
        await gate.wait()
        return Failed("no")

    source.behaviour = failing
    await begun(bench, keep, clock, retry=Retry(count=3))
    await bench.spark.runs.cancel((await bench.runs())[0], by="ana")
    gate.set()
    await bench.settle()
    assert await bench.states() == ["failed"]


async def test_two_recoveries_at_once_take_a_run_up_once(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.abilities = Abilities(reattach=True)
    await die_in_the_middle(bench, keep, clock)
    await asyncio.gather(bench.engine.recover(), bench.engine.recover())
    await bench.settle()
    assert len(source.jobs) == 1


async def test_an_orphan_that_its_source_cannot_end_keeps_no_other_from_being_told(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(ref: str) -> bool:
        raise KeyError("job")

    monkeypatch.setattr(source, "cancel", breaks)
    await die_in_the_middle(bench, keep, clock)
    await bench.engine.recover()
    assert await bench.states() == ["lost"]


async def test_a_cancelled_run_whose_source_breaks_is_cancelled_in_doubt(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(ref: str) -> bool:
        raise KeyError("job")

    async def remote(job: Job, emit: Emit) -> Outcome:
        await emit.ref("job-7")
        await asyncio.Event().wait()
        return Done()

    source.behaviour = remote
    monkeypatch.setattr(source, "cancel", breaks)
    await begun(bench, keep, clock)
    await bench.spark.runs.cancel((await bench.runs())[0], by="ana")
    await bench.turn()
    (run,) = await bench.runs()
    assert (run.state, run.reason) == (
        RunState.CANCELLED,
        "cancelled by ana; it could not be ended at its source and may still go on there",
    )


# ------------------------------------------------------------------ guests


async def test_an_engine_leaves_the_run_of_a_guest_alone_until_that_is_gone(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    await bench.lease.give_back()
    guest = GuestLease(bench.spark.store, clock, BootId("dead"), ELSEWHERE, None)
    assert await guest.take()
    assert await bench.lease.take()
    await die_in_the_middle(bench, keep, clock)
    assert await guest.hold()
    await bench.engine.recover()
    assert await bench.states() == ["running"]
    clock.forward(seconds=31)
    await bench.engine.recover()
    assert await bench.states() == ["lost"]


async def test_a_guest_touches_no_run_but_its_own(
    bench: Bench, keep: Keep, clock: FakeClock, workflow: Workflow
) -> None:
    await die_in_the_middle(bench, keep, clock)
    mine, other = await bench.spark.runs.start(workflow), await bench.spark.runs.start(workflow)
    guest = bench.guest(mine)
    await guest.engine.recover()
    await guest.engine.seat()
    await guest.settle()
    states = {run.id: run.state for run in await bench.runs()}
    assert (states.pop(mine.id), states.pop(other.id), *states.values()) == ("succeeded", "queued", "running")


async def test_a_guest_is_not_let_in_while_there_is_an_engine(bench: Bench, clock: FakeClock) -> None:
    guest = GuestLease(bench.spark.store, clock, BootId("guest"), ELSEWHERE, None)
    assert not await guest.take()
    clock.forward(minutes=2)
    assert await guest.take()


# ------------------------------------------------------------------ stopped for too long, and awake again


async def test_no_line_is_written_of_a_run_that_is_not_ours_any_more(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate = asyncio.Event()

    async def speaking(job: Job, emit: Emit) -> Outcome:
        await gate.wait()
        emit.line("I still speak")
        return Done("done")

    source.behaviour = speaking
    await begun(bench, keep, clock)
    await bench.overtaken(clock)
    gate.set()
    await bench.settle()
    assert [line.text for line in await bench.spark.runs.lines()] == [
        "started fake/daily-report, 0.000 s after its moment"
    ]
    assert await bench.states() == ["running"]


async def test_a_job_whose_ref_cannot_be_kept_is_told_to_be_another_ones(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    gate, heard = asyncio.Event(), list[str]()

    async def at_the_gate(job: Job, emit: Emit) -> Outcome:
        await gate.wait()
        try:
            await emit.ref("job-7")
        except SparkError as wrong:
            heard.append(wrong.message)
        return Done()

    source.behaviour = at_the_gate
    await begun(bench, keep, clock)
    await bench.overtaken(clock)
    gate.set()
    await bench.settle()
    assert (heard, [run.ref for run in await bench.runs()]) == (["another engine took this run over"], [None])


async def test_what_was_claimed_before_is_not_begun_after(
    bench: Bench, workflow: Workflow, clock: FakeClock, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, overtaken = Runs.take, list[EngineLease]()

    async def stopped_after(runs: Runs, *asked: Any) -> list[Run]:
        moved = await take(runs, *asked)
        if not overtaken:
            overtaken.append(await bench.overtaken(clock))
        return moved

    await bench.spark.runs.start(workflow)
    monkeypatch.setattr(Runs, "take", stopped_after)
    await bench.engine.seat()
    await bench.settle()
    assert (source.jobs, await bench.states()) == ([], ["running"])


@pytest.mark.parametrize("cancelled", [False, True], ids=["timed out", "cancelled by somebody"])
async def test_no_job_is_ended_that_another_engine_follows(
    bench: Bench,
    keep: Keep,
    clock: FakeClock,
    source: FakeSource,
    cancelled: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def remote(job: Job, emit: Emit) -> Outcome:
        await emit.ref("job-7")
        await asyncio.Event().wait()
        return Done()

    source.behaviour, source.abilities = remote, Abilities(reattach=True)
    await begun(bench, keep, clock, timeout=timedelta(hours=1))
    await bench.overtaken(clock)
    if cancelled:
        await bench.spark.runs.cancel((await bench.runs())[0], by="ana")
        await bench.engine.seat()
    else:
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda time=loop.time: time() + 3601)
    await bench.settle()
    assert (source.cancelled, await bench.states()) == ([], ["running"])


async def test_it_recovers_nothing_and_ends_no_pause(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    schedule = await die_in_the_middle(bench, keep, clock)
    await bench.spark.schedules.pause(schedule)
    paused = await bench.spark.schedules.get(schedule.id)
    assert paused.pause is not None
    over = replace(paused, pause=replace(paused.pause, until=clock.now()))
    async with bench.spark.store.write() as tx:
        await tx.schedules.put(over)
    await bench.overtaken(clock)
    await bench.engine.recover()
    assert (source.cancelled, await bench.states()) == ([], ["running"])
    assert (await bench.spark.schedules.get(schedule.id)).pause is not None


async def test_a_guest_that_was_stopped_for_too_long_has_no_say_any_more(
    bench: Bench, keep: Keep, clock: FakeClock
) -> None:
    await bench.lease.give_back()
    guest = GuestLease(bench.spark.store, clock, BootId("dead"), ELSEWHERE, None)
    assert await guest.take()
    assert await bench.lease.take()
    await die_in_the_middle(bench, keep, clock)
    clock.forward(seconds=31)
    await bench.engine.recover()
    assert await bench.states() == ["lost"]
    assert not await guest.hold()
