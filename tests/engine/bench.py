"""An engine on a bench, turned by hand, and workflows that do what a test wants."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.domain.ids import BootId, RunId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.engine.engine import Engine, new_boot
from spark_tui.engine.house import Seats
from spark_tui.engine.lease import TERM, EngineLease
from spark_tui.service.ports import Done, Emit, Face, Holder, Job, Outcome, Store, Tx
from spark_tui.service.spark import Spark
from tests.fakes import FakeClock

Keep = Callable[..., "asyncio.Future[Schedule]"]
HERE, ELSEWHERE = Holder("test", 1, Face.DAEMON), Holder("elsewhere", 2, Face.DAEMON)


class Bench:
    """An engine with the lease in hand, turned by hand: one tick, one round of seating."""

    def __init__(self, spark: Spark, seats: Seats, *, boot: BootId | None = None, only: RunId | None = None) -> None:
        self.spark, self.boot = spark, boot or new_boot()
        self.lease = EngineLease(spark.store, spark.clock, self.boot, HERE, None)
        self.engine = Engine(spark, self.boot, seats, only=only)

    async def turn(self) -> None:
        """Tick, seat, and let those who sit come to their end if they can."""
        await self.engine.tick()
        await self.engine.seat()
        await self.settle()

    async def settle(self, rounds: int = 40) -> None:
        for _ in range(rounds):
            await asyncio.sleep(0.002)
            if not self.engine._house.seated:
                return

    async def next(self) -> "Bench":
        """The engine that comes after this one, which has ended or died."""
        await self.lease.give_back()
        after = Bench(self.spark, self.engine._house.seats)
        assert await after.lease.take()
        return after

    async def overtaken(self, clock: FakeClock) -> EngineLease:
        """Another engine has the lease: this one was silent for too long."""
        other = EngineLease(self.spark.store, clock, BootId("other"), ELSEWHERE, None)
        for _ in range(4):
            if await other.take():
                return other
            clock.forward(seconds=TERM)
        raise AssertionError("it cannot be had")

    def guest(self, run: Run) -> "Bench":
        """One for that run alone, under the lease of this engine."""
        return Bench(self.spark, self.engine._house.seats, boot=self.boot, only=run.id)

    async def runs(self) -> list[Run]:
        return sorted(await self.spark.runs.recent(500), key=lambda r: (r.due_at, r.attempt))

    async def states(self) -> list[str]:
        return [run.state.value for run in await self.runs()]


def holding(gate: asyncio.Event) -> Callable[[Job, Emit], "asyncio.Future[Outcome]"]:
    """A workflow that goes on until the gate opens."""

    async def run(job: Job, emit: Emit) -> Outcome:
        emit.line("working")
        await gate.wait()
        return Done("done")

    return run  # type: ignore[return-value]


def answering(outcome: Outcome) -> Callable[[Job, Emit], "asyncio.Future[Outcome]"]:
    async def run(job: Job, emit: Emit) -> Outcome:
        return outcome

    return run  # type: ignore[return-value]


async def ledger(spark: Spark, schedule: Schedule) -> list[tuple[str, str, int]]:
    """(due, state, count), the oldest first."""
    entries: list[Entry] = await spark.schedules.history(schedule)
    return [(f"{e.due_at:%H:%M}", e.state, e.count) for e in reversed(entries)]


async def die_in_the_middle(bench: Bench, keep: Keep, clock: FakeClock, **policy: object) -> Schedule:
    """A run that said its ref and was still going when its engine was no more."""
    schedule = await keep("0 9 * * *", **policy)
    clock.forward(hours=1)
    await bench.engine.tick()
    (run,) = await bench.runs()
    async with bench.spark.store.write() as tx:
        dead = replace(run, state=RunState.RUNNING, started_at=clock.now(), boot=BootId("dead"))
        assert await tx.runs.move(run, dead)
        await tx.runs.set_ref(run.id, "job-7")
    return schedule


def busy(store: Store, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """The next so many writes find the store in use by another program."""
    write, left = store.write, iter(range(times))

    def refused(*, durable: bool = True) -> AbstractAsyncContextManager[Tx]:
        if next(left, None) is not None:
            raise StoreError("the database is busy")
        return write(durable=durable)

    apply = store.apply

    async def also_refused(body: Any, *, durable: bool = True) -> Any:
        if next(left, None) is not None:
            raise StoreError("the database is busy")
        return await apply(body, durable=durable)

    monkeypatch.setattr(store, "write", refused)
    monkeypatch.setattr(store, "apply", also_refused)
