"""What a round of seating has to know, read in one piece: what is to be heeded, and who waits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.ids import RunId, WorkflowId
from spark_tui.domain.limits import Limit
from spark_tui.domain.outage import last_within
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Overlap, Schedule
from spark_tui.domain.source import Source
from spark_tui.service.ports import Tx

Sources = Mapping[WorkflowId, Source]


@dataclass(frozen=True, slots=True)
class Signs:
    """What is to be heeded before anybody sits down."""

    unwanted: AbstractSet[RunId]  # running, and somebody wants them cancelled
    expired: Sequence[Run]  # they have waited longer than they may
    late: Sequence[Run]  # they should have started, and nobody has been told yet
    waiting: Sequence[Run]  # for a person's answer
    limits: Sequence[Limit]
    next_change: datetime | None  # when a queued run may start that may not now, or expires


@dataclass(frozen=True, slots=True)
class Page:
    """Some of those who wait, where their workflows live, and how many runs of their lanes go on at once."""

    runs: Sequence[Run]
    sources: Sources
    widths: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page: so many behind `after`, or that `only` run. `known` is where workflows live."""

    size: int
    known: Sources
    after: Run | None = None
    without: Collection[WorkflowId] = ()
    only: RunId | None = None


async def signs(tx: Tx, now: datetime) -> Signs:
    unwanted, expired, late = await tx.runs.unwanted(), await tx.runs.expired(now), await tx.runs.late(now)
    waiting, next_change = await tx.runs.waiting(), await tx.runs.next_change(now)
    untils = [run.expires_at for run in waiting if run.expires_at and run.expires_at > now]
    next_change = min([*untils, *([next_change] if next_change else [])], default=None)
    return Signs(unwanted, expired, late, waiting, await tx.limits.all(), next_change)


async def absences(tx: Tx, runs: Sequence[Run]) -> dict[RunId, str]:
    """Those of them that waited while Spark was not there, and when that was, on the clock of their schedule."""
    outages = await tx.outages.since(min(run.queued_at for run in runs))
    zones = {s.id: s.zone for s in (await tx.schedules.some({r.schedule for r in runs if r.schedule})).values()}
    met = {run: last_within(run.queued_at, run.expires_at or run.queued_at, outages) for run in runs}
    return {
        run.id: outage.words(zones[run.schedule]) if run.schedule in zones else f"{outage.words('UTC')} UTC"
        for run, outage in met.items()
        if outage is not None
    }


async def page(tx: Tx, now: datetime, wanted: Wanted) -> Page:
    """The longest due first."""
    if wanted.only is None:
        runs = await tx.runs.claimable(now, wanted.size, after=wanted.after, without=wanted.without)
    else:
        run = await tx.runs.get(wanted.only)
        runs = [run] if run and run.state is RunState.QUEUED else []
    return Page(runs, await _sources(tx, runs, wanted.known), await _widths(tx, runs))


async def _sources(tx: Tx, runs: Iterable[Run], known: Sources) -> Sources:
    found = dict(known)
    for workflow in {run.workflow for run in runs} - known.keys():
        if (source := await source_of(tx, workflow)) is not None:
            found[workflow] = source
    return found


async def source_of(tx: Tx, workflow: WorkflowId) -> Source | None:
    """Where a workflow lives."""
    found = await tx.workflows.get(workflow)
    return await tx.sources.get(found.source) if found else None


async def _widths(tx: Tx, runs: Sequence[Run]) -> Mapping[str, int]:
    """As the schedule's overlap, or the backfill, says."""
    schedules = await tx.schedules.some({run.schedule for run in runs if run.lane and run.schedule and not run.batch})
    backfills = await tx.backfills.get({run.batch for run in runs if run.lane and run.batch})
    return {id: _width(schedule) for id, schedule in schedules.items()} | {  # noqa: A001
        backfill.id: backfill.at_most for backfill in backfills
    }


def _width(schedule: Schedule) -> int:
    return schedule.policy.at_most if schedule.policy.overlap is Overlap.PARALLEL else 1
