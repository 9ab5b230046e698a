"""What runs need to be carried out, read for all that begin together in one look at the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Memory
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Clock, Located, Roster, SourceClient, Store, Tx


@dataclass(frozen=True, slots=True)
class Target:
    """What a run needs to be carried out."""

    workflow: Workflow
    client: SourceClient
    schedule: Schedule | None
    last_result: str
    remembers: bool = False


@dataclass(frozen=True, slots=True)
class KnownRuns:
    """What the store says of runs: where they go, by which schedule, what came of the last ones.

    `at` is when that was, on the clock that nobody sets.
    """

    at: float
    located: Mapping[WorkflowId, Located]
    schedules: Mapping[ScheduleId, Schedule]
    results: Mapping[ScheduleId, str]

    def __or__(self, other: "KnownRuns") -> "KnownRuns":
        """What is known of the runs of both."""
        return KnownRuns(
            min(self.at, other.at),
            {**self.located, **other.located},
            {**self.schedules, **other.schedules},
            {**self.results, **other.results},
        )


NOTHING = KnownRuns(inf, {}, {}, {})


async def known_of(tx: Tx, runs: Sequence[Run], at: float) -> KnownRuns:
    of = {run.schedule for run in runs if run.schedule is not None}
    located = await tx.workflows.located({run.workflow for run in runs})
    return KnownRuns(at, located, await tx.schedules.some(of), await tx.runs.last_results(of))


class Targets:
    def __init__(self, store: Store, roster: Roster, clock: Clock) -> None:
        self._store, self._roster, self._clock = store, roster, clock

    async def read(self, runs: Sequence[Run]) -> list[Target | str | None]:
        """For each run its target, or why there is none, in words; None for one that is not ours any more."""
        at = self._clock.monotonic()

        async def look(tx: Tx) -> tuple[set[RunId], KnownRuns]:
            return await ours(tx, runs), await known_of(tx, runs, at)

        still_ours, known = await self._store.look(look)
        return [self.of(run, known) if run.id in still_ours else None for run in runs]

    def of(self, run: Run, known: KnownRuns) -> Target | str:
        """Its target, or why there is none, in words."""
        place = known.located.get(run.workflow)
        if place is None:
            return f"{run.workflow_ref} is not known any more"
        try:
            client = self._roster.client(place.source)
        except SparkError as wrong:  # its kind is not installed any more, its secret cannot be read
            return wrong.message
        if run.schedule is None:
            return Target(place.workflow, client, None, "")
        schedule, result = known.schedules.get(run.schedule), known.results.get(run.schedule, "")
        return Target(place.workflow, client, schedule, result, place.source.memory is Memory.SCHEDULE)


async def is_ours(tx: Tx, run: Run) -> bool:
    """Whether the engine that claimed the run may go on with it: nobody else has the lease, or has taken it over."""
    return bool(await ours(tx, [run]))


async def ours(tx: Tx, runs: Sequence[Run]) -> set[RunId]:
    """Those of them."""
    alive = {boot for boot in {run.boot for run in runs} if boot is not None and await tx.lease.holds(boot)}
    boots = await tx.runs.boots([run.id for run in runs if run.boot in alive])
    return {run.id for run in runs if run.boot in alive and boots.get(run.id) == run.boot}
