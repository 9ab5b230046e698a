"""The story of a run, read in one look."""

from datetime import datetime

from spark_tui.domain.listing import RunQuery, place_of
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.statistics import Spread, summary
from spark_tui.domain.story import Story
from spark_tui.service.ports import Tx
from spark_tui.service.statistics import WEEK

SHOWN_LINES = 20
GOOD = frozenset({RunState.SUCCEEDED})


async def story_of(tx: Tx, run: Run, now: datetime) -> Story:
    """The result of the run is whole, those of the others are told from their beginning."""
    workflow = await tx.workflows.get(run.workflow)
    return Story(
        run=run,
        attempts=await _attempts(tx, run),
        schedule=await tx.schedules.get(run.schedule) if run.schedule else None,
        workflow=workflow,
        source=await tx.sources.get(workflow.source) if workflow else None,
        usual=await _usual(tx, run, now),
        good=await good_one(tx, run),
        outages=await tx.outages.since(run.due_at),
        engine=await _engine(tx, run, now),
        lines=await tx.lines.tail(SHOWN_LINES, run=run.id),
        letters=await tx.outbox.of_run(run.id),
    )


async def _attempts(tx: Tx, run: Run) -> list[Run]:
    """They have the idempotency key in common, and nobody else has it."""
    if run.schedule is None:
        return [run]
    same_moment = await tx.runs.at_moments(run.schedule, run.due_at, run.due_at)
    others = [other for other in same_moment if other.key == run.key and other.id != run.id]
    return sorted([*others, run], key=lambda attempt: attempt.attempt)


async def _usual(tx: Tx, run: Run, now: datetime) -> Spread | None:
    if run.schedule is None:
        return None
    return summary(await tx.measures.strands(now - WEEK, now, run.schedule)).took


async def good_one(tx: Tx, run: Run) -> Run | None:
    """The last one before it that succeeded, or else the first one after it: of its schedule, or of its workflow."""
    wanted = RunQuery(GOOD, run.schedule, workflow=None if run.schedule else run.workflow)
    for newer in (False, True):
        page = await tx.runs.page(wanted, place_of(run), newer=newer, limit=20)
        for other in page.runs:
            if other.id != run.id and (other.schedule, other.workflow) == (run.schedule, run.workflow):
                return other
    return None


async def _engine(tx: Tx, run: Run, now: datetime) -> str:
    """A guest is told as somebody else: it has no holder of its own."""
    if run.state is not RunState.RUNNING or run.boot not in await tx.lease.boots(now):
        return ""
    lease = await tx.lease.get()
    return str(lease.holder) if lease is not None and lease.boot == run.boot else "another spark"
