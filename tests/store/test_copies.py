"""A backup is one moment of the store, checked before it counts; a restored one says what comes next."""

import asyncio
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from spark_tui.domain.errors import Conflict, SparkError, StoreError
from spark_tui.domain.ids import BootId, RunId
from spark_tui.domain.run import Cause, RunState
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.store import copies as module
from spark_tui.store import dump, schema
from spark_tui.store.copies import SqliteCopies
from spark_tui.store.files import locked
from spark_tui.store.postgres_copies import PostgresCopies
from spark_tui.store.sql import SqlStore, open_store
from tests.contracts.store import DAILY, a_run, a_schedule, some_lines
from tests.fakes import START, FakeClock

HOUR = timedelta(hours=1)
LETTER = b"dear aunt " * 1_000


@pytest.fixture(params=["sqlite"])
def place(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def copies(file: Path, clock: FakeClock) -> SqliteCopies:
    return SqliteCopies(file, Path(f"{file}.lock"), clock)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


@pytest.fixture
async def filled(store: SqlStore) -> SqlStore:
    """A store with a schedule that is due at nine each day, a run that ended and its lines."""
    async with store.write() as tx:
        await tx.schedules.put(a_schedule(next_at=START + HOUR))
        await tx.runs.add([a_run(id=RunId("ended"), due_at=START - HOUR, state=RunState.SUCCEEDED)])
        await tx.lines.add(some_lines("ended", "hello", "there"))
    return store


async def runs_of(file: Path) -> dict[str, str]:
    store = await open_store(f"sqlite:///{file}")
    async with store.read() as tx:
        found = {run.id: run.state.value for run in await tx.runs.recent()}
    await store.close()
    return found  # type: ignore[return-value]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def content(path: Path) -> bytes:
    return path.read_bytes()


def rubbish(path: Path) -> None:
    path.write_bytes(LETTER)


def remove(path: Path) -> None:
    path.unlink()


# ------------------------------------------------------------------ making one


async def test_a_backup_holds_what_the_store_holds(filled: SqlStore, copies: SqliteCopies, target: Path) -> None:
    copy = await copies.make(target)
    assert (copy.made_at, copy.schedules, copy.runs, copy.lines, copy.breaches) == (START, 1, 1, 2, ())
    assert copy == await copies.look(target)


async def test_it_is_one_file_for_its_owner_alone(
    filled: SqlStore, copies: SqliteCopies, target: Path, tmp_path: Path
) -> None:
    await copies.make(target)
    assert mode(target) == 0o600
    assert names(tmp_path) == ["copy.db", "spark"]


async def test_the_store_remembers_its_last_backup(filled: SqlStore, copies: SqliteCopies, target: Path) -> None:
    await copies.make(target)
    async with filled.read() as tx:
        assert str(target) in (await tx.facts.get("backup.last") or "")


async def test_a_backup_beside_a_busy_writer_ends_and_is_one_moment(
    store: SqlStore, copies: SqliteCopies, target: Path, clock: FakeClock
) -> None:
    """Each transaction adds a run with two lines, so that half of one would show."""
    stop, enough, written = asyncio.Event(), asyncio.Event(), 0

    async def write() -> None:
        nonlocal written
        while not stop.is_set():
            at, name = START + written * timedelta(seconds=1), f"r{written}"
            async with store.write(durable=False) as tx:
                await tx.runs.add([a_run(id=RunId(name), due_at=at, state=RunState.SUCCEEDED)])
                await tx.lines.add(some_lines(name, "x" * 2_000, "y" * 2_000))
            written += 1
            if written == 300:
                enough.set()

    writer = asyncio.create_task(write())
    await enough.wait()
    before, copy = written, await copies.make(target)
    stop.set()
    await writer
    assert before <= copy.runs <= written
    assert (copy.lines, copy.breaches) == (2 * copy.runs, ())


async def test_an_older_backup_is_replaced_only_when_that_is_said(
    filled: SqlStore, copies: SqliteCopies, target: Path
) -> None:
    await copies.make(target)
    async with filled.write() as tx:
        await tx.lines.add(some_lines("ended", "more"))
    with pytest.raises(Conflict):
        await copies.make(target)
    assert (await copies.look(target)).lines == 2
    assert (await copies.make(target, force=True)).lines == 3


async def test_one_that_cannot_be_made_leaves_the_older_one(
    filled: SqlStore, copies: SqliteCopies, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await copies.make(target)
    before = content(target)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_finish", full)
    with pytest.raises(StoreError, match="disk is full"):
        await copies.make(target, force=True)
    assert content(target) == before
    assert names(tmp_path) == ["copy.db", "spark"]


@pytest.mark.parametrize("what", ["itself", "letter", "folder", "nowhere"])
async def test_nothing_else_is_overwritten(
    filled: SqlStore, copies: SqliteCopies, file: Path, tmp_path: Path, what: str
) -> None:
    (tmp_path / "letter").write_text("dear aunt")
    (tmp_path / "folder").mkdir()
    places = {"itself": file, "nowhere": tmp_path / "no" / "where"}
    with pytest.raises(SparkError) as told:
        await copies.make(places.get(what, tmp_path / what), force=True)
    assert told.value.hint
    assert (tmp_path / "letter").read_text() == "dear aunt"


# ------------------------------------------------------------------ the way back


def letter(target: Path) -> None:
    rubbish(target)


def empty(target: Path) -> None:
    target.write_bytes(b"")


def truncated(target: Path) -> None:
    target.write_bytes(target.read_bytes()[: target.stat().st_size // 2])


def cut_short(target: Path) -> None:
    target.write_bytes(target.read_bytes()[:-4096])


def scratched(target: Path) -> None:
    with closing(sqlite3.connect(target)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'lines'").fetchone()
    with target.open("r+b") as opened:
        opened.seek((root - 1) * 4096 + 3)
        opened.write(b"\xff" * 30)


def of_another_program(target: Path) -> None:
    target.unlink()
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def of_a_newer_spark(target: Path) -> None:
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


SPOILT = {
    letter: "is no backup",
    empty: "is no backup",
    truncated: "is damaged|is no backup",
    cut_short: "is damaged|is no backup",
    scratched: "is damaged",
    of_another_program: "is no backup",
    of_a_newer_spark: "written by a newer Spark",
    Path.unlink: "there is no file",
}


@pytest.mark.parametrize(("spoil", "words"), SPOILT.items(), ids=[s.__name__ for s in SPOILT])
async def test_what_cannot_be_restored_is_said_and_the_store_stays(
    filled: SqlStore, copies: SqliteCopies, target: Path, file: Path, spoil, words: str
) -> None:
    await copies.make(target)
    await filled.close()
    spoil(target)
    with pytest.raises(StoreError, match=words) as told:
        await copies.restore(target)
    assert told.value.hint
    assert str(target) in told.value.message
    assert await runs_of(file) == {"ended": "succeeded"}
    assert names(file.parent) == ["spark.db", *lock_if_there(file)]


def lock_if_there(file: Path) -> list[str]:
    return ["spark.db.lock"] if Path(f"{file}.lock").exists() else []


async def test_a_restored_store_is_as_it_was_and_the_other_one_is_kept(
    filled: SqlStore, copies: SqliteCopies, target: Path, file: Path
) -> None:
    await copies.make(target)
    async with filled.write() as tx:
        await tx.runs.add([a_run(id=RunId("later"), state=RunState.FAILED)])
    await filled.close()
    restored = await copies.restore(target)
    assert await runs_of(file) == {"ended": "succeeded"}
    assert restored.aside == file.with_name("spark.db.2026-11-23-080000")
    assert await runs_of(restored.aside) == {"ended": "succeeded", "later": "failed"}
    assert mode(file) == 0o600


async def test_a_store_that_is_damaged_or_gone_is_no_hindrance(
    filled: SqlStore, copies: SqliteCopies, target: Path, file: Path
) -> None:
    await copies.make(target)
    await filled.close()
    rubbish(file)
    restored = await copies.restore(target)
    assert restored.aside is not None
    assert content(restored.aside) == LETTER
    remove(file)
    assert (await copies.restore(target)).aside is None
    assert await runs_of(file) == {"ended": "succeeded"}


async def test_it_is_refused_while_an_engine_serves(
    filled: SqlStore, copies: SqliteCopies, target: Path, file: Path
) -> None:
    await copies.make(target)
    await filled.close()
    with locked(Path(f"{file}.lock"), "a hint"), pytest.raises(Conflict, match="an engine serves"):
        await copies.restore(target)


async def test_it_is_refused_while_anybody_has_the_store_open(
    filled: SqlStore, copies: SqliteCopies, target: Path
) -> None:
    await copies.make(target)
    async with filled.read() as tx:
        await tx.sources.all()
        with pytest.raises(Conflict, match="has this store open"):
            await copies.restore(target)


async def test_runs_that_went_on_then_are_settled_and_none_is_done_again(
    filled: SqlStore, copies: SqliteCopies, target: Path, file: Path, clock: FakeClock
) -> None:
    async with filled.write() as tx:
        await tx.lease.take(Lease(BootId("b"), Holder("host", 1, Face.DAEMON), START, START + 9 * HOUR), START)
        going = {"state": RunState.RUNNING, "boot": BootId("b"), "cause": Cause.MANUAL}
        await tx.runs.add([a_run(id=RunId("going"), due_at=START, **going), a_run(id=RunId("waiting"))])
    await copies.make(target)
    await filled.close()
    clock.forward(hours=2)
    restored = await copies.restore(target)
    assert {run.id: run.reason for run in restored.settled} == {
        "going": "it was going on when the backup of 2026-11-23 08:00:00 UTC was made; how it ended is not known",
        "waiting": "it was waiting when the backup of 2026-11-23 08:00:00 UTC was made, and may have run since",
    }
    assert await runs_of(file) == {"ended": "succeeded", "going": "lost", "waiting": "cancelled"}
    store = await open_store(f"sqlite:///{file}")
    async with store.read() as tx:
        assert await tx.lease.boots(clock.now()) == set()
    await store.close()


async def test_it_says_what_an_engine_would_make_of_the_moments_since(
    filled: SqlStore, copies: SqliteCopies, target: Path, clock: FakeClock
) -> None:
    await copies.make(target)
    await filled.close()
    clock.forward(days=3, hours=2)
    (ahead,) = (await copies.restore(target)).ahead
    schedule, plan = ahead
    assert (schedule.id, plan.start) == (DAILY, (START + 3 * timedelta(days=1) + HOUR,))
    assert [span.count for span in plan.missed] == [3]


async def test_a_backup_of_an_older_spark_is_brought_along(
    copies: SqliteCopies, target: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "HEAD", "0005")
    await (await open_store(f"sqlite:///{target}")).close()
    monkeypatch.undo()
    assert (await copies.restore(target)).aside is None
    assert await runs_of(file) == {}


# ------------------------------------------------------------------ a server


async def test_a_database_on_a_server_is_dumped(fresh_postgres: str, target: Path, clock: FakeClock) -> None:
    store = await open_store(fresh_postgres)
    async with store.write() as tx:
        await tx.schedules.put(a_schedule())
    copy = await PostgresCopies(fresh_postgres, store.where, clock).make(target)
    assert (copy.schedules, mode(target)) == (1, 0o600)
    assert content(target)[:5] == b"PGDMP"
    await store.close()


async def test_its_password_stands_on_no_command_line_and_in_no_error(
    fresh_postgres: str, target: Path, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "known: $PGPASSWORD; given: $*" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setattr(dump, "DUMP", str(program))
    url = fresh_postgres.replace("postgres@", "postgres:s3cr3t-pa55@")
    with pytest.raises(StoreError, match="known: •••") as told:
        await PostgresCopies(url, "there", clock).make(target)
    assert "s3cr3t-pa55" not in str(told.value)
    assert names(target.parent) == ["pg_dump"]


async def test_without_its_program_that_is_said(
    fresh_postgres: str, target: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "DUMP", "no-such-pg_dump")
    with pytest.raises(StoreError, match="is not here"):
        await PostgresCopies(fresh_postgres, "there", clock).make(target)


async def test_how_a_dump_is_brought_back_is_said(target: Path, clock: FakeClock) -> None:
    with pytest.raises(StoreError) as told:
        await PostgresCopies("postgresql://ana@db/spark", "postgresql://ana@db/spark", clock).restore(target)
    assert "pg_restore" in told.value.hint
