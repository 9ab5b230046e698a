"""Making up for moments that passed: what a catch-up would do, what waits for a yes, and backfills."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from spark_tui.domain.backfill import Backfill, moments_between
from spark_tui.domain.errors import Conflict
from spark_tui.domain.ids import ScheduleId, new_id
from spark_tui.domain.outage import SEEN, Outage, silence
from spark_tui.domain.planning import Plan, is_catch_up, plan
from spark_tui.domain.queueing import RunRequest, backfill_run
from spark_tui.domain.run import Happening, Move, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.service.bell import Bell
from spark_tui.service.ports import Clock, Store, Tx
from spark_tui.service.runs import Runs

Moments = Callable[[str, str, datetime], datetime]  # (text, zone, now) → a moment that has passed; raises BadTiming


SILENT = timedelta(seconds=30)  # an engine that lives gives a sign more often


@dataclass(frozen=True, slots=True)
class Backlog:
    """The moments of a schedule that have passed and are not decided, and what the engine would do with them."""

    schedule: Schedule
    plan: Plan


class MakingUp:
    """What one can ask about moments that passed."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, runs: Runs, moments: Moments) -> None:
        self._store, self._clock, self._bell, self._runs, self._moments = store, clock, bell, runs, moments

    # ------------------------------------------------------------------ catch-up

    async def backlog(self, schedule: Schedule | None = None, *, limit: int = 100_000) -> list[Backlog]:
        """What would be caught up and what would be told as missed if an engine looked now; nothing is changed.

        Of at most `limit` schedules, those that wait longest first.
        """
        now = self._clock.now()
        async with self._store.read() as tx:
            due = [s for s in await tx.schedules.due(now, limit) if schedule is None or s.id == schedule.id]
            active, outages = await tx.runs.active(), await _outages(tx, _first(due, now), now)
        going = {s.id: tuple(run.id for run in active if run.schedule == s.id and run.in_the_way) for s in due}
        late = [s for s in due if s.next_at is not None and is_catch_up(s.next_at, now, outages)]
        found = []
        for s in late:
            found.append(Backlog(s, plan(s, now, going[s.id], outages)))
            await asyncio.sleep(0)  # a long outage of many schedules takes seconds to plan, and a screen is waiting
        return found

    async def held(self, schedule: ScheduleId | None = None) -> list[Run]:
        """The missed moments that wait for a yes, the oldest first."""
        async with self._store.read() as tx:
            return await tx.runs.held(schedule)

    async def approve(self, held: Sequence[Run]) -> list[Run]:
        """They are queued now; answers those that still waited."""
        now = self._clock.now()
        return await self._runs.move(*((run, Move(Happening.APPROVED, now)) for run in held))

    async def refuse(self, held: Sequence[Run], by: str = "") -> list[Run]:
        """They never run, and the ledger says by whom."""
        now, reason = self._clock.now(), f"not caught up{f': refused by {one_line(by, 80)}' if by else ''}"
        return await self._runs.move(*((run, Move(Happening.CANCELLED, now, reason)) for run in held))

    # ------------------------------------------------------------------ backfill

    async def moment(self, text: str, zone: str) -> datetime:
        """What a person calls a moment that has passed; `now` is one. Raises BadTiming."""
        now = self._clock.now()
        if text.strip().casefold() in ("", "now"):
            return now
        return await asyncio.to_thread(self._moments, text, zone, now)  # some words take 0.3 s to read

    async def would_backfill(
        self, schedule: Schedule, first: datetime, last: datetime, *, again: bool = False
    ) -> tuple[datetime, ...]:
        """The past moments that a backfill would run: those that have not succeeded, or with `again` all.

        Raises Invalid where there are none or too many, Conflict for a range that is not past.
        """
        if last > self._clock.now():
            raise Conflict("a backfill is of the past", hint="what is to come runs by itself; end the range now")
        async with self._store.read() as tx:
            ran = [] if again else await tx.runs.at_moments(schedule.id, first, last)
        done = {run.due_at for run in ran if run.state is RunState.SUCCEEDED or not run.state.over}
        return moments_between(schedule, first, last, without=done)

    async def backfill(
        self, schedule: Schedule, moments: Sequence[datetime], asked: RunRequest, *, at_most: int = 1
    ) -> Backfill:
        """Queue the moments, marked as this backfill, `at_most` of them at once."""
        now = self._clock.now()
        made = Backfill(new_id(), schedule.id, moments[0], moments[-1], at_most, now, asked.by)
        runs = [backfill_run(schedule, moment, now, made.id, asked) for moment in moments]
        async with self._store.write() as tx:
            await tx.backfills.add(made)
            await tx.runs.add(runs)
        self._bell.ring()
        return made


async def _outages(tx: Tx, since: datetime, now: datetime) -> list[Outage]:
    """Those that are written down, and the one that an engine would find if it began now and none is there."""
    known, lease, fact = await tx.outages.since(since), await tx.lease.get(), await tx.facts.get(SEEN)
    seen = datetime.fromisoformat(fact) if fact else None
    if lease is not None and lease.expires_at > now and seen is not None and now - seen < SILENT:
        return known
    present = silence(seen, now)
    return known if present is None else [*known, present]


def _first(due: Sequence[Schedule], now: datetime) -> datetime:
    return min((s.next_at for s in due if s.next_at), default=now)
