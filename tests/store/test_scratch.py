"""A database of our own for a while, and whether a database is whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from spark_tui.domain.errors import Invalid, StoreError
from spark_tui.store.scratch import damage, scratch_database
from spark_tui.store.sql import open_store


def databases(server: str) -> set[str]:
    with psycopg.connect(server) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}


async def test_a_scratch_database_is_new_and_empty_and_gone_afterwards(postgres_server: str) -> None:
    with scratch_database(postgres_server) as url:
        name = url.rpartition("/")[2]
        await (await open_store(url)).close()
        assert name in databases(postgres_server)
        assert damage(url) == []
    assert name not in databases(postgres_server)


def test_it_goes_although_somebody_is_connected(postgres_server: str) -> None:
    with scratch_database(postgres_server) as url:
        connection = psycopg.connect(url)
    assert url.rpartition("/")[2] not in databases(postgres_server)
    connection.close()


def test_beside_a_file_there_is_none(file: Path) -> None:
    with pytest.raises(Invalid, match="a file, not a server"), scratch_database(f"sqlite:///{file}"):
        pass


def test_a_server_that_is_not_there_is_said_in_words() -> None:
    nowhere = "postgresql://postgres@127.0.0.1:1/x"
    with pytest.raises(StoreError, match="nothing listens there"), scratch_database(nowhere):
        pass


async def test_a_store_as_we_make_it_is_whole(file: Path) -> None:
    await (await open_store(f"sqlite:///{file}")).close()
    assert damage(f"sqlite:///{file}") == []


TABLES = "CREATE TABLE a (id PRIMARY KEY, n CHECK (n > 0)); CREATE TABLE b (a REFERENCES a)"


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("PRAGMA ignore_check_constraints=1; INSERT INTO a VALUES (1, 0)", "CHECK"),
        ("INSERT INTO b VALUES (1)", "points at nothing"),
    ],
)
def test_damage_in_a_file_is_found(tmp_path: Path, script: str, found: str) -> None:
    with closing(sqlite3.connect(tmp_path / "ill.db")) as connection:
        connection.executescript(f"{TABLES}; {script}")
    (complaint,) = damage(f"sqlite:///{tmp_path / 'ill.db'}")
    assert found in complaint


def test_damage_on_a_server_is_found(postgres_server: str) -> None:
    with scratch_database(postgres_server) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (n int)")
        connection.execute("INSERT INTO t VALUES (1), (1)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (n)")
        assert damage(url) == ["the index broken is not valid"]
