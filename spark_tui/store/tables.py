"""Sources, workflows, schedules and the lease: the ports' tables over SQL."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Column, Select, bindparam, delete, func, or_, select, true, update

from spark_tui.domain.delivery import Deliver
from spark_tui.domain.ids import BootId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import SecretName, Source
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Lease, Located
from spark_tui.store import mapping
from spark_tui.store.rows import GUESTS, LEASE, SCHEDULES, SOURCES, WORKFLOWS
from spark_tui.store.shapes import deliver_from_json
from spark_tui.store.statements import Statements, insert_into

_PAGE = 1_000
_BY_ID = select(SCHEDULES).order_by(SCHEDULES.c.id).limit(_PAGE)
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

    async def located(self, ids: Collection[WorkflowId]) -> dict[WorkflowId, Located]:
        if not ids:
            return {}
        found = await self._sql.rows(select(WORKFLOWS).where(WORKFLOWS.c.id.in_(ids)))
        workflows = [mapping.workflow_of(row) for row in found]
        of = {workflow.source for workflow in workflows}
        there = await self._sql.rows(select(SOURCES).where(SOURCES.c.id.in_(of)))
        sources = {source.id: source for source in map(mapping.source_of, there)}
        return {one.id: Located(one, sources[one.source]) for one in workflows if one.source in sources}

    async def put(self, *workflows: Workflow) -> None:
        if workflows:
            await self._sql.put(WORKFLOWS, [mapping.workflow_values(workflow) for workflow in workflows])

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
            found = [mapping.schedule_of(row) for row in rows]
            unreadable += [schedule for schedule in found if isinstance(schedule, Unreadable)]
            last = rows[-1].id
        return sorted(unreadable, key=lambda schedule: (schedule.name.casefold(), schedule.id))

    async def get(self, id: ScheduleId) -> Schedule | None:  # noqa: A002
        found = await self.find(id)
        return found if isinstance(found, Schedule) else None

    async def find(self, id: ScheduleId) -> Schedule | Unreadable | None:  # noqa: A002
        row = await self._sql.first(select(SCHEDULES).where(SCHEDULES.c.id == id))
        return None if row is None else mapping.schedule_of(row)

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
        found = [mapping.schedule_of(row, often=True) for row in await self._sql.rows(asked)]
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

    async def renew(self, lease: Lease) -> bool:
        values = mapping.lease_values(lease)
        before = await self._sql.first(select(LEASE).where(LEASE.c.boot == lease.boot))
        if before is None:
            return False
        news = replace(mapping.lease_of(before), expires_at=lease.expires_at) != lease
        return await self._sql.change(update(LEASE).where(LEASE.c.boot == lease.boot).values(values), news=news) == 1

    async def let_in(self, guest: Lease, now: datetime) -> None:
        await self._sql.change(delete(GUESTS).where(GUESTS.c.expires_at <= now, GUESTS.c.id != guest.boot))
        await self._sql.put(GUESTS, mapping.guest_values(guest))

    async def show_out(self, now: datetime) -> None:
        await self._sql.change(delete(GUESTS).where(GUESTS.c.expires_at <= now))

    async def boots(self, now: datetime) -> set[BootId]:
        engine = select(LEASE.c.boot).where(LEASE.c.expires_at > now)
        guests = select(GUESTS.c.id).where(GUESTS.c.expires_at > now)
        return {BootId(row.boot) for row in await self._sql.rows(engine.union_all(guests))}

    async def holds(self, boot: BootId) -> bool:
        return await self._is_there(LEASE.c.boot, boot) or await self._is_there(GUESTS.c.id, boot)

    async def _is_there(self, column: Column[str], boot: BootId) -> bool:
        asked = select(column).where(column == boot)
        if self._sql.writing:  # SQLite has one writer and ignores it; on PostgreSQL it is the fence
            asked = asked.with_for_update(read=True)
        return await self._sql.first(asked) is not None

    async def give_back(self, boot: BootId) -> None:
        await self._sql.change(delete(LEASE).where(LEASE.c.boot == boot))
        await self._sql.change(delete(GUESTS).where(GUESTS.c.id == boot))
