"""Sources, workflows, schedules and the lease: the ports' tables over SQL."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select, true, update

from spark_tui.domain.ids import BootId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Lease
from spark_tui.store import mapping
from spark_tui.store.rows import LEASE, SCHEDULES, SOURCES, WORKFLOWS
from spark_tui.store.statements import Statements, insert_into

_ADVANCE = update(SCHEDULES).where(SCHEDULES.c.id == bindparam("which")).values(next_at=bindparam("moment"))


class SqlSources:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self) -> list[Source]:
        """By name, the same on every database."""
        found = [mapping.source_of(row) for row in await self._sql.rows(select(SOURCES))]
        return sorted(found, key=lambda source: (source.name.casefold(), source.id))

    async def get(self, id: SourceId) -> Source | None:  # noqa: A002
        row = await self._sql.first(select(SOURCES).where(SOURCES.c.id == id))
        return None if row is None else mapping.source_of(row)

    async def put(self, source: Source) -> None:
        await self._sql.put(SOURCES, mapping.source_values(source))

    async def remove(self, id: SourceId) -> None:  # noqa: A002
        await self._sql.change(delete(SOURCES).where(SOURCES.c.id == id))


class SqlWorkflows:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self, source: SourceId | None = None) -> list[Workflow]:
        """By source and title."""
        asked = select(WORKFLOWS) if source is None else select(WORKFLOWS).where(WORKFLOWS.c.source_id == source)
        found = [mapping.workflow_of(row) for row in await self._sql.rows(asked)]
        return sorted(found, key=lambda workflow: (workflow.ref.casefold(), workflow.id))

    async def get(self, id: WorkflowId) -> Workflow | None:  # noqa: A002
        row = await self._sql.first(select(WORKFLOWS).where(WORKFLOWS.c.id == id))
        return None if row is None else mapping.workflow_of(row)

    async def put(self, workflow: Workflow) -> None:
        await self._sql.put(WORKFLOWS, mapping.workflow_values(workflow))

    async def remove(self, id: WorkflowId) -> None:  # noqa: A002
        await self._sql.change(delete(WORKFLOWS).where(WORKFLOWS.c.id == id))


class SqlSchedules:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self) -> list[Schedule]:
        """By name."""
        found = [mapping.schedule_of(row) for row in await self._sql.rows(select(SCHEDULES))]
        return sorted(found, key=lambda schedule: (schedule.name.casefold(), schedule.id))

    async def get(self, id: ScheduleId) -> Schedule | None:  # noqa: A002
        row = await self._sql.first(select(SCHEDULES).where(SCHEDULES.c.id == id))
        return None if row is None else mapping.schedule_of(row)

    async def due(self, now: datetime, limit: int) -> list[Schedule]:
        asked = select(SCHEDULES).where(SCHEDULES.c.next_at <= now)
        ordered = asked.order_by(SCHEDULES.c.next_at, SCHEDULES.c.id).limit(limit)
        return [mapping.schedule_of(row) for row in await self._sql.rows(ordered)]

    async def next_at(self) -> datetime | None:
        found: datetime | None = await self._sql.value(select(func.min(SCHEDULES.c.next_at)))
        return found

    async def put(self, schedule: Schedule) -> None:
        await self._sql.put(SCHEDULES, mapping.schedule_values(schedule))

    async def advance(self, moments: Iterable[tuple[ScheduleId, datetime | None]]) -> None:
        if values := [{"which": id, "moment": moment} for id, moment in moments]:  # noqa: A001
            await self._sql.change(_ADVANCE, values)

    async def remove(self, id: ScheduleId) -> None:  # noqa: A002
        await self._sql.change(delete(SCHEDULES).where(SCHEDULES.c.id == id))


class SqlLease:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def get(self) -> Lease | None:
        row = await self._sql.first(select(LEASE))
        return None if row is None else mapping.lease_of(row)

    async def take(self, lease: Lease, now: datetime, *, force: bool = False) -> bool:
        values = mapping.lease_values(lease)
        free = or_(LEASE.c.boot == lease.boot, LEASE.c.expires_at <= now)
        taken = insert_into(self._sql.dialect, LEASE).values(id=1, **values)
        swap = taken.on_conflict_do_update(index_elements=[LEASE.c.id], set_=values, where=true() if force else free)
        return await self._sql.change(swap) == 1

    async def holds(self, boot: BootId) -> bool:
        asked = select(LEASE.c.boot).where(LEASE.c.boot == boot)
        if self._sql.writing:  # SQLite has one writer and ignores it; on PostgreSQL it is the fence
            asked = asked.with_for_update(read=True)
        return await self._sql.first(asked) is not None

    async def give_back(self, boot: BootId) -> None:
        await self._sql.change(delete(LEASE).where(LEASE.c.boot == boot))
