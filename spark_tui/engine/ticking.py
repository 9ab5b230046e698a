"""The tick: what is due is planned, queued and written down."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.ids import BootId, RunId, ScheduleId
from spark_tui.domain.notice import Notice, held, missed
from spark_tui.domain.outage import NOTICED, Outage
from spark_tui.domain.planning import Fate, Plan, held_apart, plan
from spark_tui.domain.queueing import due_run, held_run
from spark_tui.domain.run import Cause, Happening, Move, Run, RunState, cancelled_by
from spark_tui.domain.schedule import Schedule
from spark_tui.engine.presence import Watch
from spark_tui.service.ports import Tx
from spark_tui.service.spark import Spark

AT_ONCE = 500  # schedules that one transaction decides
SLICE = 0.2  # seconds of planning for one transaction
REPLACED = "the next one, which replaces it"

Going = defaultdict[ScheduleId | None, dict[RunId, Run]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done about a schedule, given its runs that were queued or going on."""

    schedule: Schedule
    going: tuple[RunId, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Seen:
    """What is due, what goes on of it, into which outages it may have fallen, and when to look again."""

    due: Sequence[Schedule]
    going: Going
    outages: Sequence[Outage]
    next_at: datetime | None


class Ticking:
    """Plans outside of any transaction, for a long outage takes its time, and writes only what still holds."""

    def __init__(self, spark: Spark, boot: BootId) -> None:
        self._store, self._clock, self._bell = spark.store, spark.clock, spark.bell
        self._runs, self._boot = spark.runs, boot
        self._watch = Watch(spark.clock)

    async def tick(self) -> datetime | None:
        """Decide every due moment; answers when to look again."""
        await self._note_outage()
        while True:
            self._watch.look()
            now = self._clock.now()
            seen = await self._see(now)
            more = bool(seen.due) and await self._keep(await self._planned(seen, now), now)
            await self._note_outage()
            self._watch.well()
            if not more:
                return seen.next_at

    async def _see(self, now: datetime) -> Seen:
        return await self._store.look(lambda tx: _see(tx, now))

    async def _note_outage(self) -> None:
        """A machine that slept and a store that was out of reach are told, as what was missed for it will be."""
        if outage := self._watch.outage():
            async with self._store.write() as tx:
                if await tx.lease.holds(self._boot):
                    await tx.outages.note(outage)
            self._watch.well()

    async def _planned(self, seen: Seen, now: datetime) -> list[Decision]:
        """One slice of what is due."""
        decided: list[Decision] = []
        until = self._clock.monotonic() + SLICE
        for schedule in seen.due:
            runs = tuple(seen.going[schedule.id])
            decided.append(Decision(schedule, runs, plan(schedule, now, runs, seen.outages)))
            if self._clock.monotonic() >= until:
                break
            await self._clock.sleep(0)  # everybody else on this loop goes on
        return decided

    async def _keep(self, decided: list[Decision], now: datetime) -> bool:
        """One transaction; what was changed meanwhile is left for the next look. False when the lease is lost."""
        kept = await self._store.apply(lambda tx: self._write(tx, decided, now))
        self._bell.ring()
        return kept

    async def _write(self, tx: Tx, decided: list[Decision], now: datetime) -> bool:
        if not await tx.lease.holds(self._boot):
            return False
        current = await tx.schedules.some([d.schedule.id for d in decided])
        going = await _going(tx, current.values())
        holds = [d for d in decided if current.get(d.schedule.id) == d.schedule]
        await self._obey(tx, [d for d in holds if tuple(going[d.schedule.id]) == d.going], going, now)
        return True

    async def _obey(self, tx: Tx, decided: list[Decision], going: Going, now: datetime) -> None:
        await tx.runs.add([run for d in decided for run in _runs_of(d, now)])
        for decision in decided:
            schedule, told = decision.schedule, (*decision.plan.missed, *decision.plan.skipped)
            if told:
                await tx.ledger.note(schedule.id, told)
            for run in decision.plan.cancel:
                await self._replace(tx, going[schedule.id][run], now)
        await tx.notices.add([notice for d in decided for notice in _news(d, now)])
        await tx.schedules.advance([(d.schedule.id, d.plan.next_at) for d in decided])

    async def _replace(self, tx: Tx, run: Run, now: datetime) -> None:
        """One that has no seat never gets one; one that goes on is asked to stop."""
        if run.state is not RunState.RUNNING:
            await self._runs.move_in(tx, (run, Move(Happening.CANCELLED, now, cancelled_by(REPLACED))))
        else:
            await tx.runs.ask_cancel(run.id, REPLACED)


async def _see(tx: Tx, now: datetime) -> Seen:
    due = await tx.schedules.due(now, AT_ONCE)
    going, outages = await _going(tx, due), await _outages(tx, due, now)
    return Seen(due, going, outages, await tx.schedules.next_at(after=now))


async def _going(tx: Tx, schedules: Iterable[Schedule]) -> Going:
    """The runs with which the schedules' own moments can overlap: those of a backfill are not among them."""
    going: Going = defaultdict(dict)
    for run in await tx.runs.active([schedule.id for schedule in schedules]):
        if run.in_the_way:
            going[run.schedule][run.id] = run
    return going


async def _outages(tx: Tx, due: list[Schedule], now: datetime) -> list[Outage]:
    """Those into which what is due may have fallen; none where all is on time."""
    first = min((schedule.next_at for schedule in due if schedule.next_at), default=now)
    return await tx.outages.since(first) if now - first >= NOTICED else []


def _news(decision: Decision, now: datetime) -> list[Notice]:
    """What a person wants to hear of: what was missed and is not made up for, and what waits for a yes."""
    schedule, decided = decision.schedule, decision.plan
    lost = [missed(schedule, span, now) for span in decided.missed if span.fate is Fate.MISSED]
    return lost + [held(schedule, due_at, now) for due_at in decided.held]


def _runs_of(decision: Decision, now: datetime) -> list[Run]:
    schedule, decided = decision.schedule, decision.plan
    return [
        *(held_run(schedule, due_at, now) for due_at in decided.held),
        *(
            due_run(schedule, due_at, now, Cause.CATCH_UP if due_at in decided.made_up else Cause.SCHEDULE, not_before)
            for due_at, not_before in zip(decided.start, _held_back(decision, now), strict=True)
        ),
    ]


def _held_back(decision: Decision, now: datetime) -> list[datetime | None]:
    return held_apart(decision.schedule.policy, decision.plan.start, now, decision.plan.made_up)
