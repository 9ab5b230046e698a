"""One transaction's statements, said in the words of its database."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from spark_tui.service.whole import whole
from spark_tui.store.rows import Values

_COUNTED = {"preserve_rowcount": True}  # SQLAlchemy forgets the count of an INSERT otherwise

Insert = sqlite.Insert | postgresql.Insert
Many = Sequence[Values]


class Statements:
    """Reads rows and changes them; `changed` says whether any row was that others want to hear of."""

    def __init__(self, connection: AsyncConnection | Connection, *, writing: bool) -> None:
        self._connection = connection
        self.dialect = connection.dialect.name
        self.writing = writing
        self.changed = False

    async def rows(self, statement: Executable, values: Values | Many | None = None) -> Sequence[Row[Any]]:
        return (await self._execute(statement, values)).all()

    async def first(self, statement: Executable) -> Row[Any] | None:
        return (await self._execute(statement)).first()

    async def value(self, statement: Executable) -> Any:
        return (await self._execute(statement)).scalar()

    async def change(self, statement: Executable, values: Values | Many | None = None, *, news: bool = True) -> int:
        """How many rows it changed."""
        result = await self._execute(statement, values, execution_options=_COUNTED)
        self.changed = self.changed or (news and result.rowcount != 0)
        return result.rowcount

    async def _execute(
        self, statement: Executable, values: Values | Many | None = None, **how: Any
    ) -> CursorResult[Any]:
        assert isinstance(self._connection, AsyncConnection)
        return await whole(self._connection.execute(statement, values, **how))

    async def put(self, table: Table, values: Values | Sequence[Values], *, news: bool = True) -> None:
        """Insert the row, or replace the one that has its id; or many of them."""
        await self.change(_upsert(self.dialect, table), values, news=news)

    async def insert_new(self, table: Table, values: Sequence[Values]) -> set[str]:
        """Insert the rows that clash with none; answers their ids."""
        inserted = await self.rows(_insert_new(self.dialect, table), values)
        self.changed = self.changed or bool(inserted)
        return {row.id for row in inserted}


def insert_into(dialect: str, table: Table) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@lru_cache(maxsize=32)
def _upsert(dialect: str, table: Table) -> Insert:
    insert = insert_into(dialect, table)
    new = {column.name: insert.excluded[column.name] for column in table.c if not column.primary_key}
    return insert.on_conflict_do_update(index_elements=[table.c.id], set_=new)


@lru_cache(maxsize=32)
def _insert_new(dialect: str, table: Table) -> Executable:
    return insert_into(dialect, table).on_conflict_do_nothing().returning(table.c.id)
