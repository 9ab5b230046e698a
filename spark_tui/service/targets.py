"""What runs need to be carried out, read for all that begin together in one look at the store."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.service.memory import remembers
from spark_tui.service.ports import Roster, SourceClient, Store, Tx


@dataclass(frozen=True, slots=True)
class Target:
    """What a run needs to be carried out."""

    workflow: Workflow
    client: SourceClient
    schedule: Schedule | None
    last_result: str
    remembers: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A workflow and where it lives, and whether that remembers."""

    workflow: Workflow
    source: Source
    remembers: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says of them: which are still ours, where they go, what came of the last ones."""

    ours: AbstractSet[RunId]
    places: Mapping[WorkflowId, Place | None]
    schedules: Mapping[ScheduleId, Schedule]
    results: Mapping[ScheduleId, str]


class Targets:
    def __init__(self, store: Store, roster: Roster) -> None:
        self._store, self._roster = store, roster

    async def read(self, runs: Sequence[Run]) -> list[Target | str | None]:
        """For each run its target, or why there is none, in words; None for one that is not ours any more."""
        of = {run.schedule for run in runs if run.schedule is not None}

        async def look(tx: Tx) -> Known:
            places = {workflow: await _place(tx, workflow) for workflow in {run.workflow for run in runs}}
            return Known(await ours(tx, runs), places, await tx.schedules.some(of), await tx.runs.last_results(of))

        known = await self._store.look(look)
        return [self._target(run, known) if run.id in known.ours else None for run in runs]

    def _target(self, run: Run, known: Known) -> Target | str:
        place = known.places[run.workflow]
        if place is None:
            return f"{run.workflow_ref} is not known any more"
        try:
            client = self._roster.client(place.source)
        except SparkError as wrong:  # its kind is not installed any more, its secret cannot be read
            return wrong.message
        if run.schedule is None:
            return Target(place.workflow, client, None, "")
        schedule, result = known.schedules.get(run.schedule), known.results.get(run.schedule, "")
        return Target(place.workflow, client, schedule, result, place.remembers)


async def is_ours(tx: Tx, run: Run) -> bool:
    """Whether the engine that claimed the run may go on with it: nobody else has the lease, or has taken it over."""
    return bool(await ours(tx, [run]))


async def ours(tx: Tx, runs: Sequence[Run]) -> set[RunId]:
    """Those of them."""
    alive = {boot for boot in {run.boot for run in runs} if boot is not None and await tx.lease.holds(boot)}
    boots = await tx.runs.boots([run.id for run in runs if run.boot in alive])
    return {run.id for run in runs if run.boot in alive and boots.get(run.id) == run.boot}


async def _place(tx: Tx, wanted: WorkflowId) -> Place | None:
    workflow = await tx.workflows.get(wanted)
    source = await tx.sources.get(workflow.source) if workflow else None
    return Place(workflow, source, await remembers(tx, source.id)) if workflow and source else None
