"""Why: what became of a moment and by which decision, or what will."""

from datetime import datetime

from spark_tui.domain.ledger import Entry
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.why import At, Because, Circumstances, because_of, of_pruned, what_will
from spark_tui.service.ports import Clock, Store, Tx


class Why:
    """Answers for every moment of every schedule, from the ledger and from how things stand."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def of(self, schedule: Schedule, moment: datetime | None = None, at: At | None = None) -> list[Because]:
        """Of the moment that is meant by it: the last one decided not later than it, or the very one to come.

        Without a moment: of the last one that was decided and of the next one. `at` tells the moments in it.
        """
        now = self._clock.now()
        async with self._store.read() as tx:
            schedule = await tx.schedules.get(schedule.id) or schedule
            if moment is not None:
                return [await self._because(tx, schedule, moment, now, at)]
            found = [await self._past(tx, schedule, now, at)]
            if schedule.next_at is not None:
                things = await _circumstances(tx, schedule, now)
                found.append(what_will(schedule, schedule.next_at, now, things, at))
        return [because for because in found if because is not None]

    async def of_entry(self, schedule: Schedule, entry: Entry, at: At | None = None) -> list[Because]:
        """Of one row of the ledger, which may also be of a run that a person asked for."""
        if entry.batch:
            return [because_of(schedule, entry.due_at, [entry], at=at)]
        return await self.of(schedule, entry.due_at, at)

    async def _because(self, tx: Tx, schedule: Schedule, moment: datetime, now: datetime, at: At | None) -> Because:
        decided = schedule.next_at is None or moment < schedule.next_at
        past = await self._past(tx, schedule, moment, at) if decided or moment <= now else None
        if past is not None and decided:
            return past
        pruned = await tx.keeping.pruned(schedule.id) if decided else None
        if pruned is not None and moment <= pruned.until:
            return of_pruned(schedule, moment, pruned, at)
        return what_will(schedule, moment, now, await _circumstances(tx, schedule, now), at)

    async def _past(self, tx: Tx, schedule: Schedule, moment: datetime, at: At | None) -> Because | None:
        entries = await tx.ledger.at(schedule.id, moment)
        if not entries:
            return None
        return because_of(schedule, moment, entries, await tx.outages.since(entries[0].due_at), at)


async def _circumstances(tx: Tx, schedule: Schedule, now: datetime) -> Circumstances:
    lease = await tx.lease.get()
    workflow = await tx.workflows.get(schedule.workflow)
    return Circumstances(
        engine=str(lease.holder) if lease is not None and lease.expires_at > now else "",
        going=[run for run in await tx.runs.active([schedule.id]) if run.in_the_way],
        workflow=workflow,
        source=await tx.sources.get(workflow.source) if workflow else None,
        limits=await tx.limits.all(),
    )
