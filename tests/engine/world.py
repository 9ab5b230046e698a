"""A world in which everything is real but time, the disk's thread and the servers.

Time is virtual: when nothing is left to do, it jumps to the next thing that somebody waits for. Nothing
runs beside the event loop and every choice comes from one seed, so that a world replays by its seed.
An engine here has all of its loops, and can be killed between any two transactions.
"""

import asyncio
import logging
import selectors
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import aiosqlite.core
import pytest

from agent.planner import plan
from spark_tui.domain import ids
from spark_tui.domain.errors import SourceError, StoreError
from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.engine.alarm import Alarm
from spark_tui.engine.house import Seats
from spark_tui.engine.lease import keep
from spark_tui.service.ports import (
    Abilities,
    Done,
    Emit,
    Failed,
    Gone,
    Job,
    Outcome,
    SourceClient,
    SourceKind,
    Stopped,
    Store,
    Tx,
)
from spark_tui.service.spark import Spark
from spark_tui.service.trying import first, persist
from spark_tui.store.sql import open_store
from spark_tui.system.words import words
from tests.engine.bench import Bench
from tests.fakes import START, FakeVault, a_spark

NEWS = 0.2  # seconds until another process has seen a commit
SEATS = Seats(total=5, per_source=3)

# ------------------------------------------------------------------ time


class _Jump(selectors.DefaultSelector):
    """Nobody is waited for: time jumps instead."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or not self.loop.jumping:
            return super().select(timeout)
        self.loop.elapsed += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on which an hour of waiting takes no time. `jumping` is off while real threads work."""

    def __init__(self) -> None:
        self.elapsed, self.jumping = 0.0, False
        selector = _Jump()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.elapsed


class VirtualClock:
    """The wall clock of that loop, which a person can set; no two looks at it are the same."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._set_by, self._looks = timedelta(0), 0
        self.latest = START

    def now(self) -> datetime:
        self._looks += 1
        now = START + self._set_by + timedelta(seconds=self._loop.time(), microseconds=self._looks)
        self.latest = max(self.latest, now)
        return now

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def jump(self, span: timedelta) -> None:
        self._set_by += span


class VirtualAlarm(Alarm):
    """Rings at set moments, as far as the wall clock is not set meanwhile."""

    def __init__(self, ring: Callable[[], None], clock: VirtualClock) -> None:
        self._ring, self._clock = ring, clock
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._set_for = {}

    def set(self, name: str, moment: datetime | None) -> None:
        if moment == self._set_for.get(name):
            return
        self._forget(name)
        if moment is not None:
            wait = max(0.0, (moment - self._clock.now()).total_seconds())
            self._set_for[name] = moment
            self._timers[name] = asyncio.get_running_loop().call_later(wait, self._ring_for, name)

    def stop(self) -> None:
        for name in [*self._timers]:
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._set_for.pop(name, None)
        if timer := self._timers.pop(name, None):
            timer.cancel()

    def _ring_for(self, name: str) -> None:
        self._forget(name)
        self._ring()


# ------------------------------------------------------------------ the disk


class _AtOnce:
    """What the thread of a SQLite connection would do later is done now."""

    daemon = True

    def start(self) -> None:
        return None

    def put_nowait(self, asked: tuple["asyncio.Future[Any] | None", Callable[[], Any]]) -> None:
        future, step = asked
        try:
            done = step()
        except Exception as wrong:
            if future is None:
                raise
            future.set_exception(wrong)
        else:
            if future is not None:
                future.set_result(done)


@contextmanager
def by_seed(seed: str) -> Iterator[None]:
    """Ids by the seed, and SQLite without threads."""
    chance, begin = Random(f"ids {seed}"), aiosqlite.core.Connection.__init__

    def made(self: aiosqlite.core.Connection, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        at_once = _AtOnce()
        self._tx, self._thread = at_once, at_once  # type: ignore[assignment]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.core.Connection, "__init__", made)
        patch.setattr(ids, "secrets", SimpleNamespace(token_hex=lambda size: chance.randbytes(size).hex()))
        yield


class Door:
    """One process's way to the store: it takes its time, refuses for a while, and closes when the process dies."""

    def __init__(self, world: "World", store: Store) -> None:
        self._world, self._store, self.where = world, store, store.where
        self.dead = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        await self._come_in()
        async with self._store.read() as tx:
            yield tx

    @asynccontextmanager
    async def write(self, *, durable: bool = True) -> AsyncIterator[Tx]:
        await self._come_in()
        async with self._store.write(durable=durable) as tx:
            yield tx
            if self._world.refuses("commit"):
                raise StoreError("the disk is full")
        self._world.committed()
        if self._world.refuses("answer"):
            raise StoreError("the connection broke")

    async def _come_in(self) -> None:
        await asyncio.sleep(self._world.chance.choice((0.0, 0.0, 0.001, 0.02)))
        if self.dead or self._world.refuses("look"):
            raise StoreError("the database is busy")

    async def changed(self) -> bool:
        return False  # the world rings

    async def close(self) -> None:
        self.dead = True


# ------------------------------------------------------------------ the servers

ABILITIES = {
    "plain": Abilities(),
    "kept": Abilities(reattach=True),
    "keyed": Abilities(repeatable=True),
    "small": Abilities(limit=1),
}
Work = tuple[float, Outcome | Exception]  # seconds, and what it comes to


class Servers:
    """All of them: what is begun there goes on whatever becomes of Spark."""

    def __init__(self, seed: str, trouble: float) -> None:
        self._seed, self._trouble = seed, trouble
        self._ends: dict[str, tuple[float, Outcome | Exception]] = {}
        self.begun: Counter[RunId] = Counter()  # effects
        self.keys: dict[str, set[RunId]] = defaultdict(set)

    def begin(self, job: Job, name: str, now: float) -> str:
        """The job's ref; where the server finds jobs by their key, that of the first one that has not gone wrong."""
        ref = f"{name}:{job.key}" if name == "keyed" else f"{name}:{job.run}:{self.begun[job.run]}"
        self.keys[job.key].add(job.run)
        going = self._ends.get(ref)
        if going is None or (going[0] <= now and not isinstance(going[1], Done)):
            self.begun[job.run] += 1
            takes, outcome = self._drawn(job)
            self._ends[ref] = (now + takes, outcome)
        return ref

    def _drawn(self, job: Job) -> Work:
        chance = Random(f"{self._seed} {job.key} {job.attempt}")
        takes = chance.choice((0.0, 0.1, 3.0, 20.0, 70.0, 400.0))
        if chance.random() > self._trouble:
            return takes, Done("well")
        trouble = chance.choice([*Trouble])
        bad: list[Outcome | Exception] = [
            Failed("no", trouble, wait=chance.choice((0.0, 0.0, 45.0))),
            SourceError("nobody answers", trouble=trouble),
            KeyError("job"),
            Stopped(),
            Gone(),
            Done("never"),
        ]
        outcome = chance.choice(bad)
        return (1e12 if outcome == Done("never") else takes), outcome

    async def end_of(self, ref: str, now: float) -> Outcome:
        """Waits for it, and says how it ended."""
        if ref not in self._ends:
            return Gone()
        ends, outcome = self._ends[ref]
        await asyncio.sleep(max(0.0, ends - now))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def cancel(self, ref: str, now: float) -> None:
        if ref in self._ends and self._ends[ref][0] > now:
            self._ends[ref] = (now, Stopped())


class Client:
    """One process's connection to one of them."""

    def __init__(self, world: "World", door: Door, source: Source) -> None:
        self._world, self._door, self._name = world, door, source.name
        self.abilities = ABILITIES[source.name]

    async def run(self, job: Job, emit: Emit) -> Outcome:
        if self._door.dead:
            raise SourceError("dead")
        servers, time = self._world.servers, asyncio.get_running_loop().time
        self._world.called(self._door, self._name, job)
        try:
            ref = job.ref or servers.begin(job, self._name, time())
            await asyncio.sleep(0.01)
            if self.abilities.reattach or self._name == "keyed":
                await emit.ref(ref)
            emit.line("working")
            return await servers.end_of(ref, time())
        finally:
            self._world.calls.pop((id(self._door), job.run), None)

    async def cancel(self, ref: str) -> bool:
        await asyncio.sleep(0.01)
        if not self._door.dead:
            self._world.servers.cancel(ref, asyncio.get_running_loop().time())
        return True

    async def check(self) -> Health:
        return Health(HealthState.UP)

    async def workflows(self) -> list[Offer]:
        return [Offer("key", "work")]

    async def close(self) -> None:
        return None


class Clients:
    """The connections of one process."""

    def __init__(self, world: "World", door: Door) -> None:
        self._world, self._door = world, door

    def kinds(self) -> dict[str, SourceKind]:
        return {}

    async def detect(self, url: str) -> str:
        return "fake"

    def client(self, source: Source) -> SourceClient:
        return Client(self._world, self._door, source)

    async def forget(self, source: SourceId) -> None:
        return None

    async def close(self) -> None:
        return None


# ------------------------------------------------------------------ processes


class Life:
    """One process with an engine: it waits for the lease, serves, and begins again when it lost it."""

    def __init__(self, world: "World", store: Store) -> None:
        self.world, self.door = world, Door(world, store)
        self.spark = world.spark_of(self.door)
        self.bench: Bench | None = None  # while it serves
        self._task = asyncio.ensure_future(persist(self._live, world.clock))

    async def _live(self) -> None:
        while True:
            bench = Bench(self.spark, SEATS)
            while not await bench.lease.take():
                await asyncio.sleep(0.5)
            self.bench = bench
            alarm = VirtualAlarm(self.spark.bell.ring, self.world.clock)
            try:
                await first(bench.engine.run(alarm), keep(bench.lease, self.world.clock))
            finally:
                self.bench = None
                alarm.stop()

    async def kill(self) -> None:
        """From now on it can do nothing more, and nothing of it is tidied up."""
        self.door.dead = True
        await self._end()

    async def leave(self) -> None:
        """In order, as at SIGTERM."""
        lease = self.bench.lease if self.bench else None
        await self._end()
        if lease is not None:
            with suppress(StoreError):
                await lease.give_back()
        self.door.dead = True

    async def _end(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


class World:
    """A store, servers, and whoever lives on them. `watch` is shown every commit and every call."""

    def __init__(self, seed: str, loop: VirtualLoop, store: Store, trouble: float) -> None:
        self.chance, self.clock, self.store = Random(f"world {seed}"), VirtualClock(loop), store
        self.servers = Servers(seed, trouble)
        self.lives: list[Life] = []
        self.person = self.spark_of(Door(self, store))
        self.calls: dict[tuple[int, RunId], str] = {}
        self.watch: Any = None
        self._refusing: tuple[str, float] = ("", 0.0)

    def spark_of(self, door: Door) -> Spark:
        return a_spark(door, self.clock, Clients(self, door), FakeVault(), plan, words, "UTC")

    def serve(self) -> None:
        """Another process begins."""
        self.lives.append(Life(self, self.store))

    def refuse(self, how: str, seconds: float) -> None:
        """The store fails at the first look, at the commit, or after it, for everybody."""
        self._refusing = (how, asyncio.get_running_loop().time() + seconds)

    def refuses(self, where: str) -> bool:
        how, until = self._refusing
        return where == how and asyncio.get_running_loop().time() < until

    def committed(self) -> None:
        """A transaction is over; where it changed something, that is looked at and told."""
        if not self.watch.changed():
            return
        self.watch.committed()
        loop = asyncio.get_running_loop()
        for life in self.lives:
            if not life.door.dead:
                loop.call_later(NEWS, life.spark.bell.ring)

    def called(self, door: Door, source: str, job: Job) -> None:
        self.calls[id(door), job.run] = source
        self.watch.called(door, source, job)


class _Faults(logging.Handler):
    """What the engine logs of faults that are its own."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        wrong = record.exc_info[1] if record.exc_info else ""
        self._hear(f"logged: {record.getMessage()}: {wrong!r}")


@contextmanager
def listening(hear: Callable[[str], None]) -> Iterator[None]:
    """Every fault that is logged is heard, and nothing else is kept of the log."""
    log, handler = logging.getLogger("spark.engine"), _Faults(hear)
    before = log.propagate, log.level
    log.propagate = False
    log.setLevel(logging.ERROR)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate, _ = before
        log.setLevel(before[1])


async def fresh(path: Path, template: Path) -> Store:
    """A new store in that file; the first one is kept as a template, for its tables take their time."""
    if not template.exists():
        opened = await open_store(f"sqlite:///{template}")
        await opened.close()
        with sqlite3.connect(template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    path.write_bytes(template.read_bytes())
    return await open_store(f"sqlite:///{path}")
