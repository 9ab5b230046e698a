"""What is particular to a server: its refusals, its password, and connections that end."""

import asyncio
import traceback

import psycopg
import pytest
from sqlalchemy import make_url

from spark_tui.domain.errors import StoreError
from spark_tui.store.sql import SqlStore, open_store
from tests.contracts.store import a_source, become_quiet, soon
from tests.store.test_sqlite import together_open

PASSWORD = "s3cr3t-pa55"


@pytest.fixture(params=["postgresql"])
def place(empty_postgres: str) -> str:
    return empty_postgres


def with_parts(url: str, **parts: object) -> str:
    return make_url(url).set(password=PASSWORD, **parts).render_as_string(hide_password=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"port": 1}, "nothing listens there"),
        ({"host": "no-such-host.invalid"}, "nobody knows that host"),
        ({"database": "no_such_database"}, "is not there"),
        ({"username": "no_such_user"}, "has no such user|refuses the password|does not let"),
    ],
    ids=lambda part: str(part)[:40],
)
async def test_a_refusal_is_said_in_words(postgres_server: str, parts: dict[str, object], words: str) -> None:
    with pytest.raises(StoreError, match=words) as told:
        await open_store(with_parts(postgres_server, **parts))
    assert told.value.hint


async def test_no_refusal_holds_the_password(postgres_server: str) -> None:
    with pytest.raises(StoreError) as told:
        await open_store(with_parts(postgres_server, database="no_such_database"))
    assert PASSWORD not in "".join(traceback.format_exception(told.value)) + told.value.hint


async def test_where_is_the_url_without_the_password(session_postgres: str) -> None:
    store = await open_store(with_parts(session_postgres))
    url = make_url(session_postgres)
    assert store.where == f"postgresql://{url.username}@{url.host}:{url.port}/{url.database}"
    await store.close()


@pytest.mark.parametrize("driver", ["postgres", "postgresql+asyncpg", "postgresql+psycopg2"])
async def test_any_driver_in_the_url_is_ours(session_postgres: str, driver: str) -> None:
    store = await open_store(f"{driver}:{session_postgres.partition(':')[2]}")
    await store.close()


async def test_processes_that_open_a_fresh_database_at_once_all_succeed(fresh_postgres: str) -> None:
    await together_open(fresh_postgres, 3)


async def test_a_schema_where_another_program_has_our_names_is_refused(fresh_postgres: str) -> None:
    with psycopg.connect(fresh_postgres) as connection:
        connection.execute("CREATE TABLE runs (miles int)")
    with pytest.raises(StoreError, match="belongs to another program: it has a table “runs”"):
        await open_store(fresh_postgres)


async def test_a_lost_ear_is_news_and_hears_again(store: SqlStore, other: SqlStore, place: str) -> None:
    await become_quiet(store)
    end_connections(place)
    assert await soon(store)
    await asyncio.sleep(0.1)
    await become_quiet(store)
    async with other.write() as tx:
        await tx.sources.put(a_source())
    assert await soon(store)


async def test_connections_that_the_server_ended_are_replaced(store: SqlStore, place: str) -> None:
    end_connections(place)
    async with store.write() as tx:
        await tx.sources.put(a_source())
        assert len(await tx.sources.all()) == 1


async def test_a_connection_that_ends_within_a_transaction_is_said_in_words(store: SqlStore, place: str) -> None:
    async def write_meanwhile() -> None:
        async with store.write() as tx:
            end_connections(place)
            await tx.sources.put(a_source())

    with pytest.raises(StoreError, match="closed the connection"):
        await write_meanwhile()


async def test_a_server_that_is_gone_does_not_hinder_closing(place: str) -> None:
    store = await open_store(place)
    async with store.read() as tx:
        await tx.sources.all()
    end_connections(place)
    await store.close()


async def test_a_reader_cannot_write(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="may not be written"):
        async with store.read() as tx:
            await tx.sources.put(a_source())


def end_connections(place: str) -> None:
    with psycopg.connect(place) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
