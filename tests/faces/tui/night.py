"""A night in the store: what ran, when Spark was off, what was missed meanwhile, and how much may start together."""

from collections.abc import Mapping
from datetime import timedelta

from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.outage import Absence, Outage
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import RunState
from spark_tui.domain.schedule import Schedule
from tests.contracts.store import a_run
from tests.faces.tui.conftest import ZONE, Stage

HOUR = timedelta(hours=1)
ENDED: Mapping[float, RunState] = {4.0: RunState.SUCCEEDED, 1.0: RunState.FAILED, 0.5: RunState.SUCCEEDED}


async def a_night(on: Stage, of: Schedule, ended: Mapping[float, RunState] = ENDED) -> None:
    """By hours ago how its runs ended; the last one was late. For a while before that Spark was off."""
    now = on.clock.now()
    runs = [
        a_run(
            of.id,
            now - hours * HOUR,
            workflow=of.workflow,
            state=state,
            schedule_name=of.name,
            started_at=now - hours * HOUR + timedelta(seconds=90 if hours == min(ended) else 0),
            ended_at=now - hours * HOUR + timedelta(seconds=100),
            reason="exit 1: no disk" if state is RunState.FAILED else "",
        )
        for hours, state in ended.items()
    ]
    off = Outage(now - 2.9 * HOUR, now - 1.7 * HOUR, Absence.OFF)
    async with on.spark.store.write() as tx:
        await tx.runs.add(runs)
        await tx.outages.note(off)
        await tx.ledger.note(of.id, [Span(now - 2.5 * HOUR, now - 2 * HOUR, 2, Fate.MISSED, off.words(ZONE))])
        await tx.limits.put(Limit(Scope.SOURCE, "local", 1))
