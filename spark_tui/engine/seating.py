"""Seating: queued runs are claimed while seats are free, and carried out."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from spark_tui.domain.errors import SparkError, StoreError
from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.notice import late
from spark_tui.domain.run import Happening, Move, Run, RunState
from spark_tui.domain.schedule import Overlap
from spark_tui.domain.source import Source
from spark_tui.engine.house import MANY, Bounds, Choice, House, Seated
from spark_tui.service.execution import Execution
from spark_tui.service.ports import Tx
from spark_tui.service.spark import Spark
from spark_tui.service.whole import whole

PAGE = 500  # queued runs that are looked at together
NOTICED = timedelta(seconds=1)  # a run that waited longer is told to have waited
MOST_KEPT_OUT = 20_000  # runs of which it is remembered what keeps them from a seat
log = logging.getLogger("spark.engine")


class Seating:
    """Who waits gets a seat; with `only`, that one run and no other."""

    def __init__(self, spark: Spark, boot: BootId, house: House, execution: Execution, only: RunId | None) -> None:
        self._store, self._clock, self._bell = spark.store, spark.clock, spark.bell
        self._runs, self._roster = spark.runs, spark.roster
        self._boot, self._house, self._execution, self._only = boot, house, execution, only
        self._sources: dict[WorkflowId, Source] = {}
        self._limits: dict[str, int] = {}  # of sources, by name
        self._kept_out: dict[RunId, str] = {}

    async def seat(self) -> datetime | None:
        """Start queued runs while seats are free, pass on the wish to cancel; answers when to look again."""
        await self._pass_on_cancels()
        now = self._clock.now()
        if self._only is None:
            await self._expire(now)
            await self._tell_late(now)
        if self._house.free > 0 and (chosen := await self._choose(now)):
            await whole(self._claim(chosen, now))
        async with self._store.read() as tx:
            return await tx.runs.next_change(now)

    async def _expire(self, now: datetime) -> None:
        """What has waited for a seat longer than it may never starts."""
        async with self._store.read() as tx:
            expired = await tx.runs.expired(now)
        if expired:
            moves = [(run, Move(Happening.EXPIRED, now, self._waited(run, now))) for run in expired]
            await self._runs.move(*moves, boot=self._boot)

    async def _tell_late(self, now: datetime) -> None:
        """What should have started and has not is news, once."""
        async with self._store.read() as tx:
            waiting = await tx.runs.late(now)
        if waiting:
            async with self._store.write() as tx:
                await tx.notices.add([late(run, now) for run in waiting])
                await tx.runs.told_late([run.id for run in waiting])

    def _waited(self, run: Run, now: datetime) -> str:
        cause = self._kept_out.pop(run.id, "a seat")
        over = run.deadline_at is not None and run.deadline_at <= now
        return f"not started {'by its deadline' if over else 'within its longest wait'}; it waited for {cause}"

    async def _claim(self, chosen: list[Run], now: datetime) -> None:
        """One step, not to be broken off: what is claimed sits down here, or nobody would carry it out."""
        claims = [(run, self._claimed(run, now)) for run in chosen]
        for run in await self._runs.move(*claims, boot=self._boot):
            self.sit(run)

    def _claimed(self, run: Run, now: datetime) -> Move:
        waited = now - (run.not_before or run.queued_at) > NOTICED
        seat = f"a seat: {self._house.seats.total} runs at once is the limit"
        cause = self._kept_out.pop(run.id, seat)
        return Move(Happening.CLAIMED, now, boot=self._boot, waited_for=cause if waited else "")

    def sit(self, run: Run) -> None:
        """Carry out a run that is ours."""
        source = self._sources.get(run.workflow)
        stop = asyncio.Event()
        task = asyncio.create_task(self._carry_out(run, stop), name=f"run {run.id}")
        self._house.seated[run.id] = Seated(task, stop, source.id if source else None, run.lane, run.tags)

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
            unwanted = await tx.runs.unwanted()
        for run in unwanted & self._house.seated.keys():
            self._house.seated[run].stop.set()

    # ------------------------------------------------------------------ who is next

    async def _choose(self, now: datetime) -> list[Run]:
        """Page by page, so that a long queue of one source never hides the runs of another."""
        last = None
        async with self._store.read() as tx:
            choice = await self._open_choice(tx)
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
        self._kept_out = (self._kept_out if len(self._kept_out) < MOST_KEPT_OUT else {}) | choice.kept_out
        return choice.chosen

    async def _open_choice(self, tx: Tx) -> Choice:
        limits = await tx.limits.all()
        self._limits = _named(limits, Scope.SOURCE)
        return self._house.choice(_named(limits, Scope.TAG))

    async def _offer(self, tx: Tx, choice: Choice, queued: Sequence[Run]) -> None:
        bounds = {w: self._bounds(await self.source(tx, w)) for w in {run.workflow for run in queued}}
        contested = choice.contested(queued)
        widths = await _widths(tx, [run for run in queued if run.lane in contested])
        for run in queued:
            choice.offer(run, bounds[run.workflow], widths.get(run.lane or "", MANY))

    def _full(self, choice: Choice) -> set[WorkflowId]:
        """The workflows, as far as they are known, of sources that bear no more."""
        busy = {source.id: source for source in self._sources.values() if choice.sources[source.id]}
        full = {id for id, source in busy.items() if choice.sources[id] >= self._limit(source)}  # noqa: A001
        return {workflow for workflow, source in self._sources.items() if source.id in full}

    def _bounds(self, source: Source | None) -> Bounds:
        if source is None:
            return Bounds(None, "", self._house.seats.per_source)
        return Bounds(source.id, source.name, self._limit(source))

    def _limit(self, source: Source) -> int:
        """How many runs it bears at once. One that cannot be had gets its runs, which then fail and say why."""
        most = self._limits.get(source.name.casefold(), self._house.seats.per_source)
        try:
            return min(self._roster.client(source).abilities.limit or most, most)
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


def _named(limits: Sequence[Limit], scope: Scope) -> dict[str, int]:
    return {limit.name.casefold(): limit.runs for limit in limits if limit.scope is scope}


async def _widths(tx: Tx, contesting: Sequence[Run]) -> dict[str, int]:
    """How many runs of each lane go on at once: as the schedule's overlap, or the backfill, says."""
    widths: dict[str, int] = {
        backfill.id: backfill.at_most
        for backfill in await tx.backfills.get({run.batch for run in contesting if run.batch})
    }
    for schedule in {run.schedule for run in contesting if run.schedule and not run.batch}:
        widths[schedule] = await _width(tx, schedule)
    return widths


async def _width(tx: Tx, schedule: ScheduleId) -> int:
    found = await tx.schedules.get(schedule)
    if found is None:
        return MANY
    return found.policy.at_most if found.policy.overlap is Overlap.PARALLEL else 1
