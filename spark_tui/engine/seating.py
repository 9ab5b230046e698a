"""Seating: queued runs are claimed while seats are free, and carried out."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from spark_tui.domain.delivery import Event, letters
from spark_tui.domain.errors import SparkError, StoreError
from spark_tui.domain.ids import BootId, RunId, WorkflowId
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.notice import late
from spark_tui.domain.run import Happening, Move, Run, unanswered
from spark_tui.domain.source import Source
from spark_tui.engine.house import Bounds, Choice, House, Seated
from spark_tui.engine.waiting import Page, Signs, Wanted, absences, look, page
from spark_tui.service.execution import Execution
from spark_tui.service.runs import Step
from spark_tui.service.signal import Signal
from spark_tui.service.spark import Spark
from spark_tui.service.targets import NOTHING, KnownRuns
from spark_tui.service.whole import whole

PAGE, FEW = 500, 10  # queued runs that are looked at together, at most and at least
NOTICED = timedelta(seconds=1)  # a run that waited longer is told to have waited
ALONE = 1  # at once in the lane of a schedule that was removed and whose runs still wait
MOST_KEPT_OUT = 20_000  # runs of which it is remembered what keeps them from a seat
AT_A_TURN = 10  # runs that begin in one turn of the event loop
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
        self._full_at: datetime | None = None  # when the house was seen to be full last

    async def seat(self) -> datetime | None:
        """Start queued runs while seats are free, pass on the wish to cancel; answers when to look again."""
        now = self._clock.now()
        seen, first = await self._look(now)
        if self._limits != (limits := _named(seen.limits, Scope.SOURCE)):
            self._limits, first = limits, None  # that page was read by other limits
        self._pass_on_cancels(seen.unwanted)
        if seen.expired and self._only is None:
            await self._expire(seen.expired, now)
        if seen.late and self._only is None:
            await self._tell_late(seen.late, now)
        if self._only is None:
            await self._end_waits(seen.waiting, now)
        self._house.waiting = Counter(run.lane for run in seen.waiting if run.lane)
        if self._house.free > 0:
            chosen, known = await self._choose(now, _named(seen.limits, Scope.TAG), first)
            if chosen:
                await whole(self._claim(chosen, known, now))
        return seen.next_change

    async def _look(self, now: datetime) -> tuple[Signs, Page | None]:
        if is_full := self._house.free <= 0:
            self._full_at = now
        wanted = None if is_full else self._wanted(self._house.choice(), None)
        return await self._store.look(lambda tx: look(tx, now, wanted))

    async def _expire(self, expired: Sequence[Run], now: datetime) -> None:
        """What has waited for a seat longer than it may never starts."""
        seen = await self._store.look(lambda tx: absences(tx, expired))
        moves = [(run, Move(Happening.EXPIRED, now, self._waited(run, now, seen.get(run.id, "")))) for run in expired]
        await self._runs.move(*moves, boot=self._boot)

    async def _end_waits(self, waiting: Sequence[Run], now: datetime) -> None:
        """What nobody has answered in time does not go on."""
        over = [run for run in waiting if run.expires_at is not None and run.expires_at <= now]
        if over:
            await self._runs.move(
                *((run, Move(Happening.TIMED_OUT, now, unanswered(run, now))) for run in over), boot=self._boot
            )

    async def _tell_late(self, waiting: Sequence[Run], now: datetime) -> None:
        """What should have started and has not is news, once."""
        async with self._store.write() as tx:
            if await tx.lease.holds(self._boot):
                found = await tx.schedules.some({run.schedule for run in waiting if run.schedule})
                zones = {run.id: found[run.schedule].zone for run in waiting if run.schedule in found}
                await tx.notices.add([late(run, now, zones.get(run.id, "UTC")) for run in waiting])
                rules = [(run, found[run.schedule].deliver) for run in waiting if run.schedule in found]
                told = [letter for run, to in rules for letter in letters(run, frozenset({Event.LATE}), to, now)]
                await tx.outbox.add(told)
                await tx.runs.told_late([run.id for run in waiting])
        self._bell.ring()  # not before it can be seen: whoever looked in vain would wait for another ring

    def _waited(self, run: Run, now: datetime, absence: str) -> str:
        kept_out = self._kept_out.pop(run.id, "")
        over = run.deadline_at is not None and run.deadline_at <= now
        why = absence if absence and not kept_out else f"it waited for {kept_out or 'a seat'}"
        return f"not started {'by its deadline' if over else 'within its longest wait'}; {why}"

    async def _claim(self, chosen: Sequence[Run], known: KnownRuns, now: datetime) -> None:
        """One step, not to be broken off: what is claimed sits down here, or nobody would carry it out."""
        take = self._execution.moves.take
        steps = [Step(run, self._claimed(run, now), boot=self._boot) for run in chosen]
        claims = [take.begin(step, at_once=True) for step in steps]
        await asyncio.wait(claims)
        ours = [run for claim in claims if claim.exception() is None and (run := claim.result()) is not None]
        for number, run in enumerate(ours):
            self.sit(run, self._sources.get(run.workflow), known, turn=number // AT_A_TURN)
        await asyncio.gather(*claims)  # what went wrong is raised

    def _claimed(self, run: Run, now: datetime) -> Move:
        """Where nobody kept it out it has waited for no seat: it was answered, say, or no engine was there."""
        since = run.not_before or run.queued_at
        was_full = self._full_at is not None and self._full_at >= since
        seat = f"a seat: {self._house.seats.total} runs at once is the limit" if was_full else ""
        cause = self._kept_out.pop(run.id, seat)
        return Move(Happening.CLAIMED, now, boot=self._boot, waited_for=cause if now - since > NOTICED else "")

    def sit(self, run: Run, source: Source | None, known: KnownRuns | None = None, turn: int = 0) -> None:
        """Carry out a run that is ours; it takes a place at its source. `known` is what was read with its claim.

        It begins so many turns of the loop from now: fifty at once would hold up everybody else's.
        """
        stop = Signal()
        task = asyncio.create_task(self._carry_out(run, stop, known, turn), name=f"run {run.id}")
        self._house.seated[run.id] = Seated(task, stop, source.id if source else None, run.lane, run.tags)

    async def _carry_out(self, run: Run, stop: Signal, known: KnownRuns | None, turn: int) -> None:
        try:
            for _ in range(turn):
                await asyncio.sleep(0)
            await self._execution.carry_out(run, self._boot, stop, known)
        except StoreError as wrong:
            log.warning("run %s could not be written down: %s", run.id, wrong.message)
        except Exception:
            log.exception("run %s could not be carried out", run.id)
        finally:
            del self._house.seated[run.id]
            self._bell.ring()

    def _pass_on_cancels(self, unwanted: AbstractSet[RunId]) -> None:
        for run in unwanted & self._house.seated.keys():
            self._house.seated[run].stop.set()

    # ------------------------------------------------------------------ who is next

    async def _choose(self, now: datetime, tags: dict[str, int], found: Page | None) -> tuple[list[Run], KnownRuns]:
        """Page by page, so that a long queue of one source never hides the runs of another; and what is known of them.

        `found` is the first page, where it was read already.
        """
        choice, known = self._house.choice(tags), NOTHING
        found = found or await self._read(now, self._wanted(choice, None))
        while True:
            self._offer(choice, found)
            known |= found.known
            if choice.free <= 0 or not found.more:
                break
            found = await self._read(now, self._wanted(choice, found.runs[-1]))
        self._kept_out = (self._kept_out if len(self._kept_out) < MOST_KEPT_OUT else {}) | choice.kept_out
        return choice.chosen, known

    def _wanted(self, choice: Choice, after: Run | None) -> Wanted:
        return Wanted(min(PAGE, choice.free + FEW), self._clock.monotonic(), after, self._full(choice), self._only)

    async def _read(self, now: datetime, wanted: Wanted) -> Page:
        return await self._store.look(lambda tx: page(tx, now, wanted))

    def _offer(self, choice: Choice, found: Page) -> None:
        sources = {workflow: located.source for workflow, located in found.known.located.items()}
        self._sources |= sources
        bounds = {w: self._bounds(sources.get(w)) for w in {run.workflow for run in found.runs}}
        for run in found.runs:
            choice.offer(run, bounds[run.workflow], found.widths.get(run.lane or "", ALONE))

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
        wanted, per_source = self._limits.get(source.name.casefold()), self._house.seats.per_source
        try:
            able = self._roster.client(source).abilities
        except SparkError:
            return per_source if wanted is None else wanted
        most = min(able.usual or per_source, per_source) if wanted is None else wanted
        return min(able.limit or most, most)


def _named(limits: Sequence[Limit], scope: Scope) -> dict[str, int]:
    return {limit.name.casefold(): limit.runs for limit in limits if limit.scope is scope}
