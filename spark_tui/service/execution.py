"""Carrying out one run that is ours: from the claim to its end, whatever happens in between."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from spark_tui.domain.errors import SourceError, SparkError
from spark_tui.domain.ids import BootId, RunId
from spark_tui.domain.log import RESULT_LIMIT, Level
from spark_tui.domain.run import Happening, Move, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.service.lines import LineWriter
from spark_tui.service.ports import Clock, Done, Emit, Failed, Gone, Job, Outcome, Roster, SourceClient, Stopped, Store
from spark_tui.service.runs import Runs, retry_of

REASON_LIMIT = 500  # characters of the reason that a run ends with
STOP_WITHIN = 15.0  # seconds that a source gets to end a job


@dataclass(frozen=True, slots=True)
class Target:
    """What a run needs to be carried out."""

    workflow: Workflow
    client: SourceClient
    schedule: Schedule | None
    last_result: str


class Speaker:
    """The Emit that one running source is handed."""

    def __init__(self, run: Run, lines: LineWriter, store: Store) -> None:
        self._run, self._lines, self._store = run, lines, store

    def line(self, text: str, level: Level = Level.OUT) -> None:
        self._lines.write(self._run.id, text, level)

    async def room(self) -> None:
        await self._lines.room()

    async def ref(self, ref: str) -> None:
        async with self._store.write() as tx:
            await tx.runs.set_ref(self._run.id, ref)


class Execution:
    """How the engine carries out what it claimed."""

    def __init__(self, store: Store, clock: Clock, runs: Runs, roster: Roster, lines: LineWriter, zone: str) -> None:
        self._store, self._clock, self._runs = store, clock, runs
        self._roster, self._lines, self._zone = roster, lines, zone

    async def carry_out(self, run: Run, boot: BootId, stop: asyncio.Event) -> None:
        """Run it, or take it up again by its ref; `stop` is set when somebody wants it cancelled.

        Ends with the run moved to where it belongs. When this is cancelled itself (the engine
        ends), a run that can be taken up again stays as it is, another is marked cancelled.
        """
        target = await self._target(run)
        if isinstance(target, str):
            return await self._end(run, boot, Move(Happening.FAILED, self._clock.now(), target), None)
        try:
            move = await self._race(run, target, stop)
        except asyncio.CancelledError:
            await asyncio.shield(self._let_go(run, boot, target.client))
            raise
        return await self._end(run, boot, move, target.schedule)

    async def _target(self, run: Run) -> Target | str:
        async with self._store.read() as tx:
            workflow = await tx.workflows.get(run.workflow)
            source = await tx.sources.get(workflow.source) if workflow else None
            schedule = await tx.schedules.get(run.schedule) if run.schedule else None
            before = await tx.runs.recent(1, schedule=run.schedule, state=RunState.SUCCEEDED) if run.schedule else []
        if workflow is None or source is None:
            return f"{run.workflow_ref} is not known any more"
        try:
            client = self._roster.client(source)
        except SparkError as wrong:  # its kind is not installed any more, its secret cannot be read
            return wrong.message
        return Target(workflow, client, schedule, before[0].result if before else "")

    async def _race(self, run: Run, target: Target, stop: asyncio.Event) -> Move:
        """The source's answer, the timeout or the wish to cancel: whichever is first."""
        speaker = Speaker(run, self._lines, self._store)
        work = asyncio.ensure_future(_guarded(target.client, self._job(run, target), speaker))
        wish = asyncio.ensure_future(stop.wait())
        left = run.timeout_seconds - (self._clock.now() - (run.started_at or run.queued_at)).total_seconds()
        try:
            await asyncio.wait({work, wish}, timeout=max(left, 0.0), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return self._ended(work.result())
            ended = await self._end_job(run, target.client, work)
            return self._stopped_move(run, stopped=stop.is_set(), ended=ended)
        finally:
            await _drop(work, wish)

    def _job(self, run: Run, target: Target) -> Job:
        return Job(
            run=run.id,
            key=run.key,
            workflow=target.workflow.key,
            title=target.workflow.title,
            input=run.input,
            due_at=run.due_at,
            started_at=run.started_at or self._clock.now(),
            zone=target.schedule.zone if target.schedule else self._zone,
            attempt=run.attempt,
            ref=run.ref,
            last_result=target.last_result,
        )

    def _ended(self, outcome: Outcome) -> Move:
        now = self._clock.now()
        match outcome:
            case Done(result=result):
                return Move(Happening.SUCCEEDED, now, result=clip(clean(result), RESULT_LIMIT))
            case Failed(reason=reason, result=result):
                return Move(Happening.FAILED, now, one_line(reason, REASON_LIMIT), clip(clean(result), RESULT_LIMIT))
            case Stopped(reason=reason):
                return Move(Happening.CANCELLED, now, one_line(reason or "cancelled at the source", REASON_LIMIT))
            case Gone(reason=reason):
                return Move(Happening.LOST, now, one_line(reason or "the job can no longer be found", REASON_LIMIT))

    async def _end_job(self, run: Run, client: SourceClient, work: "asyncio.Future[Outcome]") -> bool:
        """End the job at its source. True when it has ended there, or never got there.

        Without a ref it may be on its way there just now: let go of it first, then look again.
        """
        ref = await self._ref_of(run.id)
        if ref is None:
            await _drop(work)
            ref = await self._ref_of(run.id)
        if ref is None:
            return True
        try:
            async with asyncio.timeout(STOP_WITHIN):
                return await client.cancel(ref)
        except (SourceError, TimeoutError):
            return False

    async def _ref_of(self, run: RunId) -> str | None:
        async with self._store.read() as tx:
            current = await tx.runs.get(run)
        return current.ref if current else None

    def _stopped_move(self, run: Run, *, stopped: bool, ended: bool) -> Move:
        doubt = "" if ended else "; it could not be ended at its source and may still go on there"
        if stopped:
            return Move(Happening.CANCELLED, self._clock.now(), f"cancelled{doubt}")
        limit = timedelta(seconds=run.timeout_seconds)
        return Move(Happening.TIMED_OUT, self._clock.now(), f"not done within {limit}{doubt}")

    async def _let_go(self, run: Run, boot: BootId, client: SourceClient) -> None:
        """The engine ends while this runs: what can be taken up again stays, the rest is told."""
        if client.abilities.reattach and await self._ref_of(run.id):
            return await self._lines.close_run(run.id)
        move = Move(Happening.CANCELLED, self._clock.now(), "Spark was stopped while it ran")
        return await self._end(run, boot, move, None)

    async def _end(self, run: Run, boot: BootId, move: Move, schedule: Schedule | None) -> None:
        await self._lines.close_run(run.id)
        again = None
        if schedule is not None and move.happening in (Happening.FAILED, Happening.TIMED_OUT):
            again = retry_of(run, schedule, move)
        await self._runs.move((run, move), boot=boot, then=[again] if again else [])


async def _guarded(client: SourceClient, job: Job, emit: Emit) -> Outcome:
    """Somebody else's code: whatever it raises becomes a readable failure."""
    try:
        return await client.run(job, emit)
    except SourceError as wrong:
        hint = f" ({wrong.hint})" if wrong.hint else ""
        return Failed(f"{wrong.message}{hint}", retryable=wrong.retryable)
    except Exception as wrong:  # noqa: BLE001 - the one place: around a source's code
        return Failed(f"the source broke: {type(wrong).__name__}: {one_line(str(wrong), 300)}")


async def _drop(*futures: "asyncio.Future[Any]") -> None:
    """Cancel and wait until they are over, whatever they end with."""
    for future in futures:
        future.cancel()
    await asyncio.gather(*futures, return_exceptions=True)
