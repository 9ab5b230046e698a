"""What Spark notes of itself: facts, repairs, outages; and what people set: limits, backfills."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, insert, select

from spark_tui.domain.backfill import Backfill
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.limits import Limit
from spark_tui.domain.notice import Notice
from spark_tui.domain.outage import Outage
from spark_tui.service.ports import Repair
from spark_tui.store.rows.notes import (
    BACKFILLS,
    FACTS,
    FAILING,
    LIMITS,
    NOTICES,
    OUTAGES,
    REPAIRS,
    backfill_of,
    backfill_values,
    limit_of,
    limit_values,
    notice_of,
    notice_values,
    outage_of,
    outage_values,
)
from spark_tui.store.statements import Statements


class SqlFacts:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def get(self, name: str) -> str | None:
        found: str | None = await self._sql.value(select(FACTS.c.value).where(FACTS.c.id == name))
        return found

    async def put(self, name: str, value: str, *, news: bool = True) -> None:
        await self._sql.put(FACTS, {"id": name, "value": value}, news=news)


class SqlRepairs:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def note(self, at: datetime, what: str, detail: str) -> None:
        await self._sql.change(insert(REPAIRS), {"at": at, "what": what, "detail": detail})

    async def recent(self, limit: int = 20) -> list[Repair]:
        asked = select(REPAIRS).order_by(REPAIRS.c.seq.desc()).limit(limit)
        return [Repair(row.at, row.what, row.detail) for row in await self._sql.rows(asked)]


class SqlOutages:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def note(self, outage: Outage) -> None:
        await self._sql.change(insert(OUTAGES), outage_values(outage))

    async def since(self, moment: datetime) -> list[Outage]:
        asked = select(OUTAGES).where(OUTAGES.c.until >= moment).order_by(OUTAGES.c.until, OUTAGES.c.seq)
        return [outage_of(row) for row in await self._sql.rows(asked)]


class SqlLimits:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self) -> list[Limit]:
        return [limit_of(row) for row in await self._sql.rows(select(LIMITS).order_by(LIMITS.c.id))]

    async def put(self, limit: Limit) -> None:
        await self._sql.put(LIMITS, limit_values(limit))

    async def remove(self, limit: Limit) -> None:
        await self._sql.change(delete(LIMITS).where(LIMITS.c.id == limit_values(limit)["id"]))


class SqlBackfills:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def add(self, backfill: Backfill) -> None:
        await self._sql.change(insert(BACKFILLS), backfill_values(backfill))

    async def get(self, ids: Collection[str]) -> list[Backfill]:
        found = await self._sql.rows(select(BACKFILLS).where(BACKFILLS.c.id.in_(ids))) if ids else []
        return [backfill_of(row) for row in found]

    async def recent(self, schedule: ScheduleId, limit: int = 20) -> list[Backfill]:
        asked = select(BACKFILLS).where(BACKFILLS.c.schedule_id == schedule)
        rows = await self._sql.rows(asked.order_by(BACKFILLS.c.asked_at.desc()).limit(limit))
        return [backfill_of(row) for row in rows]


class SqlNotices:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def add(self, notices: Sequence[Notice]) -> None:
        if notices:
            await self._sql.insert_new(NOTICES, [notice_values(notice) for notice in notices])

    async def recent(self, limit: int = 50) -> list[Notice]:
        return await self._notices(select(NOTICES).order_by(NOTICES.c.seq.desc()).limit(limit))

    async def after(self, seq: int, limit: int = 100) -> list[Notice]:
        return await self._notices(select(NOTICES).where(NOTICES.c.seq > seq).order_by(NOTICES.c.seq).limit(limit))

    async def last_seq(self) -> int:
        found: int = await self._sql.value(select(func.coalesce(func.max(NOTICES.c.seq), 0)))
        return found

    async def failing(self, schedule: ScheduleId, since: datetime) -> None:
        await self._sql.insert_new(FAILING, [{"id": schedule, "since": since}])

    async def succeeded(self, schedules: Collection[ScheduleId]) -> set[ScheduleId]:
        gone = delete(FAILING).where(FAILING.c.id.in_(schedules)).returning(FAILING.c.id)
        found = {ScheduleId(row.id) for row in await self._sql.rows(gone)} if schedules else set()
        self._sql.changed = self._sql.changed or bool(found)
        return found

    async def _notices(self, asked: Select[*tuple[object, ...]]) -> list[Notice]:
        return [notice_of(row) for row in await self._sql.rows(asked)]
