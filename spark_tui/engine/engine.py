"""The engine: it wakes, lets the domain decide, and has the service do it.

Two loops on one bell. One ticks: it plans what is due and writes it down. One seats: it starts
queued runs while seats are free. A full house queues and never delays a tick.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from spark_tui.domain.ids import BootId, RunId, ScheduleId, new_id
from spark_tui.engine.alarm import Alarm
from spark_tui.engine.chores import Chores
from spark_tui.engine.house import House, Seats
from spark_tui.engine.recovery import Recovery
from spark_tui.engine.seating import Seating
from spark_tui.engine.telling import Telling
from spark_tui.engine.ticking import Ticking
from spark_tui.service.execution import Execution
from spark_tui.service.lines import LineWriter
from spark_tui.service.signal import Signal
from spark_tui.service.spark import Spark
from spark_tui.service.trying import persist
from spark_tui.service.whole import whole
from spark_tui.service.zones import Zones

SETTLE = 0.005  # seconds between two rounds of a loop, so that a burst of rings is one round
REST = 1.0  # seconds between two looks for messages, which nobody waits for by the millisecond
LONGEST = 30.0  # seconds between two looks: a clock that was moved, a laptop that slept, is noticed soon
RECONCILE_EVERY = 60.0  # seconds
TELL_EVERY = 3600.0  # seconds: it reads all schedules, and only another Spark can write what this one cannot read
log = logging.getLogger("spark.engine")


class Engine:
    """The one engine of a store, while it has the lease. Belongs to one event loop.

    With `only` it is a guest: it carries out that one run and touches nothing else.
    """

    def __init__(self, spark: Spark, boot: BootId, seats: Seats, *, only: RunId | None = None) -> None:
        self._boot = boot
        self._store, self._clock, self._bell, self._only = spark.store, spark.clock, spark.bell, only
        self._house, self._leaving = House(seats), Signal()
        self._lines = LineWriter(spark.store, spark.clock, spark.bell, boot)
        execution = Execution(
            spark.store,
            spark.clock,
            spark.runs,
            spark.roster,
            self._lines,
            spark.assistant.zone,
            self._leaving,
            seats.approval,
        )
        self._seating = Seating(spark, boot, self._house, execution, only)
        self._recovery = Recovery(spark, boot, self._house, self._seating, self._lines, only)
        self._ticking, self._telling = Ticking(spark, boot), Telling(spark, boot)
        self._chores = Chores(spark, boot)
        self._schedules = spark.schedules
        self._zones, self._boot = Zones(spark.store, spark.clock, spark.bell), boot
        self._unreadable: dict[ScheduleId, str] = {}

    # ------------------------------------------------------------------ its life

    async def run(self, alarm: Alarm) -> None:
        """Serve until cancelled; then end in order."""
        try:
            await persist(self.recover, self._clock)
            async with asyncio.TaskGroup() as loops:
                for loop in self._loops(alarm):
                    loops.create_task(persist(loop, self._clock))
        finally:
            await whole(self.empty())

    def _loops(self, alarm: Alarm) -> list[Callable[[], Awaitable[None]]]:
        """What goes on side by side: none of them ends, and none stops another."""
        every_engine: list[Callable[[], Awaitable[None]]] = [
            self._leaving_when_cancelled,
            self._lines.serve,
            self._reconciling,
            self._beating,
            lambda: self._on_the_bell(self.seat, alarm, "retry"),
        ]
        if self._only:
            return every_engine
        alone = [
            self._auditing,
            self._telling.serve,
            lambda: self._on_the_bell(self._telling.deliver, alarm, "letters", REST),
            self._chores.tidying,
            self._chores.checking,
        ]
        return [*every_engine, *alone, lambda: self._on_the_bell(self.tick, alarm, "tick")]

    async def _leaving_when_cancelled(self) -> None:
        """What is being claimed just now is not begun any more."""
        try:
            await asyncio.Event().wait()
        finally:
            self.leave()

    def leave(self) -> None:
        """Begin nothing more, and let go of what goes on."""
        self._leaving.set()

    async def empty(self) -> None:
        """Let everybody go: local runs end, remote ones stay where they are and are taken up again."""
        self.leave()
        await asyncio.gather(*(seated.task for seated in self._house.seated.values()), return_exceptions=True)
        await self._lines.flush()

    async def _on_the_bell(
        self, look: Callable[[], Awaitable[datetime | None]], alarm: Alarm, name: str, rest: float = SETTLE
    ) -> None:
        with self._bell.ear() as ear:
            while True:
                alarm.set(name, await look())
                await self._clock.sleep(rest)
                await ear.wait()

    async def _beating(self) -> None:
        while True:
            await self._clock.sleep(LONGEST)
            self._bell.ring()

    async def _reconciling(self) -> None:
        while True:
            await self._clock.sleep(RECONCILE_EVERY)
            await self.recover()

    async def _auditing(self) -> None:
        while True:
            await self._tell_unreadable()
            await self._clock.sleep(TELL_EVERY)

    async def _tell_unreadable(self) -> None:
        """A schedule that cannot be read never runs: that is told once."""
        unreadable = await self._store.look(lambda tx: tx.schedules.unreadable())
        found = {schedule.id: schedule.reason for schedule in unreadable}
        for which, reason in found.items():
            if self._unreadable.get(which) != reason:
                log.error("%s", reason)
        self._unreadable = found

    # ------------------------------------------------------------------ one round of each

    async def tick(self) -> datetime | None:
        """Decide every due moment; answers when to look again."""
        return await self._ticking.tick()

    async def seat(self) -> datetime | None:
        """Start queued runs while seats are free, pass on the wish to cancel; answers when to look again."""
        return await self._seating.seat()

    async def recover(self) -> None:
        """Running rows that nobody carries out: taken up again where that is possible, else told to be lost.

        Pauses that are over are taken away; what new rules of a zone move is planned anew; what is not in
        order in the store is mended.
        """
        if self._only is None:
            await self._zones.look(self._boot)
            await self._schedules.end_pauses(self._boot)
        await self._recovery.recover()
        if self._only is None:
            await self._chores.reconcile()


def new_boot() -> BootId:
    """A name for one life of one engine."""
    return BootId(new_id())
