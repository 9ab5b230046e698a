"""What a schedule would be as somebody wants it: what it runs, when, and with which inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from spark_tui.domain.agreement import agreed
from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.given import Given
from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId, new_id
from spark_tui.domain.inputs import Declared, Values, values_of
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Assistant
from spark_tui.service.inputs import declared_now, fitted
from spark_tui.service.ports import Courier, Roster, Vault, Words
from spark_tui.service.resolving import Workflows
from spark_tui.service.wanted import Findings, WantedSchedule
from spark_tui.service.when import Timed, When


@dataclass(frozen=True, slots=True)
class World:
    """Whom to ask for what the store does not hold."""

    roster: Roster
    vault: Vault
    courier: Courier
    assistant: Assistant
    words: Words


class WouldBe:
    """What stands in the way of one, and what a person should know of it, goes to `found`."""

    def __init__(self, world: World, workflows: Workflows, found: Findings, now: datetime, by: str) -> None:
        self._world, self._workflows, self._found = world, workflows, found
        self._now, self._by = now, by
        self._when = When(world.assistant, found)
        self._sources: Mapping[str, Source] = {}
        self._silent: dict[SourceId, SparkError] = {}

    async def of(
        self, wanted: WantedSchedule, before: Schedule | None, sources: Mapping[str, Source]
    ) -> tuple[Schedule, Workflow] | None:
        """It, with what it runs; None where it cannot be. `sources` are those that there would be."""
        self._sources = sources
        workflow = await self._workflow(wanted)
        timed = await self._when.of(wanted, before)
        if workflow is None or timed is None:
            return None
        values = await self._values(wanted, before, workflow)
        self._check_template(wanted, values)
        return replace(self._as_wanted(wanted, before, workflow, timed), values=values), workflow

    async def _workflow(self, wanted: WantedSchedule) -> Workflow | None:
        try:
            return await self._workflows.find(wanted, self._sources)
        except SparkError as wrong:
            self._found.fault(("schedules", wanted.name, "workflow"), wrong)
            return None

    async def _values(self, wanted: WantedSchedule, before: Schedule | None, workflow: Workflow) -> Values:
        """As the workflow wants them; where nobody can be asked what it wants, as they stand in the file."""
        as_they_stand = values_of(wanted.values)
        if before is not None and _given(before) == (workflow.id, wanted.input, as_they_stand, wanted.template):
            return as_they_stand
        try:
            declared = await self._declared(workflow)
            if declared is None and not wanted.values:
                return as_they_stand
            return fitted(declared, workflow, wanted.values, text=wanted.input, template=wanted.template)
        except Invalid as wrong:
            self._found.fault(("schedules", wanted.name, "inputs"), wrong)
        except SparkError as wrong:
            if wanted.values:
                told = "its inputs are taken as they stand here, unchecked"
                self._found.notes.append(f"schedule {wanted.name}: {wrong.message}; {told}")
        return as_they_stand

    async def _declared(self, workflow: Workflow) -> Declared | None:
        """What it says now. A source that did not answer once is not asked again. Raises SparkError."""
        if (before := self._silent.get(workflow.source)) is not None:
            raise before
        source = next(s for s in self._sources.values() if s.id == workflow.source)
        try:
            return await declared_now(self._world.roster.client(source), workflow)
        except SparkError as wrong:
            self._silent[workflow.source] = wrong
            raise

    def _check_template(self, wanted: WantedSchedule, values: Values) -> None:
        try:
            if wanted.template:
                Given(wanted.input, values).check()
        except Invalid as wrong:
            self._found.fault(("schedules", wanted.name, "template"), wrong)

    def _as_wanted(self, wanted: WantedSchedule, before: Schedule | None, workflow: Workflow, timed: Timed) -> Schedule:
        stays = before is not None and (before.timing, before.zone) == (timed.timing, timed.zone)
        old = before or _empty(wanted, self._now)
        pause = wanted.pause.from_(old.pause, self._now, self._by) if wanted.pause else None
        after = replace(
            old,
            name=wanted.name,
            workflow=workflow.id,
            workflow_ref=workflow.ref,
            timing=timed.timing,
            zone=timed.zone,
            phrase=timed.phrase,
            words=old.words if stays else self._world.words(timed.timing, timed.zone),
            next_at=old.next_at if stays else timed.timing.next_after(self._now),
            input=wanted.input,
            template=wanted.template,
            policy=self._policy(wanted, old.policy),
            pause=pause,
            tags=wanted.tags,
            ping=wanted.ping,
            deliver=wanted.deliver,
        )
        if after.next_at is None and not stays:
            self._found.notes.append(f"schedule {after.name}: its last moment has passed, so it never runs")
        return after

    def _policy(self, wanted: WantedSchedule, before: Policy) -> Policy:
        """A file says the whole of it; one that is kept so already stays."""
        if wanted.policy == before:
            return before
        try:
            return agreed(Policy(), wanted.policy)
        except Invalid as contradiction:
            self._found.fault(("schedules", wanted.name, "policy"), contradiction)
            return before


def _given(schedule: Schedule) -> tuple[WorkflowId, str, Values, bool]:
    return schedule.workflow, schedule.input, schedule.values, schedule.template


def _empty(wanted: WantedSchedule, now: datetime) -> Schedule:
    """A schedule of that name of which everything else is said afterwards."""
    nothing = Timing((Cron("0 0 1 1 *"),))
    return Schedule(
        id=ScheduleId(new_id()),
        name=wanted.name,
        workflow=WorkflowId(""),
        workflow_ref="",
        timing=nothing,
        zone="",
        created_at=now,
        next_at=None,
    )
