"""What happened to schedules while nobody looked at the screen."""

from dataclasses import replace
from typing import Any

from spark_tui.domain.planning import plan
from spark_tui.domain.queueing import due_run, held_run
from spark_tui.domain.run import Cause
from spark_tui.domain.schedule import Schedule

Stage = Any


async def kept(on: Stage, schedule: Schedule, **changes: Any) -> Schedule:
    """The schedule as it would be after so many changes, kept by nobody's leave."""
    after = replace(schedule, **changes)
    async with on.spark.store.write() as tx:
        await tx.schedules.put(after)
    return after


async def decided(on: Stage, schedule: Schedule) -> None:
    """An engine looks: what passed becomes runs, held ones, and rows with a reason."""
    now = on.clock.now()
    done = plan(schedule, now)
    async with on.spark.store.write() as tx:
        await tx.ledger.note(schedule.id, (*done.missed, *done.skipped))
        await tx.runs.add([due_run(schedule, due_at, now, Cause.CATCH_UP) for due_at in done.start])
        await tx.runs.add([held_run(schedule, due_at, now) for due_at in done.held])
        await tx.schedules.put(replace(schedule, next_at=done.next_at))
    on.spark.bell.ring()
