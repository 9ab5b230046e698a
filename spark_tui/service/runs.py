"""Runs: started by hand, looked at, cancelled, and moved through their life."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from spark_tui.domain.approval import NOTE_LIMIT, Answer
from spark_tui.domain.comparison import MOST_COMPARED, RunComparison, compare
from spark_tui.domain.errors import Ambiguous, Conflict, NotFound
from spark_tui.domain.ids import BootId, RunId, ScheduleId
from spark_tui.domain.inputs import Values
from spark_tui.domain.listing import Beat, Page, Place, RunQuery
from spark_tui.domain.log import Level, Line
from spark_tui.domain.planning import ON_TIME
from spark_tui.domain.queueing import RunRequest, lone_run, run_now
from spark_tui.domain.run import Cause, Happening, Move, Run, RunState, advance, cancelled_by
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import SecretName
from spark_tui.domain.story import Story
from spark_tui.domain.text import one_line
from spark_tui.domain.why import lasting
from spark_tui.domain.workflow import Workflow
from spark_tui.service.aftermath import Ping, aftermath
from spark_tui.service.bell import Bell
from spark_tui.service.ports import Clock, Lease, Pinger, Store, Tx
from spark_tui.service.story import story_of


@dataclass(frozen=True, slots=True)
class Step:
    """A run and what happens to it, the runs that follow then, and on behalf of which engine."""

    run: Run
    move: Move
    then: Sequence[Run] = ()
    boot: BootId | None = None


class Runs:
    """What one can ask about runs."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, pinger: Pinger | None = None) -> None:
        self._store, self._clock, self._bell, self._pinger = store, clock, bell, pinger

    # ------------------------------------------------------------------ asked by people

    async def start(
        self,
        workflow: Workflow,
        given: str = "",
        *,
        values: Values = Values(),
        template: bool = False,
        timeout_seconds: float = 3600.0,
        by: str = "",
    ) -> Run:
        """Queue a run by hand; an engine takes it up as soon as a seat is free."""
        asked = RunRequest(by, given, values, template)
        return await self._queue(lone_run(workflow, self._clock.now(), timeout_seconds, asked))

    async def start_schedule(
        self,
        schedule: Schedule,
        given: str | None = None,
        *,
        values: Values | None = None,
        template: bool | None = None,
        by: str = "",
    ) -> Run:
        """Run a schedule's workflow now, beside its due moments, with another input or other values than its own."""
        return await self._queue(run_now(schedule, self._clock.now(), RunRequest(by, given, values, template)))

    async def _queue(self, run: Run) -> Run:
        """Raises Invalid where its template is none."""
        if run.template:
            run.given.check()
        async with self._store.write() as tx:
            await tx.runs.add([run])
        self._bell.ring()
        return run

    async def get(self, wanted: str) -> Run:
        """The run of that id or unique beginning of an id. Raises NotFound, Ambiguous."""
        shown = one_line(wanted, 40)
        async with self._store.read() as tx:
            ids = await tx.runs.ids_like(wanted.strip().lower()) if wanted.isascii() else []
            if len(ids) > 1 and wanted not in ids:
                raise Ambiguous(f"“{shown}” fits several runs", hint="type more of the id: " + ", ".join(ids))
            run = await tx.runs.get(RunId(wanted) if wanted in ids else ids[0]) if ids else None
        if run is None:
            raise NotFound(f"there is no run “{shown}”", hint="see: spark run list")
        return run

    async def story(self, id: RunId) -> Story:  # noqa: A002
        """All that is known of one run. Raises NotFound."""
        found = await self._store.look(lambda tx: self._story(tx, id))
        if found is None:
            raise NotFound(f"run {id[:8]} is not there any more", hint="retention removes old ones: spark run list")
        return found

    async def _story(self, tx: Tx, id: RunId) -> Story | None:  # noqa: A002
        run = await tx.runs.get(id)
        return None if run is None else await story_of(tx, run, self._clock.now())

    async def compared(self, run: Run, good: Run) -> RunComparison:
        """A run beside a good one, both read whole; of their logs the last lines."""
        both = (run.id, good.id)
        async with self._store.read() as tx:
            run, good = await tx.runs.get(run.id) or run, await tx.runs.get(good.id) or good
            lines, good_lines = [await tx.lines.tail(MOST_COMPARED, run=which) for which in both]
        return await asyncio.to_thread(compare, run, good, lines, good_lines)

    async def again(self, run: Run, by: str = "") -> Run:
        """Run it anew with the same input, by hand: for its schedule, or alone where that is gone.

        Raises NotFound when its workflow is not known any more.
        """
        async with self._store.read() as tx:
            schedule = await tx.schedules.get(run.schedule) if run.schedule else None
            workflow = await tx.workflows.get(run.workflow)
        if workflow is None:
            raise NotFound(f"the workflow {run.workflow_ref} is not known any more", hint="see: spark source sync")
        if schedule is not None and schedule.workflow == run.workflow:
            return await self.start_schedule(schedule, run.input, values=run.values, template=run.template, by=by)
        return await self.start(
            workflow,
            run.input,
            values=run.values,
            template=run.template,
            timeout_seconds=run.timeout_seconds,
            by=by,
        )

    async def recent(
        self, limit: int = 50, *, schedule: ScheduleId | None = None, state: RunState | None = None
    ) -> list[Run]:
        """Newest first."""
        async with self._store.read() as tx:
            return await tx.runs.recent(limit, schedule=schedule, state=state)

    async def active(self) -> list[Run]:
        """Queued and running ones, the oldest first."""
        async with self._store.read() as tx:
            return await tx.runs.active()

    async def latest(self) -> dict[ScheduleId, Run]:
        """The newest run of each schedule."""
        async with self._store.read() as tx:
            return await tx.runs.latest()

    async def page(
        self, wanted: RunQuery, start: Place | None = None, *, newer: bool = False, limit: int = 100
    ) -> Page:
        """The next ones behind that place, older and older, or newer and newer: see the store's RunTable."""
        return await self._store.look(lambda tx: tx.runs.page(wanted, start, newer=newer, limit=limit))

    async def some(self, ids: Collection[RunId]) -> dict[RunId, Run]:
        """Those of them that are there; a long result from its beginning."""
        return await self._store.look(lambda tx: tx.runs.some(ids))

    async def strips(self, schedules: Collection[ScheduleId]) -> dict[ScheduleId, Sequence[Beat]]:
        """The last few runs of each of those schedules, the newest last."""
        return await self._store.look(lambda tx: tx.runs.strips(schedules))

    async def tally(self, since: datetime) -> dict[RunState, int]:
        """How many that were queued since then are in which state."""
        return await self._store.look(lambda tx: tx.runs.tally(since))

    async def cancel(self, run: Run, by: str = "") -> Run:
        """A queued run is cancelled at once; a running one is asked to stop by its engine.

        Raises Conflict when it is over already.
        """
        if run.state.over:
            raise Conflict(f"run {run.id[:8]} is over: {_it_ended(run)}", hint="only queued and running ones stop")
        if run.state is not RunState.RUNNING:
            move = Move(Happening.CANCELLED, self._clock.now(), f"{cancelled_by(by)} {_BEFORE[run.state]}")
            if moved := await self.move((run, move)):
                return moved[0]
        async with self._store.write() as tx:
            await tx.runs.ask_cancel(run.id, by or "somebody")
        self._bell.ring()
        return await self.get(run.id)

    async def answer(self, run: Run, answer: Answer) -> Run:
        """What a person says to what the run asks: it goes on as soon as a seat is free.

        Raises Conflict when it asks nothing, or somebody was first.
        """
        if run.state is not RunState.WAITING:
            told = _it_ended(run) if run.state.over else f"it is {run.state}"
            raise Conflict(f"run {run.id[:8]} asks nothing: {told}", hint="see: spark run list --state waiting")
        told_by = replace(answer, by=one_line(answer.by, 80), note=one_line(answer.note, NOTE_LIMIT))
        moved = await self.move((run, Move(Happening.ANSWERED, self._clock.now(), answer=told_by)))
        if not moved:
            raise Conflict(f"run {run.id[:8]} was answered by somebody else just now")
        return moved[0]

    # ------------------------------------------------------------------ lines

    async def lines(self, after: int = 0, *, run: RunId | None = None, limit: int = 500) -> list[Line]:
        """Lines with a greater sequence number, in order: keep the last one and nothing is missed."""
        async with self._store.read() as tx:
            return await tx.lines.after(after, run=run, limit=limit)

    async def tail(self, limit: int = 200, *, run: RunId | None = None) -> list[Line]:
        """The last lines, in order."""
        async with self._store.read() as tx:
            return await tx.lines.tail(limit, run=run)

    # ------------------------------------------------------------------ asked by the engine

    async def move(self, *changes: tuple[Run, Move], boot: BootId | None = None, then: Sequence[Run] = ()) -> list[Run]:
        """Advance runs as `take` does; `then` is what follows the first of them."""
        return await self.take([Step(run, move, () if at else then, boot) for at, (run, move) in enumerate(changes)])

    async def take(self, steps: Sequence[Step], lines: Sequence[Line] = ()) -> list[Run]:
        """Advance runs in one transaction and queue what follows them; answers those that moved.

        Compare-and-swap: where somebody was first, nothing happens to that run, and nothing for an
        engine that has lost the lease. Each run is there once. `lines` are what was said before, by
        runs of the same engine as the steps.
        """
        moved, pings = await self._store.apply(lambda tx: self._take(tx, steps, lines))
        self._bell.ring()
        for name, run in pings:
            self._ping(name, run)
        return moved

    def _ping(self, name: SecretName, run: Run) -> None:
        if self._pinger is not None:
            (self._pinger.ended if run.state.over else self._pinger.started)(name, run)

    async def _take(self, tx: Tx, steps: Sequence[Step], lines: Sequence[Line]) -> tuple[list[Run], list[Ping]]:
        alive = {boot for boot in {step.boot for step in steps} if boot is None or await tx.lease.holds(boot)}
        ours = [step for step in steps if step.boot in alive]
        if ours:
            await tx.lines.add(lines)
        moved = {run.id: run for run in await self.move_in(tx, *((step.run, step.move) for step in ours))}
        followed = [step for step in ours if step.run.id in moved and step.then]
        await tx.runs.add([run for step in followed for run in step.then])
        runs, tried_again = list(moved.values()), [moved[step.run.id] for step in followed]
        return runs, await aftermath(tx, runs, tried_again, self._clock.now())

    async def move_in(self, tx: Tx, *changes: tuple[Run, Move]) -> list[Run]:
        """The same inside a transaction that is open, and with nothing that follows."""
        advanced = [(run, advance(run, move), move.at) for run, move in changes]
        went = await tx.runs.swap([(before, after) for before, after, _ in advanced])
        moved = [(after, at) for _, after, at in advanced if after.id in went]
        await tx.lines.add([Line(run.id, at, Level.NOTE, _told(run)) for run, at in moved])
        return [run for run, _ in moved]

    async def engine(self) -> Lease | None:
        """Who runs the engine of this store now; None when nobody does."""
        async with self._store.read() as tx:
            lease = await tx.lease.get()
        return lease if lease is not None and lease.expires_at > self._clock.now() else None


_BEFORE = {
    RunState.HELD: "before it started",
    RunState.QUEUED: "before it started",
    RunState.WAITING: "while it waited for a person; at its source it stays paused",
}


def _ended(run: Run) -> str:
    return run.state.value.replace("_", " ")


def _it_ended(run: Run) -> str:
    """it failed, it was cancelled"""
    was = "was " if run.state in (RunState.CANCELLED, RunState.LOST) else ""
    return f"it {was}{_ended(run)}"


def _told(run: Run) -> str:
    """The line that a move leaves in the run's log."""
    if run.state is RunState.QUEUED:
        return str(run.answer) if run.answer else "a person said yes to it"
    if run.state is RunState.WAITING:
        return f"{run.reason} (spark run approve|refuse {run.id[:8]})"
    if run.state is RunState.RUNNING and run.answer is not None:
        return "it goes on with the answer"
    if run.state is RunState.RUNNING:
        late = run.started_at - run.due_at if run.started_at else timedelta()
        after = f"{late.total_seconds():.3f} s" if late < ON_TIME else lasting(late)
        told = "" if run.batch or run.cause is Cause.MANUAL else f", {after} after its moment"
        return f"started {run.workflow_ref}{told}" + (f"; it waited for {run.waited_for}" if run.waited_for else "")
    took = f" after {(run.ended_at - run.started_at).total_seconds():.1f} s" if run.started_at and run.ended_at else ""
    return f"{_ended(run)}{took}" + (f": {run.reason}" if run.reason else "")
