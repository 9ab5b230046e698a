"""Sources, workflows and schedules: the ports' tables over SQL."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Select, bindparam, delete, func, select, update

from spark_tui.domain.delivery import Deliver
from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import SecretName, Source
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Located
from spark_tui.store.rows.schedules import (
    SCHEDULES,
    SOURCES,
    WORKFLOWS,
    schedule_of,
    schedule_values,
    source_of,
    source_values,
    workflow_of,
    workflow_values,
)
from spark_tui.store.shapes import deliver_from_json
from spark_tui.store.statements import Statements

_PAGE = 1_000
_BY_ID = select(SCHEDULES).order_by(SCHEDULES.c.id).limit(_PAGE)
_ADVANCE = update(SCHEDULES).where(SCHEDULES.c.id == bindparam("which")).values(next_at=bindparam("moment"))


class SqlSources:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self) -> list[Source]:
        """By name, the same on every database."""
        found = [source_of(row) for row in await self._sql.rows(select(SOURCES))]
        return sorted(found, key=lambda source: (source.name.casefold(), source.id))

    async def get(self, id: SourceId) -> Source | None:  # noqa: A002
        row = await self._sql.first(select(SOURCES).where(SOURCES.c.id == id))
        return None if row is None else source_of(row)

    async def put(self, source: Source) -> None:
        await self._sql.put(SOURCES, source_values(source))

    async def remove(self, id: SourceId) -> None:  # noqa: A002
        await self._sql.change(delete(SOURCES).where(SOURCES.c.id == id))


class SqlWorkflows:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self, source: SourceId | None = None) -> list[Workflow]:
        """By source and title."""
        asked = select(WORKFLOWS) if source is None else select(WORKFLOWS).where(WORKFLOWS.c.source_id == source)
        found = [workflow_of(row) for row in await self._sql.rows(asked)]
        return sorted(found, key=lambda workflow: (workflow.ref.casefold(), workflow.id))

    async def get(self, id: WorkflowId) -> Workflow | None:  # noqa: A002
        row = await self._sql.first(select(WORKFLOWS).where(WORKFLOWS.c.id == id))
        return None if row is None else workflow_of(row)

    async def located(self, ids: Collection[WorkflowId]) -> dict[WorkflowId, Located]:
        if not ids:
            return {}
        found = await self._sql.rows(select(WORKFLOWS).where(WORKFLOWS.c.id.in_(ids)))
        workflows = [workflow_of(row) for row in found]
        of = {workflow.source for workflow in workflows}
        there = await self._sql.rows(select(SOURCES).where(SOURCES.c.id.in_(of)))
        sources = {source.id: source for source in map(source_of, there)}
        return {one.id: Located(one, sources[one.source]) for one in workflows if one.source in sources}

    async def put(self, *workflows: Workflow) -> None:
        if workflows:
            await self._sql.put(WORKFLOWS, [workflow_values(workflow) for workflow in workflows])

    async def remove(self, id: WorkflowId) -> None:  # noqa: A002
        await self._sql.change(delete(WORKFLOWS).where(WORKFLOWS.c.id == id))


class SqlSchedules:
    """One row that cannot be read does not keep the others from being read."""

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self) -> list[Schedule]:
        """By name."""
        found, _ = await self._told_apart(select(SCHEDULES))
        return sorted(found, key=lambda schedule: (schedule.name.casefold(), schedule.id))

    async def first(self, limit: int) -> list[Schedule]:
        by_name = select(SCHEDULES).order_by(func.lower(SCHEDULES.c.name), SCHEDULES.c.id)
        found, _ = await self._told_apart(by_name.limit(limit))
        return found

    async def unreadable(self) -> list[Unreadable]:
        """By name. Page by page: what can be read is not kept."""
        unreadable: list[Unreadable] = []
        last = ""
        while rows := await self._sql.rows(_BY_ID.where(SCHEDULES.c.id > last)):
            found = [schedule_of(row) for row in rows]
            unreadable += [schedule for schedule in found if isinstance(schedule, Unreadable)]
            last = rows[-1].id
        return sorted(unreadable, key=lambda schedule: (schedule.name.casefold(), schedule.id))

    async def get(self, id: ScheduleId) -> Schedule | None:  # noqa: A002
        found = await self.find(id)
        return found if isinstance(found, Schedule) else None

    async def find(self, id: ScheduleId) -> Schedule | Unreadable | None:  # noqa: A002
        row = await self._sql.first(select(SCHEDULES).where(SCHEDULES.c.id == id))
        return None if row is None else schedule_of(row)

    async def names(self) -> dict[ScheduleId, str]:
        found = await self._sql.rows(select(SCHEDULES.c.id, SCHEDULES.c.name))
        return {ScheduleId(row.id): row.name for row in found}

    async def some(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, Schedule]:
        if not ids:
            return {}
        found, _ = await self._told_apart(select(SCHEDULES).where(SCHEDULES.c.id.in_(ids)))
        return {schedule.id: schedule for schedule in found}

    async def due(self, now: datetime, limit: int) -> list[Schedule]:
        """Those that cannot be read stay overdue for ever: they are left out, not counted."""
        asked = select(SCHEDULES).where(SCHEDULES.c.next_at <= now)
        ordered = asked.order_by(SCHEDULES.c.next_at, SCHEDULES.c.id).limit(limit)
        known: list[ScheduleId] = []
        while True:
            found, unreadable = await self._told_apart(
                ordered.where(SCHEDULES.c.id.not_in(known)) if known else ordered
            )
            if not unreadable:
                return found
            known += [schedule.id for schedule in unreadable]

    async def paused(self) -> list[Schedule]:
        found, _ = await self._told_apart(select(SCHEDULES).where(SCHEDULES.c.pause.is_not(None)))
        return found

    async def _told_apart(self, asked: Select[*tuple[object, ...]]) -> tuple[list[Schedule], list[Unreadable]]:
        found = [schedule_of(row, often=True) for row in await self._sql.rows(asked)]
        readable = [schedule for schedule in found if isinstance(schedule, Schedule)]
        return readable, [schedule for schedule in found if isinstance(schedule, Unreadable)]

    async def next_at(self, after: datetime | None = None) -> datetime | None:
        asked = select(func.min(SCHEDULES.c.next_at))
        found: datetime | None = await self._sql.value(
            asked if after is None else asked.where(SCHEDULES.c.next_at > after)
        )
        return found

    async def pings(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, SecretName]:
        asked = select(SCHEDULES.c.id, SCHEDULES.c.ping).where(SCHEDULES.c.id.in_(ids), SCHEDULES.c.ping.is_not(None))
        found = await self._sql.rows(asked) if ids else []
        return {ScheduleId(row.id): SecretName(row.ping) for row in found}

    async def deliveries(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, tuple[Deliver, ...]]:
        _c = SCHEDULES.c
        found = (
            await self._sql.rows(select(_c.id, _c.deliver).where(_c.id.in_(ids), _c.deliver.is_not(None)))
            if ids
            else []
        )
        return {ScheduleId(row.id): deliver_from_json(row.deliver) for row in found}

    async def put(self, schedule: Schedule) -> None:
        await self._sql.put(SCHEDULES, schedule_values(schedule))

    async def advance(self, moments: Iterable[tuple[ScheduleId, datetime | None]]) -> None:
        if values := [{"which": id, "moment": moment} for id, moment in moments]:  # noqa: A001
            await self._sql.change(_ADVANCE, values)

    async def remove(self, id: ScheduleId) -> None:  # noqa: A002
        await self._sql.change(delete(SCHEDULES).where(SCHEDULES.c.id == id))
