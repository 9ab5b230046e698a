"""What is written down when a person changes a schedule, in the transaction that changes it."""

from datetime import datetime

from spark_tui.domain.failing import BY as ITSELF
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.planning import passed_over
from spark_tui.domain.schedule import Schedule
from spark_tui.service.ports import Tx


async def account(tx: Tx, before: Schedule | None, after: Schedule | None, now: datetime) -> None:
    """The moments that a new timing or the removal leaves undecided, and that a pause of its own was ended."""
    if before is None:
        return
    if after is None:
        await tx.ledger.note(before.id, passed_over(before, now, "it was removed"))
        return
    if after.timing != before.timing:
        await tx.ledger.note(before.id, passed_over(before, now))
    if before.pause is not None and before.pause.by == ITSELF and after.pause != before.pause:
        await tx.facts.put(_resumed(before.id), now.isoformat())


async def resumed_at(tx: Tx, schedule: ScheduleId) -> datetime | None:
    """When somebody last ended a pause that the schedule had taken by itself."""
    said = await tx.facts.get(_resumed(schedule))
    return datetime.fromisoformat(said) if said else None


def _resumed(schedule: ScheduleId) -> str:
    return f"resumed {schedule}"
