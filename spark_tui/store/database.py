"""What the store needs of a database, whichever it is.

SQLite and PostgreSQL differ in how they are opened, in how a transaction begins, and in how one
hears of a commit. All else is SQL, and the same.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from spark_tui.service.ports import Space
from spark_tui.store.pieces import Direct

_BEGIN_WITH = "spark_begin_with"
E = TypeVar("E", AsyncEngine, Engine)


class Database(Protocol):
    """Three ways to begin a transaction on one pool of connections, and an ear for commits."""

    where: str
    password: str
    reading: AsyncEngine
    durable: AsyncEngine
    quick: AsyncEngine
    direct: Direct

    async def announce(self, connection: AsyncConnection) -> None:
        """Tells others, at the commit of this transaction, that something changed."""

    async def changed(self) -> bool: ...
    async def space(self) -> Space: ...
    async def shrink(self) -> bool: ...
    async def compact(self) -> None: ...
    async def copy_to(self, file: Path) -> None: ...
    async def damages(self) -> Sequence[str]: ...
    async def close(self) -> None: ...


def begin_as_told(engine: AsyncEngine | Engine) -> None:
    """Every transaction of the engine, and of those made from it, begins with its own statements."""

    @event.listens_for(engine.sync_engine if isinstance(engine, AsyncEngine) else engine, "begin")
    def begin(connection: Connection) -> None:
        for statement in connection.get_execution_options().get(_BEGIN_WITH, ()):
            connection.exec_driver_sql(statement)


def beginning_with(engine: E, *statements: str) -> E:
    """The same pool; its transactions begin with these statements."""
    return engine.execution_options(**{_BEGIN_WITH: statements})
