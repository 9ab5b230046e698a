"""A database on a PostgreSQL server.

Write transactions go one after the other, as they do on SQLite: each begins with the same advisory
lock. So a rule that reads and then writes means the same on both, and the numbers of lines become
visible in their order, which a reader's cursor relies on.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from spark_tui.domain.errors import StoreError
from spark_tui.service.ports import Space
from spark_tui.service.whole import whole
from spark_tui.store.address import PostgresUrl
from spark_tui.store.database import begin_as_told, beginning_with
from spark_tui.store.dump import dump
from spark_tui.store.pieces import Direct
from spark_tui.store.trouble import in_words

CHANNEL = "spark_changed"
LOCK = 0x5370_6172_6B  # “Spark”
_CONNECTIONS = 4
_RECONNECT_AFTER = 1.0  # seconds between attempts to listen again
_SETTINGS = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'; SET timezone = 'UTC'"
# A server that vanished without a word is noticed within a minute, not after two hours.
_KEEPALIVE = {"connect_timeout": "10", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
_TURN = f"SELECT pg_advisory_xact_lock({LOCK})"
_QUICK_TURN = f"{_TURN}, set_config('synchronous_commit', 'off', true)"
_ANNOUNCE = text(f"SELECT pg_notify('{CHANNEL}', '')")


class PostgresDatabase:
    """A Database over a server. `open_postgres` makes one."""

    def __init__(self, address: PostgresUrl) -> None:
        self.where, self.password = address.where, address.password
        self._url = _patient(address.url)
        self._engine = create_async_engine(
            self._url, pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=True, hide_parameters=True
        )
        event.listen(self._engine.sync_engine, "connect", _set_up)
        begin_as_told(self._engine)
        view = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.reading = view
        self.durable = beginning_with(self._engine, _TURN)
        self.quick = beginning_with(self._engine, _QUICK_TURN)
        self.direct = _direct(self._url)
        self._ear: psycopg.AsyncConnection[Any] | None = None
        self._listen_again_at = 0.0

    async def announce(self, connection: AsyncConnection) -> None:
        """Goes out when the transaction commits, and not when it does not."""
        await connection.execute(_ANNOUNCE)

    async def changed(self) -> bool:
        """Whether a commit was announced. A lost connection is news too: nobody knows what was missed."""
        if self._ear is None:
            return await self._listen_again()
        try:
            return _drain(self._ear.pgconn)
        except psycopg.Error:
            await self._stop_listening()
            return True

    async def space(self) -> Space:
        async with self.reading.connect() as connection:
            total = (await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar()
        return Space(int(total or 0))

    async def shrink(self) -> bool:
        """The server does that by itself (autovacuum)."""
        return False

    async def compact(self) -> None:
        raise StoreError(f"the database {self.where} is kept small by its server", hint="see VACUUM in its manual")

    async def copy_to(self, file: Path) -> None:
        await dump(self._url, file, self.where)

    async def damages(self) -> Sequence[str]:
        """The server watches over its files."""
        return []

    async def listen(self) -> None:
        self._ear = await psycopg.AsyncConnection.connect(**_keywords(self._url), autocommit=True)
        await self._ear.execute(f"LISTEN {CHANNEL}")

    async def _listen_again(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now < self._listen_again_at:
            return False
        self._listen_again_at = now + _RECONNECT_AFTER
        try:
            await self.listen()
        except psycopg.Error:
            await self._stop_listening()
        return True

    async def _stop_listening(self) -> None:
        ear, self._ear = self._ear, None
        if ear is not None:
            await ear.close()

    async def close(self) -> None:
        await self._stop_listening()
        await self._engine.dispose()
        self.direct.engine.dispose()


async def open_postgres(address: PostgresUrl) -> PostgresDatabase:
    """Connects; what the server answers when it refuses comes as psycopg says it."""
    database = PostgresDatabase(address)
    try:
        await database.listen()
    except BaseException as wrong:  # ctrl+c too
        await whole(database.close())
        if isinstance(wrong, psycopg.Error):
            raise in_words(wrong, address.where, address.password) from None
        raise
    return database


def _direct(url: URL) -> Direct:
    engine = create_engine(url, pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    begin_as_told(engine)
    view = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Direct(engine, view, beginning_with(engine, _TURN), beginning_with(engine, _QUICK_TURN), _ANNOUNCE)


def _drain(connection: psycopg.pq.abc.PGconn) -> bool:
    """Takes what has arrived, without waiting."""
    connection.consume_input()
    heard = False
    while connection.notifies() is not None:
        heard = True
    return heard


def _patient(url: URL) -> URL:
    """The keepalives that the person did not set."""
    return url.update_query_dict({name: value for name, value in _KEEPALIVE.items() if name not in url.query})


def _keywords(url: URL) -> dict[str, Any]:
    named = url.translate_connect_args(username="user", database="dbname")
    return {**named, **url.query}


def _set_up(connection: DBAPIConnection, record: object) -> None:  # noqa: ARG001 - SQLAlchemy hands both
    cursor = connection.cursor()
    cursor.execute(_SETTINGS)
    cursor.close()
    connection.commit()
