"""Carrying out one run that is ours: from the claim to its end, whatever happens in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from spark_tui.domain.attempts import interrupted, retry_of
from spark_tui.domain.errors import Invalid
from spark_tui.domain.given import Given
from spark_tui.domain.ids import BootId
from spark_tui.domain.queueing import attempt_after
from spark_tui.domain.run import Happening, Move, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.service.filling import filled
from spark_tui.service.foreign import end_at, run_at
from spark_tui.service.lines import LineWriter
from spark_tui.service.moving import Moves
from spark_tui.service.ports import Clock, Job, Outcome, Roster, SourceClient, Store
from spark_tui.service.runs import Runs, Step
from spark_tui.service.signal import Signal
from spark_tui.service.speaking import Speaker, Told
from spark_tui.service.targets import KnownRuns, Target, Targets, is_ours
from spark_tui.service.together import Together
from spark_tui.service.trying import persist
from spark_tui.service.verdicts import REASON_LIMIT, Verdict, outcome_of, stopped

APPROVAL = timedelta(days=1)  # that a run waits for a person's yes, where its deadline is not sooner
FRESH = timedelta(seconds=0.5)  # far less than a lease lasts
TO_ASK = 60.0  # seconds that a run gets at least when it is taken up again: it may have ended long ago


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ends, and the attempts that follow it."""

    move: Move
    then: Sequence[Run] = ()


class Execution:
    """How an engine carries out what it claimed. It sets `leaving` when it ends."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        runs: Runs,
        roster: Roster,
        lines: LineWriter,
        zone: str,
        leaving: Signal,
        approval: timedelta = APPROVAL,
    ) -> None:
        self._store, self._clock, self._runs = store, clock, runs
        self._lines, self._zone = lines, zone
        self._leaving, self._approval = leaving, approval
        self._targets = Targets(store, roster, clock)
        self._read_targets = Together(self._targets.read)
        self.moves = Moves(runs, lines, clock)
        self._told = Told(store)

    async def carry_out(self, run: Run, boot: BootId, stop: Signal, known: KnownRuns | None = None) -> None:
        """Run it, or take it up again by its ref; `stop` is set when somebody wants it cancelled.

        `known` is what was read with a run that was claimed just now; else it is read here.
        Ends with the run moved to where it belongs, however long the store cannot be used. When
        the engine leaves meanwhile, a run that can be taken up again stays as it is; and one that
        another engine took over, because we were stopped for too long, is left alone.
        """
        ending = await self._ending(run, stop, known)
        self._lines.last_words(run.id)
        if ending is None:
            await self._lines.flush()
        else:
            step = Step(run, ending.move, ending.then, boot)
            await persist(lambda: self.moves.take(step), self._clock, self._leaving)

    async def _ending(self, run: Run, stop: Signal, known: KnownRuns | None) -> Ending | None:
        """How it ended; None when the run stays as it is: the engine leaves, or it is not ours any more."""
        target = self._targets.of(run, known) if known and self._is_fresh(run, known) else await self._target(run)
        if target is None:
            return None
        if isinstance(target, str):
            return Ending(Move(Happening.FAILED, self._clock.now(), target))
        if self._leaving.is_set():
            return self._never_begun(await self._current(run))
        given = await self._given(run, target)
        if given is None or isinstance(given, Ending):
            return given
        verdict = await self._race(replace(run, sent=given), target, stop)
        if verdict is None:
            return await self._let_go(run, target)
        return Ending(verdict.move, await self._retries(run, target.schedule, verdict))

    def _is_fresh(self, run: Run, known: KnownRuns) -> bool:
        """Whether the claim was just now: whoever was stopped since then may have been taken over."""
        waited = timedelta(seconds=self._clock.monotonic() - known.at)
        return max(waited, self._clock.now() - (run.started_at or run.queued_at)) < FRESH

    async def _target(self, run: Run) -> Target | str | None:
        return await persist(lambda: self._read_targets(run), self._clock, self._leaving)

    async def _given(self, run: Run, target: Target) -> Given | Ending | None:
        """What its source is given; templates are filled once. None where the run is not ours any more."""
        if not run.template or run.sent is not None:
            return run.given
        zone, now = target.schedule.zone if target.schedule else self._zone, self._clock.now()
        try:
            given = await filled(run, target, now, zone)
        except Invalid as wrong:
            told = one_line(f"its template cannot be filled: {wrong.message}", REASON_LIMIT)
            return Ending(Move(Happening.FAILED, now, told, trouble=Trouble.REJECTED))
        return given if await persist(lambda: self._told.sent((run, given)), self._clock, self._leaving) else None

    async def _race(self, run: Run, target: Target, stop: Signal) -> Verdict | None:
        """The source's answer, the timeout, the wish to cancel or the engine's end (None): whichever is first."""
        speaker = Speaker(run, self._lines, self._clock, self._told.ref)
        work = asyncio.ensure_future(run_at(target.client, self._job(run, target), speaker))
        either: set[asyncio.Future[Any]] = {work, stop.future, self._leaving.future}
        try:
            await asyncio.wait(either, timeout=self._time_left(run), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return outcome_of(run, work.result(), self._clock.now(), self._approval)
            if (self._leaving.is_set() and not stop.is_set()) or not await self._is_ours(run):
                return None
            ended = await self._end_job(run, target.client, work)
            return Verdict(stopped(await self._current(run), self._clock.now(), wanted=stop.is_set(), ended=ended))
        finally:
            await _drop(work)

    def _time_left(self, run: Run) -> float:
        """Seconds until it is timed out."""
        now = self._clock.now()
        left = run.timeout_seconds - (now - (run.started_at or run.queued_at)).total_seconds()
        if run.deadline_at is not None:
            left = min(left, (run.deadline_at - now).total_seconds())
        return max(left, TO_ASK if run.ref else 0.0)

    def _job(self, run: Run, target: Target) -> Job:
        return Job(
            run=run.id,
            key=run.key,
            workflow=target.workflow.key,
            title=target.workflow.title,
            input=run.given.text,
            due_at=run.due_at,
            started_at=run.started_at or self._clock.now(),
            zone=target.schedule.zone if target.schedule else self._zone,
            attempt=run.attempt,
            ref=run.ref,
            last_result=target.last_result,
            schedule=run.schedule,
            remembers=target.remembers,
            question=run.question,
            answer=run.answer,
            values=run.given.values.of(),
        )

    async def _end_job(self, run: Run, client: SourceClient, work: "asyncio.Future[Outcome]") -> bool:
        """End the job at its source. True when it has ended there, or never got there as far as can be known.

        Without a ref it may be on its way there just now: let go of it first, then look again.
        """
        ref = (await self._current(run)).ref
        if ref is None:
            await _drop(work)
            ref = (await self._current(run)).ref
        if ref is None:
            return client.abilities.cancel
        return await end_at(client, ref)

    async def _current(self, run: Run) -> Run:
        """The run as it is in the store now: with the ref and the wish to cancel that came meanwhile."""
        return await persist(lambda: self._runs.get(run.id), self._clock, self._leaving)

    async def _is_ours(self, run: Run) -> bool:
        """Asked before a job is ended: whoever took the run over may follow that job just now."""

        async def ask() -> bool:
            async with self._store.read() as tx:
                return await is_ours(tx, run)

        return await persist(ask, self._clock, self._leaving)

    # ------------------------------------------------------------------ the engine leaves

    def _never_begun(self, run: Run) -> Ending | None:
        """Claimed, and the source has not heard of it: nothing was done, so it is done again whatever the policy."""
        if run.ref is not None:
            return None
        move = Move(Happening.CANCELLED, self._clock.now(), "Spark was stopped before it began")
        return Ending(move, [] if run.cancel_by else [attempt_after(run, move.at)])

    async def _let_go(self, run: Run, target: Target) -> Ending | None:
        """What can be taken up again stays; the rest has ended here, and is repeated if the schedule says so."""
        current, now = await self._current(run), self._clock.now()
        if can_take_up(current, target.client):
            return None
        if then := interrupted(current, target.schedule, now):
            return Ending(Move(Happening.LOST, now, "Spark was stopped while it ran"), then)
        return Ending(Move(Happening.CANCELLED, now, "Spark was stopped while it ran"))

    # ------------------------------------------------------------------ written down

    async def _retries(self, run: Run, schedule: Schedule | None, verdict: Verdict) -> list[Run]:
        """The attempt that follows a failure; none after one that somebody wanted cancelled.

        What was taken up again and could not be found had been interrupted.
        """
        if verdict.move.happening is Happening.LOST and run.ref is not None:
            return interrupted(await self._current(run), schedule, verdict.move.at)
        if schedule is None or verdict.move.happening not in (Happening.FAILED, Happening.TIMED_OUT):
            return []
        again = retry_of(run, schedule, verdict.move, verdict.wait)
        return [again] if again and not (await self._current(run)).cancel_by else []


def can_take_up(run: Run, client: SourceClient) -> bool:
    """Whether a run whose engine is gone goes on at its source, or is found there by its key."""
    return bool(run.ref and client.abilities.reattach) or client.abilities.repeatable


async def _drop(work: "asyncio.Future[Any]") -> None:
    """Cancel what is not over, and wait until it is, whatever it ends with."""
    if work.cancel():
        await asyncio.wait((work,))
    if not work.cancelled():
        work.exception()
