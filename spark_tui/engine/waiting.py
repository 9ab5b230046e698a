"""What a round of seating has to know, read in one piece: what is to be heeded, and who waits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.limits import Limit
from spark_tui.domain.outage import last_within
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Overlap, Schedule
from spark_tui.domain.source import Source
from spark_tui.service.ports import Tx
from spark_tui.service.targets import KnownRuns, known_of


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
    """Some of those who wait, what is known of them, and how many runs of their lanes go on at once.

    `more` says whether others may wait behind them.
    """

    runs: Sequence[Run]
    more: bool
    known: KnownRuns
    widths: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page: so many behind `after`, or that `only` run. `at` is when it is read, on the clock nobody sets."""

    size: int
    at: float
    after: Run | None = None
    without: Collection[WorkflowId] = ()
    only: RunId | None = None


async def look(tx: Tx, now: datetime, wanted: Wanted | None) -> tuple[Signs, Page | None]:
    """The signs, and the first page where one is wanted: what has expired does not wait any more."""
    seen = await _signs(tx, now)
    return seen, await page(tx, now, wanted) if wanted and not seen.expired else None


async def _signs(tx: Tx, now: datetime) -> Signs:
    stirring = await tx.runs.stirring(now)
    waiting = await tx.runs.waiting() if stirring.waiting else ()
    untils = [run.expires_at for run in waiting if run.expires_at and run.expires_at > now]
    coming = [*untils, *([stirring.next_change] if stirring.next_change else [])]
    return Signs(
        await tx.runs.unwanted() if stirring.unwanted else frozenset(),
        await tx.runs.expired(now) if stirring.expired else (),
        await tx.runs.late(now) if stirring.late else (),
        waiting,
        await tx.limits.all(),
        min(coming, default=None),
    )


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
    known = await known_of(tx, runs, wanted.at)
    return Page(runs, len(runs) == wanted.size, known, await _widths(tx, runs, known.schedules))


async def source_of(tx: Tx, workflow: WorkflowId) -> Source | None:
    """Where a workflow lives."""
    found = await tx.workflows.get(workflow)
    return await tx.sources.get(found.source) if found else None


async def _widths(tx: Tx, runs: Iterable[Run], schedules: Mapping[ScheduleId, Schedule]) -> Mapping[str, int]:
    """As the schedule's overlap, or the backfill, says."""
    backfills = await tx.backfills.get({run.batch for run in runs if run.lane and run.batch})
    return {id: _width(schedule) for id, schedule in schedules.items()} | {  # noqa: A001
        backfill.id: backfill.at_most for backfill in backfills
    }


def _width(schedule: Schedule) -> int:
    return schedule.policy.at_most if schedule.policy.overlap is Overlap.PARALLEL else 1
