"""The drill: engines are started, killed at random instants, and started again; then everything is counted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from random import Random
from typing import TypeVar

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import SparkError
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.faces.door import Scratch
from spark_tui.faces.torture import stage
from spark_tui.faces.torture.engines import Engines, open_engines
from spark_tui.faces.torture.figures import Deaths, Figures, together
from spark_tui.faces.torture.judging import Account, Effect
from spark_tui.faces.torture.remote import Remote
from spark_tui.service.ports import Clock
from spark_tui.service.spark import Spark

WAITING = 2  # engines that wait beside the one that serves
ON_AVERAGE = 0.3  # seconds that an engine serves before it is killed
LONG_ONE, LONGEST = 0.15, 2.0  # how often it gets longer than that, and how long at most
LOOK = 0.02  # seconds between two looks at who serves
TO_SERVE = 120.0  # seconds within which one of them has to, on the slowest machine
TO_SETTLE = 60.0  # seconds without any change, after which what still goes on at the end never ends
ONE_THAT_WAITS, ALL_AT_ONCE = 0.1, 0.1  # how often it is one of those that wait, and how often all of them
ALL = 1_000_000  # entries of a ledger
Tell = Callable[[], None]
T = TypeVar("T")


async def drill(scratches: Sequence[Scratch], lives: int, seed: int, tell: Tell) -> Figures:
    """So many lives, each ended by kill -9, shared out among empty scratch stores; `tell` hears of each.

    Raises SparkError when no engine serves any more.
    """
    for scratch in scratches:  # one after the other: what makes the tables is not made for several at once
        stage.write_scripts(scratch.door.workflows_dir, scratch.folder / stage.RECEIVER)
        await (await scratch.door.open()).close()
    shares = [lives // len(scratches) + (place < lives % len(scratches)) for place in range(len(scratches))]
    async with asyncio.TaskGroup() as tasks:
        drills = [
            tasks.create_task(_drill(scratch, share, seed + place, tell))
            for place, (scratch, share) in enumerate(zip(scratches, shares, strict=True))
        ]
    return together([drill.result() for drill in drills])


async def _drill(scratch: Scratch, lives: int, seed: int, tell: Tell) -> Figures:
    """All that is done to one store."""
    remote = Remote(Random(seed))  # noqa: S311 - chance that can be repeated
    home, receiver = scratch.folder, scratch.folder / stage.RECEIVER
    spark = await scratch.door.open()
    began = spark.clock.monotonic()
    try:
        async with remote.serving() as url, open_engines(home, scratch.store) as engines:
            schedules = await stage.set_up(spark, url, stage.EVERY[scratch.kind])
            deaths = await _Lives(spark, engines, Random(seed)).live(lives, tell)  # noqa: S311
            settled_at = await _settle(spark, engines, schedules)
            ended = await engines.end()
        effects = [*await asyncio.to_thread(stage.effects_in, receiver), *remote.effects]
        return Figures(
            seed=seed,
            store=scratch.kind,
            deaths=deaths,
            accounts=await _accounts(spark, schedules, effects, settled_at),
            taken_up=remote.taken_up,
            damage=await asyncio.to_thread(scratch.damage),
            ended=ended,
            seconds=spark.clock.monotonic() - began,
        )
    finally:
        await spark.close()


class _Lives:
    """One after the other, each ended at a random instant."""

    def __init__(self, spark: Spark, engines: Engines, chance: Random) -> None:
        self._spark, self._engines, self._chance = spark, engines, chance
        self._deaths = Deaths()

    async def live(self, lives: int, tell: Tell) -> Deaths:
        died_at, somebody_waits = self._spark.clock.monotonic(), False
        while self._deaths.serving < lives:
            await self._engines.keep(1 + WAITING)
            serving = await serves(self._spark, self._engines)
            took = self._deaths.takeovers if somebody_waits else self._deaths.returns
            took.append(self._spark.clock.monotonic() - died_at)
            await self._spend_one_that_waits(serving)
            await asyncio.sleep(self._span())
            somebody_waits = self._chance.random() >= ALL_AT_ONCE
            victims = [serving] if somebody_waits else list(self._engines.pids)
            await self._kill(victims, serving)
            died_at = self._spark.clock.monotonic()
            tell()
        return self._deaths

    def _span(self) -> float:
        """Short ones hit it while it begins, long ones in the middle of its work."""
        if self._chance.random() < LONG_ONE:
            return self._chance.uniform(ON_AVERAGE, LONGEST)
        return min(self._chance.expovariate(1 / ON_AVERAGE), LONGEST)

    async def _spend_one_that_waits(self, serving: int) -> None:
        waiting = [pid for pid in self._engines.pids if pid != serving]
        if waiting and self._chance.random() < ONE_THAT_WAITS:
            await self._kill([self._chance.choice(waiting)], serving)

    async def _kill(self, victims: Sequence[int], serving: int) -> None:
        self._deaths.serving += serving in victims
        self._deaths.waiting += len(victims) - (serving in victims)
        await self._engines.kill(*victims)


async def serves(spark: Spark, engines: Engines) -> int:
    """The process of ours that is the engine, as soon as one is. Raises SparkError when none becomes it."""

    async def look() -> int | None:
        lease = await spark.runs.engine()
        return lease.holder.pid if lease and lease.holder.pid in engines.pids else None

    found = await _until(look, spark.clock, TO_SERVE)
    if found is None:
        raise SparkError(f"no engine began to serve within {TO_SERVE:.0f} s", hint="\n".join(engines.said()))
    return found


async def _until(look: Callable[[], Awaitable[T | None]], clock: Clock, seconds: float) -> T | None:
    """What it finds, when it finds something; None after so many seconds."""
    until = clock.monotonic() + seconds
    while clock.monotonic() < until:
        if (found := await look()) is not None:
            return found
        await clock.sleep(LOOK)
    return None


async def _settle(spark: Spark, engines: Engines, schedules: Sequence[Schedule]) -> datetime:
    """Nothing new begins from the answered moment on, and a last engine brings to an end what goes on, if it can."""
    await engines.keep(1)
    await serves(spark, engines)
    now = spark.clock.now()
    mine = {schedule.id for schedule in schedules}
    current = [schedule for schedule in await spark.schedules.all() if schedule.id in mine]
    await spark.schedules.edit([Edit(s, replace(s, pause=Pause(now, "the torture"))) for s in current])
    await _until_settled(spark, now)
    return now


async def _until_settled(spark: Spark, moment: datetime) -> None:
    """All that was due until then is decided, and nothing goes on any more; or nothing has changed for long."""
    left, changed_at = await _left(spark, moment), spark.clock.monotonic()
    while left and spark.clock.monotonic() - changed_at < TO_SETTLE:
        await spark.clock.sleep(LOOK)
        before, left = left, await _left(spark, moment)
        if left != before:
            changed_at = spark.clock.monotonic()


async def _left(spark: Spark, moment: datetime) -> set[str]:
    """Schedules that are behind, runs that go on."""
    behind = {str(s.id) for s in await spark.schedules.all() if s.next_at is not None and s.next_at <= moment}
    return behind | {str(run.id) for run in await spark.runs.active()}


async def _accounts(
    spark: Spark, schedules: Sequence[Schedule], effects: Sequence[Effect], settled_at: datetime
) -> list[Account]:
    now = {schedule.id: schedule for schedule in await spark.schedules.all()}
    return [
        Account(
            part.name,
            part.promise,
            _due(schedule, max(settled_at, now[schedule.id].next_at or settled_at)),
            tuple(await spark.schedules.history(schedule, ALL)),
            tuple(effect for effect in effects if effect.schedule == schedule.id),
        )
        for part, schedule in zip(stage.PARTS, schedules, strict=True)
    ]


def _due(schedule: Schedule, until: datetime) -> tuple[datetime, ...]:
    """Every moment before `until`, by the timing alone: whatever the store says of it."""
    assert schedule.next_at is not None
    later = takewhile(lambda moment: moment < until, schedule.timing.moments_after(schedule.next_at))
    return (schedule.next_at, *later)
