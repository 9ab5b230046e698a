"""The places over which the store is tested: a fresh file, and a database of our own on a PostgreSQL server."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from psycopg import sql as pg

from spark_tui.store.rows.runs import RUNS
from spark_tui.store.sql import SqlStore, open_store

SERVER = os.environ.get("SPARK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The server's URL; skips where there is none, fails where there must be one."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL for the tests (SPARK_TEST_POSTGRES): {error}"
        if os.environ.get("SPARK_REQUIRE_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return SERVER


@pytest.fixture(scope="session")
def session_postgres(postgres_server: str) -> Iterator[str]:
    yield from _own_database(postgres_server)


@pytest.fixture
def fresh_postgres(postgres_server: str) -> Iterator[str]:
    """A database without tables."""
    yield from _own_database(postgres_server)


@pytest.fixture
def empty_postgres(session_postgres: str) -> str:
    """The session's database with empty tables."""
    tables = ", ".join(RUNS.metadata.tables)
    with psycopg.connect(session_postgres) as connection:
        if connection.execute("SELECT to_regclass('lease')").fetchone() != (None,):
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())
    return session_postgres


def _own_database(server: str) -> Iterator[str]:
    name = f"spark_test_{token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(pg.SQL("CREATE DATABASE {}").format(pg.Identifier(name)))
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(pg.SQL("DROP DATABASE {} WITH (FORCE)").format(pg.Identifier(name)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "spark" / "spark.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, file: Path) -> str:
    """The URL of an empty place of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture
async def store(place: str) -> AsyncIterator[SqlStore]:
    opened = await open_store(place)
    yield opened
    await opened.close()


@pytest.fixture
async def other(store: SqlStore, place: str) -> AsyncIterator[SqlStore]:
    """What a second process has: its own store over the same place."""
    opened = await open_store(place)
    yield opened
    await opened.close()
