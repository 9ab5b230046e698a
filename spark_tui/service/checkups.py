"""Sources are asked how they are, by whoever is the engine, before a schedule finds out."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from spark_tui.domain.checkup import (
    WELL,
    came_back,
    fell_silent,
    has_changed,
    has_returned,
    heard,
    next_check,
    waiting_for,
)
from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import BootId, ScheduleId, SourceId
from spark_tui.domain.returning import UNNOTICED, made_up_for
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Health, HealthState, Source
from spark_tui.domain.text import one_line
from spark_tui.service.bell import Bell
from spark_tui.service.ports import Clock, Roster, Store, Tx

WITHIN = 30.0  # seconds that an answer may take
AT_ONCE = 8  # sources that are asked side by side
KEPT_FRESH = timedelta(minutes=10)  # an answer that says nothing new is written down no oftener


class Checkups:
    """What was heard and is nothing new stays in memory, so that an idle engine does not write all the time."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, roster: Roster) -> None:
        self._store, self._clock, self._bell, self._roster = store, clock, bell, roster
        self._heard: dict[SourceId, Health] = {}

    async def round(self, boot: BootId) -> float:
        """Ask those whose turn it is; answers in how many seconds the next one's is."""
        sources = await self._store.look(lambda tx: tx.sources.all())
        now = self._clock.now()
        due = [source for source in sources if self._next(source, now) <= now]
        free = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._look_at(source, boot, free) for source in due))
        now = self._clock.now()
        coming = min((self._next(source, now) for source in sources), default=now + WELL)
        return max(1.0, (min(coming, now + WELL) - now).total_seconds())

    def _next(self, source: Source, now: datetime) -> datetime:
        return next_check(self._last(source), now)

    def _last(self, source: Source) -> Health:
        """What was heard last; what the store says where somebody else has asked since."""
        ours, kept = self._heard.get(source.id), source.health
        newer = ours and ours.checked_at and (kept.checked_at is None or ours.checked_at > kept.checked_at)
        return ours if ours and newer else kept

    async def _look_at(self, source: Source, boot: BootId, free: asyncio.Semaphore) -> None:
        async with free:
            answer = await self._ask(source)
        before = self._last(source)
        self._heard[source.id] = after = heard(before, replace(answer, checked_at=self._clock.now()))
        if has_changed(before, after) or _is_stale(source.health, after):
            await self._store.apply(lambda tx: self._keep(tx, source, before, after, boot))
            self._bell.ring()

    async def _ask(self, source: Source) -> Health:
        """Around a source's code, which is somebody else's."""
        try:
            async with asyncio.timeout(WITHIN):
                return await self._roster.client(source).check()
        except TimeoutError:
            return Health(HealthState.DOWN, f"it did not say how it is within {WITHIN:.0f} seconds")
        except SparkError as wrong:  # its kind is not installed any more, its secret cannot be read
            return Health(HealthState.DOWN, wrong.message, wrong.hint)
        except Exception as wrong:  # noqa: BLE001 - whatever a third party's kind raises
            return Health(HealthState.DOWN, f"{type(wrong).__name__}: {one_line(str(wrong), 300)}")

    async def _keep(self, tx: Tx, asked: Source, before: Health, after: Health, boot: BootId) -> None:
        """Of the source as it is now; an answer of another place or with another key says nothing of it."""
        current = await tx.sources.get(asked.id)
        if current is None or (current.url, current.secret) != (asked.url, asked.secret):
            return
        if not await tx.lease.holds(boot):
            return
        now = replace(current, health=after)
        await tx.sources.put(now)
        if before.up != after.up or not after.up:
            users, at = await _users(tx, now), self._clock.now()
            again = await _make_up(tx, users, before, at) if has_returned(before, after) else []
            coming = waiting_for(users)
            told = (fell_silent(now, before, coming, at), came_back(now, before, coming, at, again))
            await tx.notices.add([notice for notice in told if notice])


async def _users(tx: Tx, source: Source) -> list[Schedule]:
    workflows = {workflow.id for workflow in await tx.workflows.all(source.id)}
    return [schedule for schedule in await tx.schedules.all() if schedule.workflow in workflows]


async def _make_up(tx: Tx, users: Sequence[Schedule], before: Health, now: datetime) -> list[Run]:
    """The moments that failed while the source was away, by each schedule's catch-up; they are queued."""
    since = (before.since or now) - UNNOTICED
    unreached = _by_schedule(await tx.runs.unreached({schedule.id for schedule in users}, since))
    going = _by_schedule(run for run in await tx.runs.active(unreached.keys()) if run.in_the_way)
    again = [made_up_for(s, unreached[s.id], going.get(s.id, ()), now) for s in users if s.id in unreached]
    return await tx.runs.add([run for runs in again for run in runs])


def _by_schedule(runs: Iterable[Run]) -> dict[ScheduleId, list[Run]]:
    found: dict[ScheduleId, list[Run]] = defaultdict(list)
    for run in runs:
        if run.schedule is not None:
            found[run.schedule].append(run)
    return found


def _is_stale(kept: Health, now: Health) -> bool:
    if kept.checked_at is None or now.checked_at is None:
        return True
    return not now.up or now.checked_at - kept.checked_at >= KEPT_FRESH
