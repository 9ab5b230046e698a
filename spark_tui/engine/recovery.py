"""Recovery: running rows that nobody carries out are taken up again, or told to be lost."""

import asyncio
import logging
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta

from spark_tui.domain.attempts import interrupted
from spark_tui.domain.errors import SparkError, StoreError
from spark_tui.domain.ids import BootId, RunId
from spark_tui.domain.run import Happening, Move, Run, RunState, cancelled_by
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.engine.house import House
from spark_tui.engine.seating import Seating
from spark_tui.engine.waiting import source_of
from spark_tui.service.execution import can_take_up
from spark_tui.service.foreign import end_at
from spark_tui.service.lines import LineWriter
from spark_tui.service.ports import SourceClient
from spark_tui.service.spark import Spark
from spark_tui.service.whole import whole

OWNER = "owner"  # the invariant that recovery restores
GRACE = timedelta(seconds=60)  # between a claim and the moment it must be carried out here
log = logging.getLogger("spark.engine")


class Recovery:
    """What a dead engine left, or a step of ours that went wrong; with `only`, of that one run."""

    def __init__(
        self, spark: Spark, boot: BootId, house: House, seating: Seating, lines: LineWriter, only: RunId | None
    ) -> None:
        self._store, self._clock, self._runs, self._roster = spark.store, spark.clock, spark.runs, spark.roster
        self._boot, self._house, self._seating = boot, house, seating
        self._lines, self._only = lines, only
        self._one_at_a_time = asyncio.Lock()
        self._standing: dict[RunId, float] = {}  # runs of ours without a seat, and since when, on the clock nobody sets

    async def recover(self) -> None:
        """Every orphan gets its due. One that cannot be dealt with stops none of the others."""
        async with self._one_at_a_time:
            async with self._store.read() as tx:
                active = await tx.runs.active()
                alive = await tx.lease.boots(self._clock.now())
            self._look_who_stands(active)
            orphans = [run for run in active if self._only in (None, run.id) and self._is_orphan(run, alive)]
            if orphans and await self._may_take():
                for run in orphans:
                    await self._guarded(run)

    def _look_who_stands(self, active: Sequence[Run]) -> None:
        ours = {run.id for run in active if run.state is RunState.RUNNING and run.boot == self._boot}
        now = self._clock.monotonic()
        self._standing = {run: self._standing.get(run, now) for run in ours - self._house.seated.keys()}

    async def _may_take(self) -> bool:
        """Whether the lease is ours. A guest that has expired may be merely stopped: from now on it holds nothing."""
        async with self._store.write() as tx:
            if self._only is None:
                await tx.lease.show_out(self._clock.now())
            return await tx.lease.holds(self._boot)

    def _is_orphan(self, run: Run, alive: AbstractSet[BootId]) -> bool:
        """Ours is one only if it has had time to sit down: a claim is written before it is carried out.

        The wall clock may have been put back since the claim.
        """
        if run.state is not RunState.RUNNING or run.id in self._house.seated:
            return False
        if run.boot != self._boot:
            return run.boot not in alive
        stood = timedelta(seconds=self._clock.monotonic() - self._standing.get(run.id, self._clock.monotonic()))
        return max(stood, self._clock.now() - (run.started_at or run.queued_at)) > GRACE

    async def _guarded(self, run: Run) -> None:
        try:
            await self._recover(run)
        except StoreError:
            raise
        except Exception:
            log.exception("run %s, which nobody carries out, could not be dealt with", run.id)

    async def _recover(self, run: Run) -> None:
        async with self._store.read() as tx:
            if not await tx.lease.holds(self._boot):
                return
            source = await source_of(tx, run.workflow)
            schedule = await tx.schedules.get(run.schedule) if run.schedule else None
        client = self._client(source)
        if client is not None and can_take_up(run, client):
            await whole(self._take_up(run, source))
            return
        if client is not None and run.ref:
            await end_at(client, run.ref)
        await self._lose(run, schedule)

    def _client(self, source: Source | None) -> SourceClient | None:
        """None when it cannot be had: its kind is not installed any more, its secret cannot be read."""
        try:
            return self._roster.client(source) if source else None
        except SparkError as wrong:
            log.warning("%s", wrong.message)
            return None

    async def _take_up(self, run: Run, source: Source | None) -> None:
        ours = replace(run, boot=self._boot)
        async with self._store.write() as tx:
            taken = await tx.lease.holds(self._boot) and await tx.runs.move(run, ours)
            if taken:
                await tx.repairs.note(self._clock.now(), OWNER, f"{_named(run)}: it is taken up again")
        if taken:
            self._lines.write(run.id, "Spark came back and took this run up again")
            self._seating.sit(ours, source)

    async def _lose(self, run: Run, schedule: Schedule | None) -> None:
        then = interrupted(run, schedule, self._clock.now())
        if moved := await self._runs.move((run, self._lost(run)), boot=self._boot, then=then):
            again = ", and is done again" if then else ""
            async with self._store.write() as tx:
                await tx.repairs.note(self._clock.now(), OWNER, f"{_named(run)}: it is {moved[0].state}{again}")

    def _lost(self, run: Run) -> Move:
        now = self._clock.now()
        if run.cancel_by:
            return Move(Happening.CANCELLED, now, f"{cancelled_by(run.cancel_by)}; Spark died before it had ended")
        return Move(Happening.LOST, now, "Spark died while it ran; how it ended is not known")


def _named(run: Run) -> str:
    return f"run {run.id[:8]} of {run.workflow_ref} was running, and nobody carried it out"
