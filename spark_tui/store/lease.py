"""The lease, and the guests beside the engine: the port's table over SQL."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Column, delete, or_, select, text, true, update

from spark_tui.domain.errors import Outgrown
from spark_tui.domain.ids import BootId
from spark_tui.service.ports import Lease
from spark_tui.store import schema
from spark_tui.store.rows.lease import GUESTS, LEASE, guest_values, lease_of, lease_values
from spark_tui.store.statements import Statements, insert_into


class SqlLease:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def get(self) -> Lease | None:
        row = await self._sql.first(select(LEASE))
        return None if row is None else lease_of(row)

    async def take(self, lease: Lease, now: datetime, *, force: bool = False) -> bool:
        values = lease_values(lease)
        free = or_(LEASE.c.boot == lease.boot, LEASE.c.expires_at <= now)
        taken = insert_into(self._sql.dialect, LEASE).values(id=1, **values)
        swap = taken.on_conflict_do_update(index_elements=[LEASE.c.id], set_=values, where=true() if force else free)
        return await self._sql.change(swap) == 1 and await self._fits()

    async def renew(self, lease: Lease) -> bool:
        values = lease_values(lease)
        before = await self._sql.first(select(LEASE).where(LEASE.c.boot == lease.boot))
        if before is None:
            return False
        news = replace(lease_of(before), expires_at=lease.expires_at) != lease
        changed = await self._sql.change(update(LEASE).where(LEASE.c.boot == lease.boot).values(values), news=news)
        return changed == 1 and await self._fits()

    async def _fits(self) -> bool:
        """Asked after the row is ours: who changes the tables keeps everybody from it until that is done."""
        found = await self._sql.value(text("SELECT version_num FROM alembic_version"))
        if found != schema.HEAD:
            raise Outgrown(
                f"the tables of the database are those of another Spark now (revision {found})", hint=schema.NEWER
            )
        return True

    async def let_in(self, guest: Lease, now: datetime) -> None:
        await self._sql.change(delete(GUESTS).where(GUESTS.c.expires_at <= now, GUESTS.c.id != guest.boot))
        await self._sql.put(GUESTS, guest_values(guest))

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
