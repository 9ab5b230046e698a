"""What happens in a world: a list of events, drawn from a seed, each of which can be left out.

An event carries a seed of its own, so that the others stay as they are when one is taken away.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from spark_tui.domain.agreement import meaningful
from spark_tui.domain.change import Edit
from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId, new_id
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.queueing import RunRequest
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy, Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.timing import Cron, Interval, Once, Timing
from spark_tui.domain.trouble import TRANSIENT, Trouble
from spark_tui.domain.workflow import Workflow
from spark_tui.store.sql import open_store
from tests.engine.invariants import Invariants
from tests.engine.servers import ABILITIES
from tests.engine.virtual import VirtualLoop, by_seed, listening
from tests.engine.world import World
from tests.stores import fresh

TAGS = ("gpu", "cpu")
QUIET = 200.0  # seconds at the end: more than a recovery, a lease and a beat take


@dataclass(frozen=True)
class Event:
    """After so many seconds somebody does something; `pick` is the seed of how."""

    wait: float
    what: str
    pick: int

    def __str__(self) -> str:
        return f"Event({self.wait}, {self.what!r}, {self.pick})"


def drawn(seed: int, most: int = 40) -> list[Event]:
    """The events of that seed."""
    chance = Random(seed)
    begin = [Event(0.0, "make", chance.getrandbits(32)) for _ in range(chance.randint(1, 4))]
    acts = chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=chance.randint(8, most))
    waits = (0.0, 0.005, 0.3, 2.0, 11.0, 45.0)
    return begin + [Event(chance.choice(waits), what, chance.getrandbits(32)) for what in acts]


def told(seed: int, events: list[Event], folder: Path) -> tuple[list[str], list[str]]:
    """Live through them; answers what was broken, and the trace of all calls."""
    loop, file = VirtualLoop(), fresh(folder / f"world-{seed}.db")
    try:
        with by_seed(str(seed)), asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(_lived(seed, events, file, loop))
    finally:
        loop.close()
        for kept in folder.glob(f"{file.name}*"):
            kept.unlink()


def shrunk(seed: int, events: list[Event], folder: Path, tries: int = 60) -> list[Event]:
    """Fewer of them with which something is still broken: halves are left out, then quarters, down to single ones."""
    size = len(events) // 2
    while size and tries > 0:
        for start in range(0, len(events), size):
            fewer, tries = events[:start] + events[start + size :], tries - 1
            if told(seed, fewer, folder)[0]:
                events = fewer
                break
        else:
            size //= 2
    return events


async def _lived(seed: int, events: list[Event], file: Path, loop: VirtualLoop) -> tuple[list[str], list[str]]:
    store = await open_store(f"sqlite:///{file}")
    loop.jumping = True
    world = World(str(seed), loop, store, trouble=Random(seed).choice((0.0, 0.3, 0.6)))
    world.watch = watch = Invariants(world, file)
    try:
        with listening(watch.say):
            await _settled(world)
            for event in events:
                await asyncio.sleep(event.wait)
                with suppress(SparkError):
                    await ACTS[event.what](world, Random(event.pick))
                if watch.broken:
                    break
            else:
                await _to_rest(world)
                watch.at_the_end()
            for life in world.lives:
                await life.kill()
        return watch.broken, watch.trace
    finally:
        watch.close()
        await store.close()


async def _settled(world: World) -> None:
    """Servers and their workflows are known, and an engine serves."""
    async with world.store.write() as tx:
        for name in ABILITIES:
            await tx.sources.put(Source(SourceId(name), "fake", name, f"http://{name}"))
            await tx.workflows.put(Workflow(WorkflowId(name), SourceId(name), name, "key", "work"))
    world.serve()


async def _to_rest(world: World) -> None:
    """Nothing is broken any more, and an engine is there for a while."""
    world.refuse("", 0)
    if all(life.door.dead for life in world.lives):
        world.serve()
    async with world.store.write() as tx:
        for limit in await tx.limits.all():
            await tx.limits.remove(limit)
    world.committed()
    await asyncio.sleep(QUIET)


# ------------------------------------------------------------------ schedules


def timing_of(world: World, chance: Random) -> Timing:
    """Every few seconds to every day, in every form."""
    now = world.clock.now()
    every = Interval(timedelta(seconds=chance.choice((5, 12, 40, 300))), now + timedelta(seconds=chance.randint(0, 9)))
    return chance.choice(
        (
            Timing((every,)),
            Timing((Cron("* * * * *"),)),
            Timing((Cron("*/5 * * * *"), Cron("1 * * * *"))),
            Timing((Cron("0 9 * * *"), every)),
            Timing((Once(now + timedelta(seconds=chance.randint(1, 90))),)),
            Timing((every,), starts=now, count=chance.randint(1, 6)),
            Timing((every,), ends=now + timedelta(minutes=chance.randint(1, 9))),
        )
    )


def policy_of(chance: Random) -> Policy:
    def seconds(*of: float | None) -> timedelta | None:
        picked = chance.choice(of)
        return None if picked is None else timedelta(seconds=picked)

    retry = Retry(
        count=chance.choice((0, 0, 1, 3, 12)),
        delay=seconds(0, 1, 20) or timedelta(0),
        jitter=chance.random(),
        longest=timedelta(seconds=60),
        on=chance.choice((TRANSIENT, frozenset(Trouble), frozenset({Trouble.BUSY}))),
    )
    policy = Policy(
        overlap=chance.choice([*Overlap]),
        at_most=chance.randint(1, 4),
        catch_up=chance.choice([*CatchUp]),
        catch_up_within=seconds(0, 90, 86_400) or timedelta(0),
        catch_up_most=chance.randint(1, 6),
        catch_up_spread=seconds(0, 0, 15) or timedelta(0),
        catch_up_ask=chance.random() < 0.2,
        retry=retry,
        timeout=seconds(1, 30, 90) or timedelta(0),
        max_wait=seconds(None, None, 20),
        deadline=seconds(None, None, 60),
        interrupted=chance.choice([*Interrupted]),
        pause_after=chance.choice((0, 0, 2)),
    )
    return replace(meaningful(policy), timeout=min(policy.timeout, policy.deadline or policy.timeout))


async def _make(world: World, chance: Random) -> None:
    timing, name, now = timing_of(world, chance), chance.choice([*ABILITIES]), world.clock.now()
    made = Schedule(
        id=ScheduleId(new_id()),
        name=f"{name}-{new_id()[:4]}",
        workflow=WorkflowId(name),
        workflow_ref=f"{name}/work",
        timing=timing,
        zone="UTC",
        created_at=now,
        next_at=timing.next_after(now),
        policy=policy_of(chance),
        tags=tuple(tag for tag in TAGS if chance.random() < 0.3),
    )
    await world.person.schedules.edit([Edit(None, made)])


async def _one(world: World, chance: Random) -> Schedule:
    return chance.choice(await world.person.schedules.all() or [await _made_and_got(world, chance)])


async def _made_and_got(world: World, chance: Random) -> Schedule:
    await _make(world, chance)
    return (await world.person.schedules.all())[0]


async def _pause(world: World, chance: Random) -> None:
    await world.person.schedules.pause(await _one(world, chance), by="ana", note="holidays")


async def _pause_until(world: World, chance: Random) -> None:
    one, now = await _one(world, chance), world.clock.now()
    pause = Pause(now, "ana", until=now + timedelta(seconds=chance.choice((10, 60, 900))))
    await world.person.schedules.edit([Edit(one, replace(one, pause=pause))])


async def _resume(world: World, chance: Random) -> None:
    paused = [one for one in await world.person.schedules.all() if one.pause]
    if paused:
        await world.person.schedules.resume(chance.choice(paused))


async def _change_policy(world: World, chance: Random) -> None:
    one = await _one(world, chance)
    await world.person.schedules.edit([Edit(one, replace(one, policy=policy_of(chance)))])


async def _change_timing(world: World, chance: Random) -> None:
    one = await _one(world, chance)
    if world.clock.now() + timedelta(seconds=1) >= world.clock.latest:  # else moments that were decided come again
        await world.person.schedules.edit([Edit(one, replace(one, timing=timing_of(world, chance)))])


async def _remove(world: World, chance: Random) -> None:
    await world.person.schedules.remove(await _one(world, chance))


# ------------------------------------------------------------------ runs


async def _by_hand(world: World, chance: Random) -> None:
    await world.person.runs.start_schedule(await _one(world, chance), by="ana")


async def _backfill(world: World, chance: Random) -> None:
    one, now, making_up = await _one(world, chance), world.clock.now(), world.person.making_up
    first, again = now - timedelta(seconds=chance.choice((30, 200))), chance.random() < 0.5
    moments = await making_up.would_backfill(one, first, now, again=again)
    await making_up.backfill(one, moments, RunRequest("ana"), at_most=chance.randint(1, 3))


async def _cancel(world: World, chance: Random) -> None:
    if active := await world.person.runs.active():
        await world.person.runs.cancel(chance.choice(active), by="ana")


async def _answer_held(world: World, chance: Random) -> None:
    making_up = world.person.making_up
    for run in await making_up.held():
        if chance.random() < 0.5:
            await making_up.approve([run])
        else:
            await making_up.refuse([run], by="ana")


async def _limit(world: World, chance: Random) -> None:
    scope = chance.choice([*Scope])
    name = chance.choice(TAGS if scope is Scope.TAG else [*ABILITIES])
    async with world.person.store.write() as tx:
        await tx.limits.put(Limit(scope, name, chance.randint(0, 3)))


# ------------------------------------------------------------------ the world


async def _die(world: World, chance: Random) -> None:
    """Killed, and nobody there for a while."""
    for life in world.lives:
        await life.kill()
    world.lives.clear()
    await asyncio.sleep(chance.choice((0.0, 1.0, 40.0, 1_000.0, 7_200.0, 100_000.0)))
    world.serve()


async def _leave(world: World, chance: Random) -> None:
    for life in world.lives:
        await life.leave()
    world.lives.clear()
    await asyncio.sleep(chance.choice((0.0, 1.0, 300.0)))
    world.serve()


async def _standby(world: World, chance: Random) -> None:
    if len(world.lives) < 2:
        world.serve()


async def _set_clock(world: World, chance: Random) -> None:
    seconds = chance.choice((-7_200, -90, -5, 5, 90, 3_600, 86_400))
    world.watch.put_back |= seconds < 0
    world.clock.jump(timedelta(seconds=seconds))


async def _refuse(world: World, chance: Random) -> None:
    how, seconds = chance.choice(("look", "commit", "answer")), chance.choice((0.01, 0.5, 8.0, 75.0))
    world.refuse(how, min(seconds, 2.0) if how == "answer" else seconds)


ACTS: dict[str, Callable[[World, Random], Awaitable[None]]] = {
    "make": _make,
    "pause": _pause,
    "pause_until": _pause_until,
    "resume": _resume,
    "change_policy": _change_policy,
    "change_timing": _change_timing,
    "remove": _remove,
    "by_hand": _by_hand,
    "backfill": _backfill,
    "cancel": _cancel,
    "answer_held": _answer_held,
    "limit": _limit,
    "die": _die,
    "leave": _leave,
    "standby": _standby,
    "set_clock": _set_clock,
    "refuse": _refuse,
}
WEIGHTS = dict.fromkeys(ACTS, 2) | {"make": 1, "remove": 1, "die": 5, "cancel": 3, "set_clock": 1, "refuse": 3}
