"""Schedules: kept, looked at, paused, resumed, removed, and accounted for."""

from dataclasses import replace
from datetime import datetime

from spark_tui.domain.errors import Conflict, Invalid, StoreError
from spark_tui.domain.ids import ScheduleId, new_id
from spark_tui.domain.ledger import Entry
from spark_tui.domain.proposal import Proposal
from spark_tui.domain.schedule import Pause, Schedule, Unreadable
from spark_tui.domain.text import one_line
from spark_tui.service.bell import Bell
from spark_tui.service.finding import pick, slug
from spark_tui.service.ports import Clock, Store, Tx


class Schedules:
    """What one can ask about schedules."""

    def __init__(self, store: Store, clock: Clock, bell: Bell) -> None:
        self._store, self._clock, self._bell = store, clock, bell

    async def keep(self, proposal: Proposal) -> Schedule:
        """What a person accepted becomes a schedule. Raises Conflict when the name is taken."""
        now = self._clock.now()
        next_at = proposal.timing.next_after(now)
        if next_at is None:
            raise Invalid("its last moment has passed", hint="say the phrase again")
        schedule = Schedule(
            id=ScheduleId(new_id()),
            name=proposal.name,
            workflow=proposal.workflow.id,
            workflow_ref=proposal.workflow.ref,
            timing=proposal.timing,
            zone=proposal.zone,
            created_at=now,
            next_at=next_at,
            phrase=proposal.draft.phrase,
            words=proposal.words,
            input=proposal.input,
            policy=proposal.policy,
        )
        async with self._store.write() as tx:
            if schedule.name.casefold() in await _taken(tx):
                raise Conflict(f"there is a schedule “{schedule.name}” already", hint="give another with --name")
            await tx.schedules.put(schedule)
        self._bell.ring()
        return schedule

    async def all(self) -> list[Schedule]:
        """By name."""
        async with self._store.read() as tx:
            return sorted(await tx.schedules.all(), key=lambda s: s.name.casefold())

    async def unreadable(self) -> list[Unreadable]:
        """By name: those that are kept and never run, because nobody can tell when."""
        async with self._store.read() as tx:
            return await tx.schedules.unreadable()

    async def get(self, wanted: str) -> Schedule:
        """The schedule of that name, id or unique beginning of an id.

        Raises NotFound, Ambiguous, and StoreError when it cannot be read.
        """
        found = await self.find(wanted)
        if isinstance(found, Unreadable):
            raise StoreError(found.reason, hint="another Spark wrote it or its zone is gone; remove it, make it again")
        return found

    async def find(self, wanted: str) -> Schedule | Unreadable:
        """The same, for whoever needs no more of it than its name. Raises NotFound, Ambiguous."""
        known: list[Schedule | Unreadable] = [*await self.all(), *await self.unreadable()]
        return pick(wanted, known, lambda s: (s.id, s.name), "schedule", "see: spark schedule list")

    async def free_name(self, wanted: str) -> str:
        """`wanted` as a name that no schedule has yet: report, report-2, report-3 …"""
        base = slug(wanted)
        async with self._store.read() as tx:
            taken = await _taken(tx)
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base}-{number}", number + 1
        return name

    async def pause(self, schedule: Schedule, *, by: str = "", note: str = "") -> Schedule:
        """Its due moments are written down as paused until it is resumed."""
        if schedule.pause is not None:
            raise Conflict(f"“{schedule.name}” is paused already", hint=f"spark schedule resume {schedule.name}")
        return await self._change(schedule, pause=Pause(self._clock.now(), one_line(by, 80), one_line(note)))

    async def resume(self, schedule: Schedule) -> Schedule:
        """From now on its moments run again; those that passed are not made up for."""
        if schedule.pause is None:
            raise Conflict(f"“{schedule.name}” is not paused")
        return await self._change(schedule, pause=None)

    async def _change(self, schedule: Schedule, *, pause: Pause | None) -> Schedule:
        async with self._store.write() as tx:
            current = await _current(tx, schedule)
            changed = replace(current, pause=pause)
            await tx.schedules.put(changed)
        self._bell.ring()
        return changed

    async def remove(self, schedule: Schedule | Unreadable) -> None:
        """No more moments; its runs and its ledger stay. A run that goes on is not cancelled."""
        async with self._store.write() as tx:
            await tx.schedules.remove(schedule.id)
        self._bell.ring()

    async def history(self, schedule: Schedule, limit: int = 100) -> list[Entry]:
        """What became of every due moment, newest first."""
        async with self._store.read() as tx:
            return await tx.ledger.entries(schedule.id, limit)

    def upcoming(self, schedule: Schedule, count: int = 5) -> tuple[datetime, ...]:
        """Its next moments from now on."""
        return schedule.timing.upcoming(self._clock.now(), count) if schedule.next_at else ()


async def _taken(tx: Tx) -> set[str]:
    """The names that are given, whatever their case."""
    known: list[Schedule | Unreadable] = [*await tx.schedules.all(), *await tx.schedules.unreadable()]
    return {schedule.name.casefold() for schedule in known}


async def _current(tx: Tx, schedule: Schedule) -> Schedule:
    current = await tx.schedules.get(schedule.id)
    if current is None:
        raise Conflict(f"“{schedule.name}” has been removed meanwhile")
    return current
