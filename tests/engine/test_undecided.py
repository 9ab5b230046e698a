"""Moments that passed while no engine was there, when a person changes their schedule before one comes back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from spark_tui.domain.change import Edit
from spark_tui.domain.ids import RunId
from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import CatchUp, Overlap, Pause
from spark_tui.domain.timing import Cron, Timing
from spark_tui.service.ports import Failed
from tests.engine.bench import Bench, Keep, answering, holding, ledger
from tests.fakes import START, FakeClock, FakeSource

TOMORROW = START + timedelta(days=1)


@pytest.mark.parametrize("by", ["resume", "edit"])
async def test_what_fell_into_a_pause_is_not_made_up_for_when_it_is_resumed(
    bench: Bench, keep: Keep, clock: FakeClock, by: str
) -> None:
    schedule = await keep("0 * * * *")
    paused = await bench.spark.schedules.pause(schedule, by="ana")
    clock.forward(hours=3, minutes=5)
    if by == "resume":
        await bench.spark.schedules.resume(paused)
    else:
        await bench.spark.schedules.edit([Edit(paused, replace(paused, pause=None))])
    await bench.engine.recover()
    await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "paused", 3)]
    await bench.engine.recover()
    assert (await bench.spark.schedules.get("report")).pause is None


async def test_a_pause_that_ended_meanwhile_still_holds_its_moments(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 9 * * *")
    until = clock.now() + timedelta(hours=2)
    pause = Pause(clock.now(), "ana", until=until)
    await bench.spark.schedules.edit([Edit(schedule, replace(schedule, pause=pause))])
    clock.forward(hours=3)
    await bench.engine.recover()  # as an engine begins: before its first tick
    await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "paused", 1)]


async def test_where_nothing_is_undecided_the_pause_is_gone_at_once(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    paused = await bench.spark.schedules.pause(await keep("0 9 * * *"))
    assert (await bench.spark.schedules.resume(paused)).pause is None


async def test_what_was_due_by_the_timing_before_is_written_down(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 * * * *", catch_up=CatchUp.ALL)
    clock.forward(hours=3, minutes=5)
    changed = replace(schedule, timing=Timing((Cron("30 * * * *"),)))
    await bench.spark.schedules.edit([Edit(schedule, changed)])
    clock.forward(minutes=25)
    await bench.turn()
    assert await ledger(bench.spark, schedule) == [("09:00", "missed", 3), ("11:30", "succeeded", 1)]


async def test_the_runs_of_a_removed_schedule_still_wait_for_each_other(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    source.behaviour = holding(asyncio.Event())
    schedule = await keep("0 * * * *", overlap=Overlap.QUEUE_ALL)
    for _ in range(3):
        clock.forward(hours=1)
        await bench.engine.tick()
    await bench.spark.schedules.remove(schedule)
    await bench.engine.seat()
    assert await bench.states() == ["running", "queued", "queued"]


async def test_a_moment_that_is_still_tried_again_has_not_failed_yet(
    bench: Bench, keep: Keep, clock: FakeClock, source: FakeSource
) -> None:
    """Two moments side by side: one has failed for good, the other waits for its next attempt."""
    source.behaviour = answering(Failed("no"))
    schedule = await keep("0 * * * *", overlap=Overlap.PARALLEL, pause_after=2)
    clock.forward(hours=1)
    await bench.turn()
    (first,) = await bench.runs()
    assert first.state is RunState.FAILED
    again = replace(first, id=RunId("f" * 16), attempt=2, state=RunState.QUEUED, not_before=TOMORROW)
    async with bench.spark.store.write() as tx:
        await tx.runs.add([again])
    clock.forward(hours=1)
    await bench.turn()
    assert await bench.states() == ["failed", "queued", "failed"]
    assert (await bench.spark.schedules.get(schedule.name)).pause is None
