"""A file gives its free space back in slices; its log does not grow without end."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from spark_tui.store import sqlite_file
from spark_tui.store.sql import SqlStore, open_store
from tests.contracts.store import some_lines


@pytest.fixture(params=["sqlite"])
def place(file: Path) -> str:
    return f"sqlite:///{file}"


async def fill_and_empty(store: SqlStore, count: int = 4_000) -> None:
    async with store.write() as tx:
        await tx.lines.add(some_lines("r", *["x" * 1_000] * count))
    async with store.write() as tx:
        while await tx.keeping.drop_stray_lines("r", 1_000):  # type: ignore[arg-type]
            pass


async def test_a_new_file_gives_free_space_back_slice_by_slice(store: SqlStore) -> None:
    await fill_and_empty(store)
    before, slices = await store.space(), 1
    while await store.shrink():
        slices += 1
    after = await store.space()
    assert before.free > 3_000_000 > 100_000 > after.free
    assert 12 <= slices <= 30
    assert list(await store.damages()) == []


async def test_a_file_of_an_older_spark_shrinks_once_it_was_compacted(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (x); DROP TABLE t;")
    store = await open_store(f"sqlite:///{file}")
    await fill_and_empty(store)
    assert not await store.shrink()
    before = await store.space()
    await store.compact()
    after = await store.space()
    assert (before.shrinks, after.shrinks, after.free) == (False, True, 0)
    await fill_and_empty(store)
    assert await store.shrink()
    await store.close()


async def test_a_log_that_a_reader_kept_long_is_cut_when_the_reader_has_gone(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "LOG_TOO_LONG", 1_000_000)
    async with store.read() as reader:
        await reader.sources.all()
        await fill_and_empty(store)
        await store.shrink()
        assert (await store.space()).log > 1_000_000
    await store.shrink()
    assert (await store.space()).log < 1_000_000


async def test_a_damaged_file_is_told(store: SqlStore, file: Path) -> None:
    async with store.write() as tx:
        await tx.lines.add(some_lines("r", *["x" * 1_000] * 100))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_lines_of_run'").fetchone()
    with file.open("r+b") as opened:
        opened.seek((root - 1) * 4096 + 8)
        opened.write(b"\xff" * 40)
    assert await store.damages()
