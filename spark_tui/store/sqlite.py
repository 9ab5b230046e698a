"""A database in one file of this machine.

WAL, so that readers and the one writer do not wait for each other. A write transaction takes the
writer's place when it begins, never in the middle, where SQLite could only refuse.
"""

import sqlite3
from asyncio import to_thread
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import sleep

from sqlalchemy import URL, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from spark_tui.service import private
from spark_tui.service.ports import Space
from spark_tui.store import sqlite_file
from spark_tui.store.database import begin_as_told, beginning_with
from spark_tui.store.pieces import Direct

PATIENCE = 10.0  # seconds to wait for the writer's place
WAL_KEPT = 16 * 1024 * 1024  # bytes of log that stay on disk after a checkpoint
_CONNECTIONS = 4  # each is a thread; more readers than that wait their turn
_RETRIES = 200
READING = ("BEGIN",)
DURABLE = ("PRAGMA synchronous=FULL", "BEGIN IMMEDIATE")
QUICK = ("PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE")


class SqliteDatabase:
    """A Database over one file."""

    password = ""

    def __init__(self, path: Path) -> None:
        self.where, self._path = str(path), path
        url = URL.create("sqlite+aiosqlite", database=str(path))
        self._engine = create_async_engine(
            url,
            connect_args={"isolation_level": None, "timeout": PATIENCE},
            pool_size=_CONNECTIONS,
            max_overflow=0,
            hide_parameters=True,
        )
        event.listen(self._engine.sync_engine, "connect", _set_up)
        begin_as_told(self._engine)
        self.reading = beginning_with(self._engine, *READING)
        self.durable = beginning_with(self._engine, *DURABLE)
        self.quick = beginning_with(self._engine, *QUICK)
        self.direct = _direct(path)
        self._ear = _connect(path, timeout=0)
        self._heard = self._data_version()

    async def announce(self, connection: AsyncConnection) -> None:
        """SQLite tells by itself: every commit of another connection moves `data_version`."""

    async def changed(self) -> bool:
        """Whether any other connection committed, our own pool's too: one path for all news."""
        before, self._heard = self._heard, self._data_version()
        return self._heard != before

    async def space(self) -> Space:
        return await to_thread(sqlite_file.space, self._path, self._beside)

    async def shrink(self) -> bool:
        return await to_thread(sqlite_file.shrink, self._path, self._beside)

    async def compact(self) -> None:
        await to_thread(sqlite_file.compact, self._beside)

    async def copy_to(self, file: Path) -> None:
        await to_thread(sqlite_file.copy, self._beside, file)

    async def damages(self) -> Sequence[str]:
        return await to_thread(sqlite_file.damages, self._beside)

    def _beside(self) -> sqlite3.Connection:
        return _connect(self._path, timeout=PATIENCE)

    def _data_version(self) -> int:
        try:
            return int(self._ear.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:  # somebody recovers the log just now: look again
            return -1

    async def close(self) -> None:
        await self._engine.dispose()
        self.direct.engine.dispose()
        self._ear.close()


async def open_sqlite(path: Path) -> SqliteDatabase:
    """Opens the file, created for its owner alone where there is none."""
    await to_thread(_prepare, path)
    return SqliteDatabase(path)


def _direct(path: Path) -> Direct:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"isolation_level": None, "timeout": PATIENCE, "check_same_thread": False},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up)
    begin_as_told(engine)
    reading, durable, quick = (beginning_with(engine, *statements) for statements in (READING, DURABLE, QUICK))
    return Direct(engine, reading, durable, quick)


def _prepare(path: Path) -> None:
    """Its -wal and -shm get the mode of the file."""
    private.file(path, make=True)
    private.files(Path(f"{path}{suffix}") for suffix in private.COMPANIONS)
    with closing(_connect(path, timeout=PATIENCE)) as connection:
        _use_wal(connection, path)


def _use_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Kept in the file. SQLite does not wait for a lock here, so two that open a fresh file at once ask again."""
    for _ in range(_RETRIES):
        try:
            if not path.stat().st_size:  # said later, it would want the writer's place and change nothing
                connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            sleep(PATIENCE / _RETRIES)
        else:
            return
    raise sqlite3.OperationalError("database is locked")


def _set_up(connection: DBAPIConnection, record: object) -> None:  # noqa: ARG001 - SQLAlchemy hands both
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA journal_size_limit={WAL_KEPT}")
    cursor.close()


def _connect(path: Path, timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
