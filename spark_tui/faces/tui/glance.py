"""What the board shows, read from the service in one look."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from spark_tui.domain.checkup import risks as risks_of
from spark_tui.domain.ids import WorkflowId
from spark_tui.domain.inputs import Declared
from spark_tui.domain.lateness import late_from, undecided_from
from spark_tui.domain.run import BAD_ENDS, Run, RunState
from spark_tui.domain.schedule import Schedule, unfit
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.faces import show
from spark_tui.service.known import Known
from spark_tui.service.overview import Overview, Seen
from spark_tui.service.ports import Lease
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.domain.given import Given
    from spark_tui.domain.ids import ScheduleId, SourceId

SCREENFUL = 200  # schedules that the first look takes in
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # nothing is late then


@dataclass(frozen=True, slots=True)
class Timed:
    """A schedule with its newest run: one row of the list."""

    schedule: Schedule
    latest: Run | None = None
    sought: str = field(default="", compare=False)  # what a filter looks into, casefolded
    risk: str = ""  # why its next moment may fail, before it is due: its source is down, its inputs do not fit

    def state(self, now: datetime) -> str:
        return show.standing(self.schedule, self.latest, now)


@dataclass(frozen=True, slots=True)
class Offered:
    """A source, or one of its workflows: one row of the list."""

    source: Source
    workflow: Workflow | None = None


@dataclass(frozen=True)
class Glance:
    """The state of everything at one moment; what follows from it is worked out once."""

    sources: Sequence[Source] = ()
    workflows: Sequence[Workflow] = ()
    schedules: Sequence[Timed] = ()
    active: Sequence[Run] = ()
    held: Sequence[Run] = ()
    engine: Lease | None = None
    offered: Sequence[Offered] = field(default=())
    risks: Mapping[WorkflowId, str] = field(default_factory=dict)  # why a run of a workflow may fail
    whole: bool = True  # False: no more schedules than fill a screen

    @cached_property
    def asking(self) -> list[Run]:
        """The runs that wait for a person's answer, the one that waits longest first."""
        return [run for run in self.active if run.state is RunState.WAITING]

    @cached_property
    def known(self) -> Known:
        """What a phrase may be about."""
        latest = {row.schedule.id: row.latest for row in self.schedules if row.latest is not None}
        return Known([row.schedule for row in self.schedules], self.workflows, self.sources, self.active, latest)

    @property
    def live_workflows(self) -> Sequence[Workflow]:
        return self.known.vocabulary.workflows

    @cached_property
    def active_schedules(self) -> int:
        return sum(row.schedule.state == "active" for row in self.schedules)

    def worked_out(self, now: datetime) -> "Glance":
        """With all that is worked out once: here, and not when it is drawn."""
        self.counts(now), self.undecided(now), self.next_due, self.due, self.known.vocabulary
        return self

    def served_by(self, engine: Lease | None) -> "Glance":
        """The same, and all that was worked out of it, with another engine."""
        same = copy(self)
        object.__setattr__(same, "engine", engine)
        return same

    def is_other_than(self, before: "Glance") -> bool:
        """Whether a phrase may have come to mean something else, or its answer to be another."""
        now, then = (
            (one.whole, one.active, one.sources, one.schedules, one.workflows)  # the few first
            for one in (self, before)
        )
        return now != then

    def counts(self, now: datetime) -> dict[str, int]:
        """How many schedules are late, fail or are paused, and how many runs go on."""
        return {"late": bisect_right(self._late_from, now), **self._counts}

    def undecided(self, now: datetime) -> int:
        """How many schedules have a moment that passed while nobody was there to decide it."""
        return bisect_right(self._undecided_from, now)

    @cached_property
    def _late_from(self) -> list[datetime]:
        found = (late_from(row.schedule, row.latest) for row in self.schedules)
        return sorted(moment for moment in found if moment is not None)

    @cached_property
    def _undecided_from(self) -> list[datetime]:
        found = (undecided_from(row.schedule) for row in self.schedules)
        return sorted(moment for moment in found if moment is not None)

    @cached_property
    def _counts(self) -> dict[str, int]:
        return {
            "failing": sum(row.state(LONG_AGO) == "failing" for row in self.schedules),
            "running": sum(run.state is RunState.RUNNING for run in self.active),
            "queued": sum(run.state is RunState.QUEUED for run in self.active),
            "waiting": len(self.asking),
            "paused": sum(row.schedule.state == "paused" for row in self.schedules),
        }

    @cached_property
    def next_due(self) -> tuple[Schedule, datetime] | None:
        """The schedule that is next, and when."""
        return min(self._coming, key=lambda pair: pair[1], default=None)

    @cached_property
    def due(self) -> Mapping[datetime, Sequence[str]]:
        """Of each moment that is a schedule's next one, the names of the schedules."""
        names: dict[datetime, list[str]] = {}
        for schedule, at in self._coming:
            names.setdefault(at, []).append(schedule.name)
        return names

    @cached_property
    def _coming(self) -> list[tuple[Schedule, datetime]]:
        """Those that go on, each with its next moment."""
        due = [(row.schedule, row.schedule.next_at) for row in self.schedules if row.schedule.pause is None]
        return [(schedule, at) for schedule, at in due if at is not None]


class Looker:
    """Looks again and again: a row that has not changed since the last look is the same value."""

    def __init__(self, spark: Spark) -> None:
        self._overview, self._clock = Overview(spark.store, spark.clock), spark.clock
        self._rows: dict[ScheduleId, Timed] = {}
        self._fits: dict[ScheduleId, tuple[tuple[Given, bool, Declared], str]] = {}

    async def first(self) -> Glance:
        """At once, whatever there is: as many schedules as fill a screen."""
        return await self._overview.glimpse(SCREENFUL, partial(self._glance, whole=False))

    async def look(self) -> Glance:
        """Read it all."""
        known = {which: row.latest for which, row in self._rows.items() if row.latest}
        return await self._overview.look(known, self._glance)

    def _glance(self, seen: Seen, *, whole: bool = True) -> Glance:
        risks = risks_of(seen.sources, seen.workflows)
        declared = {w.id: w.inputs for w in seen.workflows if w.inputs is not None and w.inputs.fields}
        self._rows = {
            schedule.id: self._row(
                schedule,
                seen.latest.get(schedule.id),
                risks.get(schedule.workflow, "") or self._unfit(schedule, declared.get(schedule.workflow)),
            )
            for schedule in seen.schedules
        }
        glance = Glance(
            sources=seen.sources,
            workflows=seen.workflows,
            schedules=list(self._rows.values()),
            active=seen.active,
            held=seen.held,
            engine=seen.engine,
            offered=_under_their_sources(seen.sources, seen.workflows),
            risks=risks,
            whole=whole,
        )
        return glance.worked_out(self._clock.now())

    def _unfit(self, schedule: Schedule, declared: Declared | None) -> str:
        """Why what it is given is not what its workflow wants; worked out anew when either has changed."""
        if declared is None:
            return ""
        asked = (schedule.given, schedule.template, declared)
        known = self._fits.get(schedule.id)
        if known is None or known[0] != asked:
            self._fits[schedule.id] = known = (asked, unfit(schedule, declared))
        return known[1]

    def _row(self, schedule: Schedule, latest: Run | None, risk: str) -> Timed:
        before = self._rows.get(schedule.id)
        risk = risk if schedule.state == "active" else ""
        if before is not None and before.schedule is schedule and (before.latest, before.risk) == (latest, risk):
            return before
        return _timed(schedule, latest, risk)


def _timed(schedule: Schedule, latest: Run | None = None, risk: str = "") -> Timed:
    failing = "failing" if latest is not None and latest.state in BAD_ENDS else ""
    texts = (
        schedule.name,
        schedule.workflow_ref,
        *schedule.tags,
        schedule.state,
        latest.state if latest else "",
        failing,
        "at risk" if risk else "",
    )
    return Timed(schedule, latest, " ".join(texts).casefold(), risk)


def _under_their_sources(sources: Sequence[Source], workflows: Sequence[Workflow]) -> list[Offered]:
    mine: dict[SourceId, list[Offered]] = {source.id: [Offered(source)] for source in sources}
    by_id = {source.id: source for source in sources}
    for workflow in workflows:
        if workflow.source in mine:
            mine[workflow.source].append(Offered(by_id[workflow.source], workflow))
    return [row for rows in mine.values() for row in rows]
