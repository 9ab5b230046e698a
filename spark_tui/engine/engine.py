"""The engine: it wakes, lets the domain decide, and has the service do it.

Two loops on one bell. One ticks: it plans what is due and writes it down. One seats: it starts
queued runs while seats are free. A full house queues and never delays a tick.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from spark_tui.domain.errors import SourceError, StoreError
from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId, WorkflowId, new_id
from spark_tui.domain.planning import ON_TIME, Plan, plan
from spark_tui.domain.run import Cause, Happening, Move, Run, RunState
from spark_tui.domain.schedule import Interrupted, Overlap, Schedule
from spark_tui.domain.source import Source
from spark_tui.engine.alarm import Alarm
from spark_tui.engine.house import House, Seated, Seats
from spark_tui.service.execution import Execution
from spark_tui.service.lines import LineWriter
from spark_tui.service.ports import Tx
from spark_tui.service.runs import attempt_after
from spark_tui.service.spark import Spark

AT_ONCE = 500  # schedules that one tick decides, runs that one round seats
SETTLE = 0.005  # seconds between two rounds of a loop, so that a burst of rings is one round
BREATH = 1.0  # seconds before a loop tries again when the store could not be used
GRACE = timedelta(seconds=60)  # between a claim and the moment it must be carried out here
MOST_ATTEMPTS = 10  # of a run that Spark's death interrupted: one that kills Spark cannot loop for ever
log = logging.getLogger("spark.engine")


class Engine:
    """The one engine of a store, while it has the lease. Belongs to one event loop.

    With `only` it carries out that one run and touches nothing else.
    """

    def __init__(self, spark: Spark, boot: BootId, seats: Seats, *, only: RunId | None = None) -> None:
        self._store, self._clock, self._bell = spark.store, spark.clock, spark.bell
        self._runs, self._schedules, self._roster = spark.runs, spark.schedules, spark.roster
        self._boot, self._only, self._house = boot, only, House(seats)
        self._sources: dict[WorkflowId, Source] = {}
        self._lines = LineWriter(self._store, self._clock, self._bell)
        zone = spark.assistant.zone
        self._execution = Execution(self._store, self._clock, self._runs, self._roster, self._lines, zone)

    # ------------------------------------------------------------------ its life

    async def run(self, alarm: Alarm) -> None:
        """Serve until cancelled; then end in order."""
        try:
            if self._only is None:
                await self.recover()
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._for_ever(self._write_lines))
                loops.create_task(self._for_ever(lambda: self._seating(alarm)))
                if self._only is None:
                    loops.create_task(self._for_ever(lambda: self._ticking(alarm)))
        finally:
            await asyncio.shield(self.empty())

    async def empty(self) -> None:
        """Let everybody go: local runs end, remote ones stay where they are and are taken up again."""
        tasks = [seated.task for seated in self._house.seated.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._lines.flush()

    async def _for_ever(self, loop: Callable[[], Awaitable[None]]) -> None:
        """A store that cannot be used for a while stops nobody for good."""
        while True:
            try:
                await loop()
            except StoreError as wrong:
                log.warning("%s; trying again in %.0f s", wrong.message, BREATH)
                await self._clock.sleep(BREATH)

    async def _write_lines(self) -> None:
        await self._lines.serve()

    async def _ticking(self, alarm: Alarm) -> None:
        with self._bell.ear() as ear:
            while True:
                alarm.set("tick", await self.tick())
                await self._clock.sleep(SETTLE)
                await ear.wait()

    async def _seating(self, alarm: Alarm) -> None:
        with self._bell.ear() as ear:
            while True:
                await self.seat()
                alarm.set("retry", await self._next_retry())
                await self._clock.sleep(SETTLE)
                await ear.wait()

    async def _next_retry(self) -> datetime | None:
        async with self._store.read() as tx:
            return await tx.runs.next_retry(self._clock.now())

    # ------------------------------------------------------------------ tick

    async def tick(self) -> datetime | None:
        """Decide every due moment; answers when to look again."""
        while True:
            async with self._store.read() as tx:
                next_at = await tx.schedules.next_at()
            if next_at is None or next_at > self._clock.now() or not await self._decide():
                return next_at

    async def _decide(self) -> bool:
        """One transaction: what is due is planned, queued and written down. False without the lease."""
        now = self._clock.now()
        async with self._store.write() as tx:
            if not await tx.lease.holds(self._boot):
                return False
            going = _by_schedule(await tx.runs.active())
            due = await tx.schedules.due(now, AT_ONCE)
            await self._obey(tx, [(s, plan(s, now, tuple(going[s.id]))) for s in due], now)
        self._bell.ring()
        return True

    async def _obey(self, tx: Tx, decided: list[tuple[Schedule, Plan]], now: datetime) -> None:
        await tx.runs.add([_scheduled(s, due_at, now) for s, p in decided for due_at in p.start])
        for schedule, decision in decided:
            if spans := (*decision.missed, *decision.skipped):
                await tx.ledger.note(schedule.id, spans)
            for run in decision.cancel:
                await tx.runs.ask_cancel(run, "the next one, which replaces it")
        await tx.schedules.advance([(s.id, p.next_at) for s, p in decided])

    # ------------------------------------------------------------------ seat

    async def seat(self) -> None:
        """Start queued runs while seats are free, and pass on the wish to cancel."""
        await self._pass_on_cancels()
        if self._house.free > 0 and (chosen := await self._choose()):
            claimed = Move(Happening.CLAIMED, self._clock.now(), boot=self._boot)
            for run in await self._runs.move(*((run, claimed) for run in chosen), boot=self._boot):
                self._sit(run)

    async def _choose(self) -> list[Run]:
        async with self._store.read() as tx:
            queued = await tx.runs.claimable(self._clock.now(), AT_ONCE)
            queued = [r for r in queued if self._only in (None, r.id)]
            places = {w: await self._place(tx, w) for w in {r.workflow for r in queued}}
            alone = await _alone(tx, self._house.contested(queued))
        return self._house.choose(queued, {w: p for w, p in places.items() if p}, alone)

    async def _place(self, tx: Tx, workflow: WorkflowId) -> tuple[SourceId, int] | None:
        """A workflow's source, and how many runs that bears at once."""
        source = await self._source(tx, workflow)
        if source is None:
            return None
        per_source = self._house.seats.per_source
        return source.id, min(self._roster.client(source).abilities.limit or per_source, per_source)

    async def _source(self, tx: Tx, workflow: WorkflowId) -> Source | None:
        if workflow not in self._sources:
            found = await tx.workflows.get(workflow)
            source = await tx.sources.get(found.source) if found else None
            if source is None:
                return None
            self._sources[workflow] = source
        return self._sources[workflow]

    def _sit(self, run: Run) -> None:
        source = self._sources.get(run.workflow)
        stop = asyncio.Event()
        task = asyncio.create_task(self._carry_out(run, stop), name=f"run {run.id}")
        self._house.seated[run.id] = Seated(task, stop, source.id if source else None, run.schedule)

    async def _carry_out(self, run: Run, stop: asyncio.Event) -> None:
        try:
            await self._execution.carry_out(run, self._boot, stop)
        except StoreError as wrong:
            log.warning("run %s could not be written down: %s", run.id, wrong.message)
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

    # ------------------------------------------------------------------ recover

    async def recover(self) -> None:
        """Running rows that nobody carries out: taken up again where that is possible, else told to be lost.

        Pauses that are over are taken away.
        """
        await self._schedules.end_pauses()
        async with self._store.read() as tx:
            running = [run for run in await tx.runs.active() if run.state is RunState.RUNNING]
        for run in running:
            if self._is_orphan(run):
                await self._recover(run)

    def _is_orphan(self, run: Run) -> bool:
        """Ours is one only if it has had time to sit down: a claim is written before it is carried out."""
        if run.boot != self._boot:
            return True
        claimed_for = self._clock.now() - (run.started_at or run.queued_at)
        return run.id not in self._house.seated and claimed_for > GRACE

    async def _recover(self, run: Run) -> None:
        async with self._store.read() as tx:
            source = await self._source(tx, run.workflow)
            schedule = await tx.schedules.get(run.schedule) if run.schedule else None
        if source is not None and self._can_take_up(run, source):
            return await self._take_up(run)
        if source is not None and run.ref:
            await self._end_orphan(source, run.ref)
        return await self._lose(run, schedule)

    def _can_take_up(self, run: Run, source: Source) -> bool:
        can = self._roster.client(source).abilities
        return bool(run.ref and can.reattach) or can.repeatable

    async def _take_up(self, run: Run) -> None:
        ours = replace(run, boot=self._boot)
        async with self._store.write() as tx:
            taken = await tx.lease.holds(self._boot) and await tx.runs.move(run, ours)
        if taken:
            self._lines.write(run.id, "Spark came back and took this run up again")
            self._sit(ours)

    async def _end_orphan(self, source: Source, ref: str) -> None:
        try:
            await self._roster.client(source).cancel(ref)
        except SourceError as wrong:
            log.warning("what is left of a lost run could not be ended: %s", wrong.message)

    async def _lose(self, run: Run, schedule: Schedule | None) -> None:
        lost = Move(Happening.LOST, self._clock.now(), "Spark died while it ran; how it ended is not known")
        again = schedule is not None and schedule.policy.interrupted is Interrupted.RETRY
        then = [attempt_after(run, lost.at)] if again and run.attempt < MOST_ATTEMPTS else []
        await self._runs.move((run, lost), boot=self._boot, then=then)


def new_boot() -> BootId:
    """A name for one life of one engine."""
    return BootId(new_id())


def _by_schedule(active: list[Run]) -> defaultdict[ScheduleId | None, list[RunId]]:
    going: defaultdict[ScheduleId | None, list[RunId]] = defaultdict(list)
    for run in active:
        going[run.schedule].append(run.id)
    return going


async def _alone(tx: Tx, contested: set[ScheduleId]) -> set[ScheduleId]:
    """Those of the contested schedules whose runs go one at a time."""
    found = [await tx.schedules.get(schedule) for schedule in contested]
    return {s.id for s in found if s is not None and s.policy.overlap is not Overlap.PARALLEL}


def _scheduled(schedule: Schedule, due_at: datetime, now: datetime) -> Run:
    return Run(
        id=RunId(new_id()),
        workflow=schedule.workflow,
        workflow_ref=schedule.workflow_ref,
        due_at=due_at,
        queued_at=now,
        cause=Cause.CATCH_UP if now - due_at > ON_TIME else Cause.SCHEDULE,
        schedule=schedule.id,
        schedule_name=schedule.name,
        input=schedule.input,
        timeout_seconds=schedule.policy.timeout.total_seconds(),
    )
