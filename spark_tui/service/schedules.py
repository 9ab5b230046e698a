"""Schedules: kept, looked at, paused, resumed, removed, and accounted for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from spark_tui.domain.agreement import agreed
from spark_tui.domain.change import Deed, Edit, next_at
from spark_tui.domain.checkup import risks
from spark_tui.domain.errors import Conflict, Invalid, StoreError
from spark_tui.domain.ids import BootId, ScheduleId, new_id
from spark_tui.domain.ledger import Entry
from spark_tui.domain.pausing import is_over, passed_in, resumed
from spark_tui.domain.planning import REMOVED, Fate, passed_over
from spark_tui.domain.proposal import Proposal
from spark_tui.domain.schedule import Pause, Policy, Schedule, Unreadable, unfit
from spark_tui.domain.text import one_line
from spark_tui.service.accounting import account, as_it_was_left
from spark_tui.service.bell import Bell
from spark_tui.service.finding import pick, slug
from spark_tui.service.ports import Clock, Store, Tx
from spark_tui.service.zones import note_zones

Given = dict[str, ScheduleId]  # whose a name is, whatever its case


class Schedules:
    """What one can ask about schedules."""

    def __init__(self, store: Store, clock: Clock, bell: Bell) -> None:
        self._store, self._clock, self._bell = store, clock, bell

    async def at_risk(self, schedules: Sequence[Schedule]) -> dict[ScheduleId, str]:
        """Of those that go on, which may fail the next time, and why: as far as it is known before they are due."""
        async with self._store.read() as tx:
            sources, workflows = await tx.sources.all(), await tx.workflows.all()
        known, declared = risks(sources, workflows), {one.id: one.inputs for one in workflows}
        going = (s for s in schedules if s.state == "active")
        told = {s.id: known.get(s.workflow) or unfit(s, declared.get(s.workflow)) for s in going}
        return {id: why for id, why in told.items() if why}  # noqa: A001

    async def keep(self, proposal: Proposal) -> Schedule:
        """What a person accepted becomes a schedule. Raises Conflict when the name is taken."""
        made = self.made(proposal)
        (edit,) = await self.edit([Edit(None, made)], deed=f"create the schedule “{made.name}”")
        return edit.schedule

    async def would_be(self, proposal: Proposal) -> Schedule:
        """What `keep` would make of it; nothing is kept. Raises what `keep` raises."""
        made = self.made(proposal)
        async with self._store.read() as tx:
            _must_be_keepable(await _given(tx), made)
        self._next_at(None, made)
        return made

    def made(self, proposal: Proposal) -> Schedule:
        """The schedule that it would be."""
        now = self._clock.now()
        return Schedule(
            id=ScheduleId(new_id()),
            name=proposal.name,
            workflow=proposal.workflow.id,
            workflow_ref=proposal.workflow.ref,
            timing=proposal.timing,
            zone=proposal.zone,
            created_at=now,
            next_at=proposal.timing.next_after(now),
            phrase=proposal.draft.phrase,
            words=proposal.words,
            input=proposal.input,
            values=proposal.values,
            template=proposal.template,
            policy=proposal.policy,
            tags=proposal.tags,
        )

    async def edit(self, edits: Sequence[Edit], *, deed: str = "", back: bool = False) -> list[Edit]:
        """All of it or nothing; answers the edits as they were done.

        With `deed` (what was done, in words) it can be undone. `back` is what undoes: a schedule that is not there
        comes back, and what passed meanwhile is written down.

        Raises Conflict where a schedule is not as `before` any more or a name is taken, and Invalid
        where a timing has no moment left.
        """
        async with self._store.write() as tx:
            given = await _given(tx)
            done = [await self._edit(tx, edit, given, back=back) for edit in edits]
            await note_zones(tx, [edit.after.timing for edit in done if edit.after], self._clock.now())
            await _can_be_undone(tx, deed, done)
        self._bell.ring()
        return done

    async def _edit(self, tx: Tx, edit: Edit, given: Given, *, back: bool) -> Edit:
        current = await tx.schedules.get(edit.schedule.id)
        if not edit.fits(current, self._clock.now()):
            raise Conflict(f"“{edit.schedule.name}” has been changed meanwhile", hint="ask again")
        if edit.after is None:
            await account(tx, current, None, self._clock.now())
            await tx.schedules.remove(edit.schedule.id)
            _give(given, current, None)
            return Edit(current, None)
        _must_be_keepable(given, edit.after)
        _give(given, current, edit.after)
        if back and current is None:
            return Edit(None, await self._brought_back(tx, edit.after))
        after = replace(_agreed(current, edit.after), next_at=self._next_at(current, edit.after))
        await account(tx, current, after, self._clock.now())
        if current is not None and after.timing == current.timing and current.pause and after.pause is None:
            after = resumed(replace(after, pause=current.pause), self._clock.now())
        await tx.schedules.put(after)
        return Edit(current, after)

    async def _brought_back(self, tx: Tx, removed: Schedule) -> Schedule:
        """With its id, and so with its runs and its ledger."""
        if await tx.workflows.get(removed.workflow) is None:
            raise Conflict(f"the workflow of “{removed.name}” is gone: {removed.workflow_ref}")
        now = self._clock.now()
        removed = await as_it_was_left(tx, removed, now)
        await tx.ledger.note(removed.id, passed_over(removed, now, Fate.PAUSED, REMOVED))
        waiting = removed.next_at is None or removed.next_at > now
        after = removed if waiting else replace(removed, next_at=removed.timing.next_after(now))
        await tx.schedules.put(after)
        return after

    def _next_at(self, current: Schedule | None, after: Schedule) -> datetime | None:
        found = next_at(current, after, self._clock.now())
        if found is None and (current is None or current.timing != after.timing):
            raise Invalid("its last moment has passed", hint="say the phrase again")
        return found

    async def all(self) -> list[Schedule]:
        """By name. On a thread: ten thousand take longer than a frame."""

        async def read(tx: Tx) -> list[Schedule]:
            return sorted(await tx.schedules.all(), key=lambda s: s.name.casefold())

        return await self._store.look(read)

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
        return await self._store.look(lambda tx: _found(tx, wanted))

    async def end_pauses(self, boot: BootId) -> None:
        """Take away the pauses whose end has passed, and that hold no moment that is still to be decided.

        Asked by an engine: nothing happens unless it still has the lease.
        """
        paused = await self._store.look(lambda tx: tx.schedules.paused())
        if not any(is_over(one, self._clock.now()) for one in paused):
            return
        async with self._store.write() as tx:
            paused = await tx.schedules.paused() if await tx.lease.holds(boot) else []
            for one in paused:
                if is_over(one, self._clock.now()):
                    await tx.schedules.put(replace(one, pause=None))
        self._bell.ring()

    async def free_name(self, wanted: str) -> str:
        """`wanted` as a name that no schedule has yet: report, report-2, report-3 …"""
        base = slug(wanted)
        async with self._store.read() as tx:
            taken = await _given(tx)
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base}-{number}", number + 1
        return name

    async def pause(
        self, schedule: Schedule, *, by: str = "", note: str = "", until: datetime | None = None
    ) -> Schedule:
        """Its due moments are written down as paused until it is resumed, or `until` then."""
        if schedule.pause is not None:
            raise Conflict(f"“{schedule.name}” is paused already", hint=f"spark schedule resume {schedule.name}")
        now = self._clock.now()
        if until is not None and until <= now:
            raise Invalid("the end of the pause has passed", hint="give a moment to come: --until 'tomorrow 9:00'")
        pause = Pause(now, one_line(by, 80), one_line(note), until)
        return await self._change(schedule, lambda current: replace(current, pause=pause), "pause")

    async def resume(self, schedule: Schedule) -> Schedule:
        """From now on its moments run again; those that passed are not made up for."""
        if schedule.pause is None:
            raise Conflict(f"“{schedule.name}” is not paused")
        return await self._change(schedule, lambda current: resumed(current, self._clock.now()), "resume")

    def passed(self, paused: Schedule) -> int:
        """How many of its moments have passed since it was paused, as far as a backfill would take them."""
        return passed_in(paused, self._clock.now())

    async def _change(self, schedule: Schedule, change: Callable[[Schedule], Schedule], verb: str) -> Schedule:
        async with self._store.write() as tx:
            current = await _current(tx, schedule)
            changed = change(current)
            await account(tx, current, changed, self._clock.now())
            await tx.schedules.put(changed)
            await _can_be_undone(tx, f"{verb} the schedule “{schedule.name}”", [Edit(current, changed)])
        self._bell.ring()
        return changed

    async def remove(self, schedule: Schedule | Unreadable) -> None:
        """No more moments; its runs and its ledger stay, and what nobody had decided is in it.

        A run that goes on is not cancelled. It can be undone, where it could be read.
        """
        async with self._store.write() as tx:
            current = await tx.schedules.get(schedule.id)
            await account(tx, current, None, self._clock.now())
            await tx.schedules.remove(schedule.id)
            if current is not None:
                await _can_be_undone(tx, f"remove the schedule “{schedule.name}”", [Edit(current, None)])
        self._bell.ring()

    async def history(self, schedule: Schedule, limit: int = 100) -> list[Entry]:
        """What became of every due moment, newest first."""
        async with self._store.read() as tx:
            return await tx.ledger.entries(schedule.id, limit)

    def upcoming(self, schedule: Schedule, count: int = 5) -> tuple[datetime, ...]:
        """Its next moments from now on."""
        return schedule.timing.upcoming(self._clock.now(), count) if schedule.next_at else ()


def _agreed(current: Schedule | None, after: Schedule) -> Schedule:
    """A policy that stays is as it was kept. Raises Invalid where one that changes contradicts itself."""
    before = current.policy if current else Policy()
    return after if after.policy == before else replace(after, policy=agreed(before, after.policy))


async def _can_be_undone(tx: Tx, says: str, done: Sequence[Edit]) -> None:
    if says:
        await tx.deeds.add(Deed(says, tuple(Edit(edit.after, edit.before) for edit in done)))


async def _found(tx: Tx, wanted: str) -> Schedule | Unreadable:
    names = sorted((await tx.schedules.names()).items(), key=lambda known: known[1].casefold())
    which, _ = pick(wanted, names, lambda known: known, "schedule", "see: spark schedule list")
    found = await tx.schedules.find(which)
    assert found is not None  # it is in the same view
    return found


def _must_be_keepable(given: Given, schedule: Schedule) -> None:
    """Raises Conflict for a name that is given, Invalid for a template that is none."""
    if given.get(schedule.name.casefold(), schedule.id) != schedule.id:
        raise Conflict(f"there is a schedule “{schedule.name}” already", hint="give another with --name")
    if schedule.template:
        schedule.given.check()


async def _given(tx: Tx) -> Given:
    """Read once for all that is done together: a thousand edits would read a thousand names a thousand times."""
    return {name.casefold(): which for which, name in (await tx.schedules.names()).items()}


def _give(given: Given, before: Schedule | None, after: Schedule | None) -> None:
    if before is not None:
        given.pop(before.name.casefold(), None)
    if after is not None:
        given[after.name.casefold()] = after.id


async def _current(tx: Tx, schedule: Schedule) -> Schedule:
    current = await tx.schedules.get(schedule.id)
    if current is None:
        raise Conflict(f"“{schedule.name}” has been removed meanwhile")
    return current
