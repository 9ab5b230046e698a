"""What becomes of a store that is as it was some time ago."""

from datetime import datetime

from spark_tui.domain.planning import Plan, plan
from spark_tui.domain.run import Happening, Move, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.service.ports import Clock, Store
from spark_tui.service.runs import Runs

MOST_DUE = 10_000  # schedules of which it is told what would be done


async def settle(store: Store, runs: Runs, clock: Clock, made_at: datetime | None) -> list[Run]:
    """Runs that were going on or waiting then: nobody knows how they ended, so none of them is done again."""
    now = clock.now()
    then = f"the backup of {made_at:%Y-%m-%d %H:%M:%S} UTC" if made_at else "the backup"
    async with store.write() as tx:
        for boot in await tx.lease.boots(now):  # whoever was the engine then is none here
            await tx.lease.give_back(boot)
        return await runs.move_in(tx, *((run, _settled(run, now, then)) for run in await tx.runs.active()))


def _settled(run: Run, now: datetime, then: str) -> Move:
    if run.state is RunState.RUNNING:
        return Move(Happening.LOST, now, f"it was going on when {then} was made; how it ended is not known")
    return Move(Happening.CANCELLED, now, f"it was waiting when {then} was made, and may have run since")


async def ahead(store: Store, clock: Clock) -> list[tuple[Schedule, Plan]]:
    """What an engine that starts now would decide of the moments that have passed; nothing is changed."""
    now = clock.now()
    async with store.read() as tx:
        return [(schedule, plan(schedule, now)) for schedule in await tx.schedules.due(now, MOST_DUE)]
