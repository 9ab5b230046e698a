"""An engine keeps the store in order and small, and writes down what it mends."""

import asyncio
from datetime import timedelta

import pytest

from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import Interrupted
from spark_tui.engine.chores import Chores
from spark_tui.service.ports import Abilities, Repair
from spark_tui.service.spark import Spark
from tests.engine.bench import Bench, Keep, die_in_the_middle
from tests.fakes import FakeClock, FakeSource


async def repairs(spark: Spark) -> list[Repair]:
    async with spark.store.read() as tx:
        return await tx.repairs.recent(10)


async def lose_the_next_moment(spark: Spark) -> None:
    async with spark.store.write() as tx:
        await tx.schedules.advance([(s.id, None) for s in await tx.schedules.all()])


async def test_each_minute_what_is_broken_is_mended(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 9 * * *")
    await lose_the_next_moment(bench.spark)
    await bench.engine.recover()
    clock.forward(hours=1)
    await bench.turn()
    (run,) = await bench.runs()
    assert (run.due_at, run.state) == (schedule.next_at, RunState.SUCCEEDED)
    assert [repair.what for repair in await repairs(bench.spark)] == ["next moment"]


async def test_moments_that_passed_meanwhile_are_decided_too(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    schedule = await keep("0 9 * * *")
    await lose_the_next_moment(bench.spark)
    clock.forward(days=3, hours=2)
    await bench.engine.recover()
    await bench.turn()
    entries = await bench.spark.schedules.history(schedule)
    assert sum(entry.count for entry in entries) == 4


async def test_a_guest_mends_nothing(bench: Bench, keep: Keep) -> None:
    await keep("0 9 * * *")
    run = await bench.spark.runs.start((await bench.spark.sources.workflows())[0])
    await lose_the_next_moment(bench.spark)
    await bench.guest(run).engine.recover()
    assert await repairs(bench.spark) == []


@pytest.mark.parametrize(
    ("abilities", "policy", "told"),
    [
        (Abilities(reattach=True), {}, "it is taken up again"),
        (Abilities(), {}, "it is lost"),
        (Abilities(), {"interrupted": Interrupted.RETRY}, "it is lost, and is done again"),
    ],
    ids=["taken up", "lost", "done again"],
)
async def test_what_becomes_of_a_run_that_nobody_carries_out_is_written_down(
    bench: Bench,
    keep: Keep,
    clock: FakeClock,
    source: FakeSource,
    abilities: Abilities,
    policy: dict[str, object],
    told: str,
) -> None:
    source.abilities = abilities
    await die_in_the_middle(bench, keep, clock, **policy)
    await bench.engine.recover()
    (repair,) = await repairs(bench.spark)
    assert repair.what == "owner"
    assert repair.detail.endswith(f"of fake/daily-report was running, and nobody carried it out: {told}")


async def test_from_time_to_time_what_is_old_goes(bench: Bench, keep: Keep, clock: FakeClock) -> None:
    await keep("0 9 * * *")
    for _ in range(3):
        clock.forward(days=1)
        await bench.turn()
    clock.forward(days=365)
    chores = asyncio.create_task(Chores(bench.spark, bench.boot).tidying())
    for _ in range(30_000):
        await asyncio.sleep(0.002)
        if len(await bench.runs()) == 1:
            break
    chores.cancel()
    await asyncio.gather(chores, return_exceptions=True)
    (newest,) = await bench.runs()
    assert clock.now() - newest.due_at < timedelta(days=367)
    pruned = await bench.spark.retention.pruned(newest.schedule)
    assert pruned is not None
    assert pruned.runs == 2
