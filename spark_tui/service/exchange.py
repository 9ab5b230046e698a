"""The store as a file says: what is there, what would be different, and all of it at once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from spark_tui.domain.change import Edit, next_at
from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Health, Source
from spark_tui.service.accounting import account
from spark_tui.service.assistant import Assistant
from spark_tui.service.bell import Bell
from spark_tui.service.comparing import Comparing, Stored
from spark_tui.service.ports import Clock, Courier, Roster, Store, Tx, Vault, Words
from spark_tui.service.wanted import Comparison, Kept, SourceEdit, Wanted
from spark_tui.service.would_be import World
from spark_tui.service.zones import note_zones


class Exchange:
    """What one can ask about all sources and schedules together."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bell: Bell,
        roster: Roster,
        vault: Vault,
        courier: Courier,
        assistant: Assistant,
        words: Words,
    ) -> None:
        self._store, self._clock, self._bell = store, clock, bell
        self._roster, self._vault, self._words = roster, vault, words
        self._world = World(roster, vault, courier, assistant, words)

    async def kept(self) -> Kept:
        """Everything that a file can say, by name."""
        known = await self._known()
        schedules = sorted(known.schedules, key=lambda s: (s.name.casefold(), s.name))
        return Kept(
            sources=sorted(known.sources, key=lambda s: (s.name.casefold(), s.name)),
            schedules=schedules,
            workflows={w.id: w for w in known.workflows},
            limits=known.limits,
            destinations=sorted(known.destinations, key=lambda one: one.name),
            words={s.name: self._words(s.timing, s.zone) for s in schedules},
            notes=[f"left out: {broken.reason}" for broken in known.unreadable],
        )

    async def compare(self, wanted: Wanted, *, prune: bool = False, by: str = "") -> Comparison:
        """What would be different if the store were as it is wanted; nothing is changed.

        What is not named stays, unless `prune`; then it is removed, within the parts that are wanted
        at all. A source is asked for its workflows where one of them is not known. `by` is who pauses.
        """
        return await Comparing(await self._known(), self._world, self._clock.now(), by).compare(wanted, prune=prune)

    async def _known(self) -> Stored:
        async with self._store.read() as tx:
            return await _known(tx)

    async def apply(self, comparison: Comparison) -> None:
        """All of it or nothing. Raises Invalid with faults, Conflict where the store has changed meanwhile."""
        if comparison.faults:
            raise Invalid("it has faults, so nothing was changed")
        async with self._store.write() as tx:
            await _write(tx, comparison, self._clock.now())
        for edit in comparison.sources:
            if edit.before is not None:
                await self._forget(edit.before, removed=edit.after is None)
        for gone in comparison.destinations:
            if gone.after is None and gone.meant.own_url:
                await asyncio.to_thread(self._vault.remove, gone.meant.secret)
        self._bell.ring()

    async def _forget(self, source: Source, *, removed: bool) -> None:
        """Its connection is of the past; a secret that was made for it goes with it, one that it was named stays."""
        await self._roster.forget(source.id)
        if removed and source.own_key is not None:
            await asyncio.to_thread(self._vault.remove, source.own_key)


async def _known(tx: Tx) -> Stored:
    return Stored(
        sources=await tx.sources.all(),
        workflows=await tx.workflows.all(),
        schedules=await tx.schedules.all(),
        unreadable=await tx.schedules.unreadable(),
        limits=await tx.limits.all(),
        destinations=await tx.destinations.all(),
    )


async def _write(tx: Tx, comparison: Comparison, now: datetime) -> None:
    known = await _known(tx)
    _must_be_as_compared(known, comparison)
    current = {s.id: s for s in known.schedules}
    for edit in comparison.schedules:
        await account(tx, current.get(edit.schedule.id), edit.after, now)
        if edit.after is None:
            await tx.schedules.remove(edit.schedule.id)
    for change in comparison.sources:
        await _write_source(tx, change)
    for workflow in comparison.workflows:
        await tx.workflows.put(workflow)
    for limit in comparison.limits:
        await (tx.limits.put(limit.after) if limit.after else tx.limits.remove(limit.meant))
    for one in comparison.destinations:
        await (tx.destinations.put(one.after) if one.after else tx.destinations.remove(one.meant.name))
    for edit in comparison.schedules:
        if edit.after is not None:
            await tx.schedules.put(replace(edit.after, next_at=next_at(current.get(edit.after.id), edit.after, now)))
    await note_zones(tx, [edit.after.timing for edit in comparison.schedules if edit.after], now)


async def _write_source(tx: Tx, change: SourceEdit) -> None:
    if change.after is not None:
        await tx.sources.put(change.after)
        return
    for workflow in await tx.workflows.all(change.meant.id):
        await tx.workflows.remove(workflow.id)
    await tx.sources.remove(change.meant.id)


def _must_be_as_compared(known: Stored, comparison: Comparison) -> None:
    """Raises Conflict where somebody else was there meanwhile."""
    schedules, sources = {s.id: s for s in known.schedules}, {s.id: s for s in known.sources}
    as_compared = [_bare(schedules.get(e.schedule.id)) == _bare(e.before) for e in comparison.schedules]
    as_compared += [_place(sources.get(e.meant.id)) == _place(e.before) for e in comparison.sources]
    as_compared += [e.before is None or e.before in known.limits for e in comparison.limits]
    destinations = {one.name: one for one in known.destinations}
    as_compared += [destinations.get(e.meant.name) == e.before for e in comparison.destinations]
    given = {(w.source, w.key): w.id for w in known.workflows}
    as_compared += [given.get((w.source, w.key), w.id) == w.id for w in comparison.workflows]
    after_schedules = _after([s.name for s in known.schedules], comparison.schedules, lambda s: s.name)
    after_sources = _after([s.name for s in known.sources], comparison.sources, lambda s: s.name)
    unique = all(len(set(names)) == len(names) for names in (after_schedules, after_sources))
    if not (all(as_compared) and unique):
        raise Conflict("the store has been changed meanwhile, so nothing was done", hint="do it again")


def _after(names: Sequence[str], edits: Sequence[Edit] | Sequence[SourceEdit], name: Callable[..., str]) -> list[str]:
    """The names that there would be, whatever their case."""
    left = [known.casefold() for known in names]
    for edit in edits:
        if edit.before is not None and name(edit.before).casefold() in left:
            left.remove(name(edit.before).casefold())
        if edit.after is not None:
            left.append(name(edit.after).casefold())
    return left


def _bare(schedule: Schedule | None) -> Schedule | None:
    """That its moments come and go is no change."""
    return replace(schedule, next_at=None) if schedule else None


def _place(source: Source | None) -> Source | None:
    """How it is comes and goes, and is no change."""
    return replace(source, health=Health()) if source else None
