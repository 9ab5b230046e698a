"""A world in which everything is real but time, the disk's thread and the servers.

Time is virtual: when nothing is left to do, it jumps to the next thing that somebody waits for. Nothing
runs beside the event loop and every choice comes from one seed, so that a world replays by its seed.
An engine here has all of its loops, and can be killed between any two transactions.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any, TypeVar

from agent.planner import plan
from spark_tui.domain.errors import SourceError, StoreError
from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.workflow import Offer
from spark_tui.engine.house import Seats
from spark_tui.engine.lease import keep
from spark_tui.service.ports import Emit, Job, Outcome, SourceClient, SourceKind, Store, Tx
from spark_tui.service.spark import Spark
from spark_tui.service.trying import first, persist
from spark_tui.system.words import words
from tests.engine.bench import Bench
from tests.engine.servers import ABILITIES, Servers
from tests.engine.virtual import VirtualAlarm, VirtualClock, VirtualLoop
from tests.fakes import FakeVault, a_spark

NEWS = 0.2  # seconds until another process has seen a commit
ASK_AGAIN = 0.5  # seconds between two tries for a lease that somebody else has
SEATS = Seats(total=5, per_source=3)
T = TypeVar("T")


class Door:
    """One process's way to the store: it takes its time, refuses for a while, and closes when the process dies."""

    def __init__(self, world: "World", store: Store) -> None:
        self._world, self._store, self.where = world, store, store.where
        self.space, self.compact, self.copy_to, self.damages = store.space, store.compact, store.copy_to, store.damages
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
            self._commits()
        self._committed()

    async def look(self, body: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
        await self._come_in()
        return await self._store.look(body)

    async def apply(self, body: Callable[[Tx], Coroutine[Any, Any, T]], *, durable: bool = True) -> T:
        async def committed(tx: Tx) -> T:
            done = await body(tx)
            self._commits()
            return done

        await self._come_in()
        done = await self._store.apply(committed, durable=durable)
        self._committed()
        return done

    def _commits(self) -> None:
        if self._world.refuses("commit"):
            raise StoreError("the disk is full")

    def _committed(self) -> None:
        self._world.committed()
        if self._world.refuses("answer"):
            raise StoreError("the connection broke")

    async def _come_in(self) -> None:
        if self.dead:  # it draws no lot any more, in whatever order its tasks end
            raise StoreError("dead")
        await asyncio.sleep(self._world.chance.choice((0.0, 0.0, 0.001, 0.02)))
        if self.dead or self._world.refuses("look"):
            raise StoreError("the database is busy")

    async def shrink(self) -> bool:
        await self._come_in()
        return await self._store.shrink()

    async def changed(self) -> bool:
        return False  # the world rings

    async def close(self) -> None:
        self.dead = True


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
                await self.world.clock.sleep(ASK_AGAIN)
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
