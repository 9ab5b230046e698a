"""What is written down when a person changes a schedule, in the transaction that changes it."""

from dataclasses import replace
from datetime import datetime

from spark_tui.domain.failing import BY as ITSELF
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.planning import GONE, passed_over
from spark_tui.domain.schedule import Schedule
from spark_tui.service.ports import Tx


async def account(tx: Tx, before: Schedule | None, after: Schedule | None, now: datetime) -> None:
    """The moments that a new timing or the removal leaves undecided, and that a pause of its own was ended."""
    if before is None:
        return
    if after is None:
        await tx.ledger.note(before.id, passed_over(before, now, reason=GONE))
        return
    if after.timing != before.timing:
        await tx.ledger.note(before.id, passed_over(before, now))
    if before.pause is not None and before.pause.by == ITSELF and after.pause != before.pause:
        await tx.facts.put(_resumed(before.id), now.isoformat())


async def as_it_was_left(tx: Tx, removed: Schedule, now: datetime) -> Schedule:
    """One that comes back: what was written down when it was removed is decided."""
    told = await tx.ledger.at(removed.id, now)
    if removed.next_at is None or not told or told[-1].run is not None or told[-1].until < removed.next_at:
        return removed
    return replace(removed, next_at=removed.timing.next_after(told[-1].until))


async def resumed_at(tx: Tx, schedule: ScheduleId) -> datetime | None:
    """When somebody last ended a pause that the schedule had taken by itself."""
    said = await tx.facts.get(_resumed(schedule))
    return datetime.fromisoformat(said) if said else None


def _resumed(schedule: ScheduleId) -> str:
    return f"resumed {schedule}"
