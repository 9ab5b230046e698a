"""What is particular to a file: its rights, its log, and others who open it."""

import asyncio
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from spark_tui.domain.errors import StoreError
from spark_tui.domain.source import Health
from spark_tui.store import sqlite
from spark_tui.store.sql import SqlStore, open_store
from tests.contracts.store import MINUTE, NOW, a_run, a_schedule, a_source, some_lines


@pytest.fixture(params=["sqlite"])
def place(file: Path) -> str:
    return f"sqlite:///{file}"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
async def test_the_file_and_its_companions_are_for_their_owner_alone(store: SqlStore, file: Path, suffix: str) -> None:
    async with store.write() as tx:
        await tx.sources.put(a_source())
    assert mode(Path(f"{file}{suffix}")) == 0o600


async def test_so_is_the_folder_that_was_made_for_it(store: SqlStore, file: Path) -> None:
    assert mode(file.parent) == 0o700


def readable_by_others(file: Path) -> None:
    file.parent.mkdir()
    file.touch(0o644)


async def test_a_file_that_others_could_read_is_closed_to_them(file: Path) -> None:
    readable_by_others(file)
    await (await open_store(f"sqlite:///{file}")).close()
    assert mode(file) == 0o600


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 10_000)])
async def test_a_connection_is_set_up(store: SqlStore, pragma: str, value: object) -> None:
    async with store._database.reading.connect() as connection:
        assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == value


@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 1)])
async def test_only_what_must_last_waits_for_the_disk(store: SqlStore, durable: bool, synchronous: int) -> None:
    for before in (True, False):
        async with store.write(durable=before):
            pass
        async with store.write(durable=durable) as tx:
            assert await tx.lines._sql.value(text("PRAGMA synchronous")) == synchronous  # type: ignore[attr-defined]


async def test_where_is_the_path(store: SqlStore, file: Path) -> None:
    assert store.where == str(file)


async def test_closing_leaves_one_file(file: Path) -> None:
    store = await open_store(f"sqlite:///{file}")
    async with store.write() as tx:
        await tx.sources.put(a_source())
    await store.close()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


async def test_closing_twice_is_no_harm(file: Path) -> None:
    store = await open_store(f"sqlite:///{file}")
    await store.close()
    await store.close()


@pytest.mark.parametrize("use", [SqlStore.read, SqlStore.write])
async def test_a_closed_store_says_so(file: Path, use: Callable[[SqlStore], object]) -> None:
    store = await open_store(f"sqlite:///{file}")
    await store.close()
    with pytest.raises(StoreError, match="was closed"):
        async with use(store):  # type: ignore[attr-defined]
            pass


LETTER = b"this is not a database, it is a letter to my aunt. " * 100


def rubbish(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(LETTER)


def content(file: Path) -> bytes:
    return file.read_bytes()


def folder(file: Path) -> None:
    file.mkdir(parents=True)


def path_through_a_file(file: Path) -> None:
    file.parent.write_text("in the way")


@pytest.mark.parametrize(
    ("obstacle", "words"),
    [(rubbish, "is no database"), (folder, "is not a file"), (path_through_a_file, "leads through a file")],
)
async def test_what_cannot_be_opened_is_said_in_words(file: Path, obstacle: Callable[[Path], None], words: str) -> None:
    obstacle(file)
    with pytest.raises(StoreError, match=words) as told:
        await open_store(f"sqlite:///{file}")
    assert told.value.hint


async def test_a_place_that_may_not_be_written_is_said_in_words() -> None:
    with pytest.raises(StoreError, match=r"/proc/spark/spark\.db"):
        await open_store("sqlite:////proc/spark/spark.db")


async def test_rubbish_is_left_as_it_was(file: Path) -> None:
    rubbish(file)
    with pytest.raises(StoreError):
        await open_store(f"sqlite:///{file}")
    assert content(file) == LETTER


async def test_a_locked_database_is_said_in_words_after_a_while(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.2)
    store = await open_store(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is busy"):
            async with store.write():
                pass
        holder.execute("ROLLBACK")
    async with store.write() as tx:
        await tx.sources.put(a_source())
    await store.close()


async def test_a_full_disk_is_said_in_words_and_nothing_is_half_kept(store: SqlStore) -> None:
    async def fill_the_disk() -> None:
        async with store.write() as tx:
            await tx.sources.put(a_source())
            await tx.lines._sql.value(text("PRAGMA max_page_count=1"))  # type: ignore[attr-defined]
            await tx.runs.add([a_run(result="x" * 10_000_000)])

    with pytest.raises(StoreError, match="the disk is full"):
        await fill_the_disk()
    async with store.read() as tx:
        assert await tx.sources.all() == []


async def test_a_missing_table_is_said_in_words(store: SqlStore, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE lines")
    with pytest.raises(StoreError, match="a table is missing"):
        async with store.read() as tx:
            await tx.lines.last_seq()


@pytest.mark.parametrize("column", ["timing", "policy", "pause"])
async def test_a_schedule_that_was_changed_by_hand_is_named_and_hides_no_other(
    store: SqlStore, file: Path, column: str
) -> None:
    well, bad = a_schedule("well", NOW), a_schedule("bad", NOW - MINUTE)
    async with store.write() as tx:
        await tx.schedules.put(well)
        await tx.schedules.put(bad)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            f"""UPDATE schedules SET {column} = '{{"triggers": [{{"moon": "full"}}]}}' WHERE id = 'bad'"""
        )
    async with store.read() as tx:
        assert (await tx.schedules.all(), await tx.schedules.due(NOW, 1)) == ([well], [well])
        assert (await tx.schedules.get(well.id), await tx.schedules.get(bad.id)) == (well, None)
        [named] = await tx.schedules.unreadable()
    assert named.reason.startswith("schedule “bad” (bad) cannot be read from the database:")


async def test_a_health_that_was_changed_by_hand_is_not_known(store: SqlStore, file: Path) -> None:
    async with store.write() as tx:
        await tx.sources.put(a_source())
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE sources SET health = '{}'")
    async with store.read() as tx:
        assert [source.health for source in await tx.sources.all()] == [Health()]


async def test_a_damaged_file_is_told_in_words_to_whoever_listens(store: SqlStore) -> None:
    class Damaged:
        def execute(self, statement: str) -> None:
            raise sqlite3.DatabaseError("database disk image is malformed")

        def close(self) -> None:
            return None

    database = store._database
    assert isinstance(database, sqlite.SqliteDatabase)
    database._ear.close()
    database._ear = Damaged()  # type: ignore[assignment]
    with pytest.raises(StoreError, match="is damaged"):
        await store.changed()


async def test_a_number_of_a_line_is_never_given_out_again(store: SqlStore, file: Path) -> None:
    async with store.write() as tx:
        await tx.lines.add(some_lines("r", "a", "b"))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM lines")
    async with store.write() as tx:
        await tx.lines.add(some_lines("r", "c"))
        assert await tx.lines.last_seq() == 3


PROGRAM = """
import asyncio, sys
from spark_tui.store.sql import open_store
from tests.contracts.store import some_lines

async def main():
    store = await open_store(sys.argv[1])
    async with store.write() as tx:
        await tx.lines.add(some_lines("r", "hello"))
    await store.close()

asyncio.run(main())
"""


async def test_processes_that_open_a_fresh_file_at_once_all_succeed(file: Path) -> None:
    await together_open(f"sqlite:///{file}", 3)
    store = await open_store(f"sqlite:///{file}")
    async with store.read() as tx:
        assert await tx.lines.last_seq() == 3
    await store.close()


async def together_open(place: str, count: int) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, place]
    running = [await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE) for _ in range(count)]
    said = [(await process.communicate())[1].decode() for process in running]
    assert [process.returncode for process in running] == [0] * count, said


async def test_stores_that_open_a_fresh_file_at_once_all_succeed(file: Path) -> None:
    stores = await asyncio.gather(*(open_store(f"sqlite:///{file}") for _ in range(5)))
    for store in stores:
        await store.close()


async def test_an_opening_that_is_cancelled_leaves_no_connection_behind(file: Path) -> None:
    """Whenever that is, and while it is letting go too: when it has ended, nobody is still at it."""
    url = f"sqlite:///{file}"
    await (await open_store(url)).close()
    for moment in range(100):
        opening = asyncio.create_task(open_store(url))
        await asyncio.sleep(moment / 10_000)
        for _ in range(3):
            opening.cancel()
            await asyncio.sleep(0)
        with suppress(asyncio.CancelledError):
            await (await opening).close()
        assert asyncio.all_tasks() == {asyncio.current_task()}, f"after {moment / 10} ms"


async def test_another_store_may_close_without_taking_our_locks_away(store: SqlStore, file: Path) -> None:
    async with store.write():
        await (await open_store(f"sqlite:///{file}")).close()
        claim = "import sqlite3,sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
        command = [sys.executable, "-c", claim, str(file)]
        theirs = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)
        said = (await theirs.communicate())[1]
    assert b"database is locked" in said
