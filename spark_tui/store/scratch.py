"""A place of our own beside a store, for what must not touch it; and whether a place is whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from secrets import token_hex
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.store.address import PostgresUrl, SqlitePath, address_of
from spark_tui.store.trouble import told_in_words


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """The URL of a new, empty database on the server of `url`; it is dropped afterwards.

    Raises Invalid when `url` is a file, StoreError when the server refuses.
    """
    address = address_of(url)
    if isinstance(address, SqlitePath):
        raise Invalid("the store is a file, not a server", hint="set SPARK_STORE to a postgresql:// URL")
    name = f"spark_scratch_{token_hex(6)}"
    with _connected(address) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield address.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        with _connected(address) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def damage(url: str) -> list[str]:
    """What the database complains of when it looks at all of itself; nothing when it is whole."""
    address = address_of(url)
    return _damage_of_file(address) if isinstance(address, SqlitePath) else _damage_on_server(address)


def _damage_of_file(address: SqlitePath) -> list[str]:
    with told_in_words(address.where), closing(sqlite3.connect(address.path)) as connection:
        found = [str(complaint) for (complaint,) in connection.execute("PRAGMA integrity_check")]
        strays = [f"a row of {table} points at nothing" for table, *_ in connection.execute("PRAGMA foreign_key_check")]
    return [complaint for complaint in found if complaint != "ok"] + strays


def _damage_on_server(address: PostgresUrl) -> list[str]:
    """Every index that is not valid; and every row is read, which a broken page does not let happen."""
    with _connected(address) as connection:
        tables = connection.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in tables.fetchall():
            connection.execute(f"SELECT count(t::text) FROM {table} t")  # noqa: S608 - quoted by the server
        broken = connection.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid").fetchall()
    return [f"the index {name} is not valid" for (name,) in broken]


@contextmanager
def _connected(address: PostgresUrl) -> Iterator[Any]:
    import psycopg  # 10 MB that SQLite does not need

    told: dict[str, Any] = {**address.url.translate_connect_args(username="user", database="dbname")}
    with (
        told_in_words(address.where, address.password, psycopg.Error),
        closing(psycopg.connect(**(told | dict(address.url.query)), autocommit=True)) as connection,
    ):
        yield connection
