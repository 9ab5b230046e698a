"""The conversation, and the deeds that can be undone."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, insert, select

from spark_tui.domain.change import Deed
from spark_tui.domain.talk import Said
from spark_tui.store import deeds
from spark_tui.store.rows.talk import DEEDS, SAID, said_of, said_values
from spark_tui.store.statements import Statements

KEPT = 100  # deeds; nobody undoes more


class SqlTalk:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def add(self, said: Sequence[Said]) -> None:
        if said:
            await self._sql.change(insert(SAID), [said_values(one) for one in said])

    async def all(self) -> list[Said]:
        return [said_of(row) for row in await self._sql.rows(select(SAID).order_by(SAID.c.seq))]

    async def clear(self) -> None:
        await self._sql.change(delete(SAID))


class SqlDeeds:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def add(self, deed: Deed, *, again: bool = False) -> None:
        if not again:
            await self._sql.change(delete(DEEDS).where(DEEDS.c.undone))
        await self._insert(deed, undone=False)

    async def put_by(self, deed: Deed) -> None:
        await self._insert(deed, undone=True)

    async def _insert(self, deed: Deed, *, undone: bool) -> None:
        values = {"says": deed.says, "undo": deeds.undo_to_json(deed.undo), "undone": undone}
        await self._sql.change(insert(DEEDS), values)
        newest = select(DEEDS.c.seq).order_by(DEEDS.c.seq.desc()).limit(KEPT)
        await self._sql.change(delete(DEEDS).where(DEEDS.c.seq.not_in(newest)))

    async def last(self) -> Deed | None:
        return await self._newest(~DEEDS.c.undone)

    async def last_undone(self) -> Deed | None:
        return await self._newest(DEEDS.c.undone)

    async def _newest(self, which: ColumnElement[bool]) -> Deed | None:
        row = await self._sql.first(select(DEEDS).where(which).order_by(DEEDS.c.seq.desc()).limit(1))
        return None if row is None else Deed(row.says, deeds.undo_from_json(row.undo), row.seq)

    async def remove(self, seq: int) -> None:
        await self._sql.change(delete(DEEDS).where(DEEDS.c.seq == seq))
