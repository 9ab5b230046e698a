"""The Store over SQL: one transaction for every `read()` and `write()`.

store = await open_store("sqlite:////home/ana/.local/share/spark/spark.db")
async with store.write() as tx:
    await tx.schedules.put(schedule)
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from spark_tui.domain.errors import StoreError
from spark_tui.service.ports import Space, Tx
from spark_tui.service.whole import whole, wholly
from spark_tui.store.address import PostgresUrl, SqlitePath, address_of
from spark_tui.store.checks import SqlChecks
from spark_tui.store.database import Database
from spark_tui.store.history import SqlLedger
from spark_tui.store.keeping import SqlKeeping
from spark_tui.store.lease import SqlLease
from spark_tui.store.lines import SqlLines
from spark_tui.store.measures import SqlMeasures
from spark_tui.store.notes import SqlBackfills, SqlFacts, SqlLimits, SqlNotices, SqlOutages, SqlRepairs
from spark_tui.store.outbox import SqlDestinations, SqlOutbox
from spark_tui.store.pieces import read_through, write_through
from spark_tui.store.runs import SqlRuns
from spark_tui.store.schedules import SqlSchedules, SqlSources, SqlWorkflows
from spark_tui.store.schema import HEAD, bring_up_to_date
from spark_tui.store.statements import Statements
from spark_tui.store.talk import SqlDeeds, SqlTalk
from spark_tui.store.trouble import told_in_words

T = TypeVar("T")
TURN = 30.0  # seconds a writer waits for the others of its own process


async def open_store(url: str, *, is_copy: bool = False) -> "SqlStore":
    """Opens the database of that URL, creates or migrates its tables.

    Raises StoreError, in words for people and without the password.
    """
    address = address_of(url)
    with told_in_words(address.where, address.password, OSError):
        database = await _open(address)
        try:
            await bring_up_to_date(database, is_copy=is_copy)
        except BaseException:
            await whole(database.close())
            raise
    return SqlStore(database)


async def _open(address: SqlitePath | PostgresUrl) -> Database:
    match address:
        case SqlitePath(path):
            from spark_tui.store.sqlite import open_sqlite

            return await open_sqlite(path)
        case PostgresUrl():
            from spark_tui.store.postgres import open_postgres  # psycopg, 10 MB that SQLite does not need

            return await open_postgres(address)


class SqlTx:
    """One transaction, table by table."""

    def __init__(self, sql: Statements) -> None:
        self.sources = SqlSources(sql)
        self.workflows = SqlWorkflows(sql)
        self.schedules = SqlSchedules(sql)
        self.runs = SqlRuns(sql)
        self.ledger = SqlLedger(sql)
        self.lines = SqlLines(sql)
        self.lease = SqlLease(sql)
        self.talk = SqlTalk(sql)
        self.deeds = SqlDeeds(sql)
        self.checks = SqlChecks(sql)
        self.keeping = SqlKeeping(sql)
        self.measures = SqlMeasures(sql)
        self.facts = SqlFacts(sql)
        self.repairs = SqlRepairs(sql)
        self.outages = SqlOutages(sql)
        self.limits = SqlLimits(sql)
        self.backfills = SqlBackfills(sql)
        self.notices = SqlNotices(sql)
        self.destinations = SqlDestinations(sql)
        self.outbox = SqlOutbox(sql)


class SqlStore:
    """Where everything is kept. Belongs to the event loop in which it was opened."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._closed = False

    @property
    def where(self) -> str:
        return self._database.where

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        self._must_be_open()
        with told_in_words(self.where, self._database.password):
            async with wholly(self._database.reading.connect()) as connection:
                yield SqlTx(Statements(connection, writing=False))

    @asynccontextmanager
    async def write(self, *, durable: bool = True) -> AsyncIterator[Tx]:
        self._must_be_open()
        engine = self._database.durable if durable else self._database.quick
        async with self._our_turn():
            with told_in_words(self.where, self._database.password):
                async with wholly(engine.begin()) as connection:
                    statements = Statements(connection, writing=True)
                    yield SqlTx(statements)
                    if statements.changed:
                        await self._database.announce(connection)

    async def look(self, body: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
        return await self._on_a_thread(lambda: read_through(self._database.direct, lambda sql: body(SqlTx(sql))))

    async def apply(self, body: Callable[[Tx], Coroutine[Any, Any, T]], *, durable: bool = True) -> T:
        def work() -> T:
            return write_through(self._database.direct, lambda sql: body(SqlTx(sql)), durable=durable)

        async with self._our_turn():
            return await self._on_a_thread(work)

    async def _on_a_thread(self, work: Callable[[], T]) -> T:
        self._must_be_open()
        with told_in_words(self.where, self._database.password):
            return await whole(asyncio.to_thread(work))

    @asynccontextmanager
    async def _our_turn(self) -> AsyncIterator[None]:
        """The writers of one process queue here in order, instead of racing for the database's lock."""
        try:
            async with asyncio.timeout(TURN):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreError(f"the database {self.where} is busy: a write of this program does not end") from None
        try:
            yield
        finally:
            self._turn.release()

    async def changed(self) -> bool:
        self._must_be_open()
        with told_in_words(self.where, self._database.password):
            return await self._database.changed()

    # ------------------------------------------------------------------ upkeep

    @property
    def kind(self) -> str:
        dialect = self._database.reading.dialect
        if dialect.name == "sqlite":
            return f"SQLite {sqlite3.sqlite_version}, tables {HEAD}"
        number = ".".join(str(part) for part in getattr(dialect, "server_version_info", None) or ())
        return f"PostgreSQL {number}, tables {HEAD}"

    async def space(self) -> Space:
        return await self._kept(self._database.space)

    async def shrink(self) -> bool:
        async with self._our_turn():
            return await self._kept(self._database.shrink)

    async def compact(self) -> None:
        async with self._our_turn():
            await self._kept(self._database.compact)

    async def copy_to(self, file: Path) -> None:
        await self._kept(lambda: self._database.copy_to(file))

    async def damages(self) -> Sequence[str]:
        return await self._kept(self._database.damages)

    async def _kept(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        self._must_be_open()
        with told_in_words(self.where, self._database.password, OSError):
            return await whole(work())

    async def close(self) -> None:
        """Ends every connection; may be called twice."""
        if not self._closed:
            self._closed = True
            await whole(self._database.close())

    def _must_be_open(self) -> None:
        if self._closed:
            raise StoreError("the database was closed")
