"""Carrying out one run that is ours: from the claim to its end, whatever happens in between."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from spark_tui.domain.approval import ARGUMENTS_LIMIT, MOST_ASKS, TOOL_LIMIT, Approval, Ask
from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.given import Given
from spark_tui.domain.ids import BootId
from spark_tui.domain.log import RESULT_LIMIT, Level
from spark_tui.domain.queueing import attempt_after
from spark_tui.domain.run import Happening, Move, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.service.filling import filled
from spark_tui.service.foreign import end_at, run_at
from spark_tui.service.lines import LineWriter
from spark_tui.service.moving import Moves
from spark_tui.service.ports import (
    Asks,
    Clock,
    Done,
    Failed,
    Gone,
    Job,
    Outcome,
    Roster,
    SourceClient,
    Stopped,
    Store,
    Tx,
)
from spark_tui.service.runs import Runs, Step, interrupted, retry_of
from spark_tui.service.signal import Signal
from spark_tui.service.targets import Known, Target, Targets, is_ours, ours
from spark_tui.service.together import Together
from spark_tui.service.trying import persist

REASON_LIMIT = 500  # characters of the reason that a run ends with
APPROVAL = timedelta(days=1)  # that a run waits for a person's yes, where its deadline is not sooner
FRESH = timedelta(seconds=0.5)  # far less than a lease lasts
TO_ASK = 60.0  # seconds that a run gets at least when it is taken up again: it may have ended long ago


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ends, and the attempts that follow it."""

    move: Move
    then: Sequence[Run] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it went: the move that follows, and for a failure the seconds that the source wants to rest."""

    move: Move
    wait: float = 0.0


class Speaker:
    """The Emit that one running source is handed."""

    def __init__(
        self, run: Run, lines: LineWriter, clock: Clock, keep: Callable[[tuple[Run, str]], Awaitable[bool]]
    ) -> None:
        self._run, self._lines = run, lines
        self._clock, self._keep = clock, keep

    def line(self, text: str, level: Level = Level.OUT) -> None:
        self._lines.write(self._run.id, text, level)

    async def room(self) -> None:
        await self._lines.room()

    async def ref(self, ref: str) -> None:
        if not await persist(lambda: self._keep((self._run, ref)), self._clock):
            raise Conflict("another engine took this run over")


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
        self._roster, self._lines, self._zone = roster, lines, zone
        self._leaving, self._approval = leaving, approval
        self._targets = Targets(store, roster, clock)
        self._read_targets = Together(self._targets.read)
        self.moves = Moves(runs, lines, clock)
        self._refs, self._sent = Together(self._keep_refs), Together(self._keep_sent)

    async def carry_out(self, run: Run, boot: BootId, stop: Signal, known: Known | None = None) -> None:
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

    async def _ending(self, run: Run, stop: Signal, known: Known | None) -> Ending | None:
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

    def _is_fresh(self, run: Run, known: Known) -> bool:
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
        return given if await persist(lambda: self._sent((run, given)), self._clock, self._leaving) else None

    async def _race(self, run: Run, target: Target, stop: Signal) -> Verdict | None:
        """The source's answer, the timeout, the wish to cancel or the engine's end (None): whichever is first."""
        speaker = Speaker(run, self._lines, self._clock, self._refs)
        work = asyncio.ensure_future(run_at(target.client, self._job(run, target), speaker))
        either: set[asyncio.Future[Any]] = {work, stop.future, self._leaving.future}
        try:
            await asyncio.wait(either, timeout=self._time_left(run), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return self._ended(run, work.result())
            if (self._leaving.is_set() and not stop.is_set()) or not await self._is_ours(run):
                return None
            ended = await self._end_job(run, target.client, work)
            return Verdict(self._stopped_move(run, stopped=stop.is_set(), ended=ended))
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

    def _ended(self, run: Run, outcome: Outcome) -> Verdict:
        now = self._clock.now()
        match outcome:
            case Done(result=result, usage=usage):
                return Verdict(Move(Happening.SUCCEEDED, now, result=clip(clean(result), RESULT_LIMIT), usage=usage))
            case Failed(reason=reason, trouble=trouble, result=result, wait=wait, usage=usage):
                told, kept = one_line(reason, REASON_LIMIT), clip(clean(result), RESULT_LIMIT)
                return Verdict(Move(Happening.FAILED, now, told, kept, usage=usage, trouble=trouble), wait)
            case Asks():
                return Verdict(self._asked(run, outcome))
            case Stopped(reason=reason):
                return Verdict(
                    Move(Happening.CANCELLED, now, one_line(reason or "cancelled at the source", REASON_LIMIT))
                )
            case Gone(reason=reason):
                return Verdict(
                    Move(Happening.LOST, now, one_line(reason or "the job can no longer be found", REASON_LIMIT))
                )

    def _asked(self, run: Run, asks: Asks) -> Move:
        """It waits for a person from now on, and until its deadline at the longest."""
        now = self._clock.now()
        question = Approval(tuple(_cleaned(ask) for ask in asks.asks[:MOST_ASKS]), now, asks.token)
        until = now + self._approval if run.deadline_at is None else min(run.deadline_at, now + self._approval)
        words = one_line(f"it asks for a yes to {question}", REASON_LIMIT)
        return Move(Happening.ASKED, now, words, question=question, usage=asks.usage, until=until)

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

    def _stopped_move(self, run: Run, *, stopped: bool, ended: bool) -> Move:
        doubt = "" if ended else "; it could not be ended at its source and may still go on there"
        if stopped:
            return Move(Happening.CANCELLED, self._clock.now(), f"cancelled{doubt}")
        now, limit = self._clock.now(), timedelta(seconds=run.timeout_seconds)
        over = run.deadline_at is not None and now >= run.deadline_at
        told = "not done by its deadline" if over else f"not done within {limit}"
        return Move(Happening.TIMED_OUT, now, f"{told}{doubt}", trouble=Trouble.TIMEOUT)

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

    async def _keep_refs(self, refs: Sequence[tuple[Run, str]]) -> Sequence[bool]:
        return await self._store.apply(lambda tx: _keep_refs(tx, refs))

    async def _keep_sent(self, given: Sequence[tuple[Run, Given]]) -> Sequence[bool]:
        return await self._store.apply(lambda tx: _keep_sent(tx, given))


def _cleaned(ask: Ask) -> Ask:
    return Ask(one_line(ask.tool, TOOL_LIMIT) or "something", clean(ask.arguments)[:ARGUMENTS_LIMIT])


async def _keep_refs(tx: Tx, refs: Sequence[tuple[Run, str]]) -> list[bool]:
    """Whether each run was still ours."""
    known = await ours(tx, [run for run, _ in refs])
    for run, ref in refs:
        if run.id in known:
            await tx.runs.set_ref(run.id, ref)
    return [run.id in known for run, _ in refs]


async def _keep_sent(tx: Tx, given: Sequence[tuple[Run, Given]]) -> list[bool]:
    """Whether each run was still ours."""
    known = await ours(tx, [run for run, _ in given])
    for run, sent in given:
        if run.id in known:
            await tx.runs.set_sent(run.id, sent)
    return [run.id in known for run, _ in given]


def can_take_up(run: Run, client: SourceClient) -> bool:
    """Whether a run whose engine is gone goes on at its source, or is found there by its key."""
    return bool(run.ref and client.abilities.reattach) or client.abilities.repeatable


async def _drop(work: "asyncio.Future[Any]") -> None:
    """Cancel what is not over, and wait until it is, whatever it ends with."""
    if work.cancel():
        await asyncio.wait((work,))
    if not work.cancelled():
        work.exception()
