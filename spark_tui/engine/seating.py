"""Seating: queued runs are claimed while seats are free, and carried out."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from spark_tui.domain.errors import SparkError, StoreError
from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.run import Happening, Move, Run, RunState
from spark_tui.domain.schedule import Overlap
from spark_tui.domain.source import Source
from spark_tui.engine.house import Choice, House, Seated
from spark_tui.service.execution import Execution
from spark_tui.service.ports import Tx
from spark_tui.service.spark import Spark
from spark_tui.service.whole import whole

PAGE = 500  # queued runs that are looked at together
log = logging.getLogger("spark.engine")


class Seating:
    """Who waits gets a seat; with `only`, that one run and no other."""

    def __init__(self, spark: Spark, boot: BootId, house: House, execution: Execution, only: RunId | None) -> None:
        self._store, self._clock, self._bell = spark.store, spark.clock, spark.bell
        self._runs, self._roster = spark.runs, spark.roster
        self._boot, self._house, self._execution, self._only = boot, house, execution, only
        self._sources: dict[WorkflowId, Source] = {}

    async def seat(self) -> datetime | None:
        """Start queued runs while seats are free, pass on the wish to cancel; answers when to look again."""
        await self._pass_on_cancels()
        now = self._clock.now()
        if self._house.free > 0 and (chosen := await self._choose(now)):
            await whole(self._claim(chosen, now))
        async with self._store.read() as tx:
            return await tx.runs.next_retry(now)

    async def _claim(self, chosen: list[Run], now: datetime) -> None:
        """One step, not to be broken off: what is claimed sits down here, or nobody would carry it out."""
        claimed = Move(Happening.CLAIMED, now, boot=self._boot)
        for run in await self._runs.move(*((run, claimed) for run in chosen), boot=self._boot):
            self.sit(run)

    def sit(self, run: Run) -> None:
        """Carry out a run that is ours."""
        source = self._sources.get(run.workflow)
        stop = asyncio.Event()
        task = asyncio.create_task(self._carry_out(run, stop), name=f"run {run.id}")
        self._house.seated[run.id] = Seated(task, stop, source.id if source else None, run.schedule)

    async def _carry_out(self, run: Run, stop: asyncio.Event) -> None:
        try:
            await self._execution.carry_out(run, self._boot, stop)
        except StoreError as wrong:
            log.warning("run %s could not be written down: %s", run.id, wrong.message)
        except Exception:
            log.exception("run %s could not be carried out", run.id)
        finally:
            del self._house.seated[run.id]
            self._bell.ring()

    async def _pass_on_cancels(self) -> None:
        if not self._house.seated:
            return
        async with self._store.read() as tx:
            unwanted = {run.id for run in await tx.runs.active() if run.cancel_by}
        for run in unwanted & self._house.seated.keys():
            self._house.seated[run].stop.set()

    # ------------------------------------------------------------------ who is next

    async def _choose(self, now: datetime) -> list[Run]:
        """Page by page, so that a long queue of one source never hides the runs of another."""
        choice, last = self._house.choice(), None
        async with self._store.read() as tx:
            if self._only is not None:
                wanted = await tx.runs.get(self._only)
                await self._offer(tx, choice, [wanted] if wanted and wanted.state is RunState.QUEUED else [])
                return choice.chosen
            while choice.free > 0:
                page = await tx.runs.claimable(now, PAGE, after=last, without=self._full(choice))
                await self._offer(tx, choice, page)
                if len(page) < PAGE:
                    break
                last = page[-1]
        return choice.chosen

    async def _offer(self, tx: Tx, choice: Choice, queued: Sequence[Run]) -> None:
        sources = {w: await self.source(tx, w) for w in {run.workflow for run in queued}}
        limits = {source: self._limit(source) for source in sources.values()}
        alone = await _alone(tx, choice.contested(queued))
        for run in queued:
            source = sources[run.workflow]
            choice.offer(run, source.id if source else None, limits[source], alone=run.schedule in alone)

    def _full(self, choice: Choice) -> set[WorkflowId]:
        """The workflows, as far as they are known, of sources that bear no more."""
        busy = {source.id: source for source in self._sources.values() if choice.taken[source.id]}
        full = {id for id, source in busy.items() if choice.taken[id] >= self._limit(source)}  # noqa: A001
        return {workflow for workflow, source in self._sources.items() if source.id in full}

    def _limit(self, source: Source | None) -> int:
        """How many runs it bears at once. One that cannot be had gets its runs, which then fail and say why."""
        most = self._house.seats.per_source
        try:
            return min(self._roster.client(source).abilities.limit or most, most) if source else most
        except SparkError:
            return most

    async def source(self, tx: Tx, workflow: WorkflowId) -> Source | None:
        """Where a workflow lives."""
        if workflow not in self._sources:
            found = await tx.workflows.get(workflow)
            source = await tx.sources.get(found.source) if found else None
            if source is None:
                return None
            self._sources[workflow] = source
        return self._sources[workflow]


async def _alone(tx: Tx, contested: set[ScheduleId]) -> set[ScheduleId]:
    """Those of the contested schedules whose runs go one at a time."""
    found = [await tx.schedules.get(schedule) for schedule in contested]
    return {s.id for s in found if s is not None and s.policy.overlap is not Overlap.PARALLEL}
