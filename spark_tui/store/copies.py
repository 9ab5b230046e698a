"""Copies of a SQLite store, and a copy that becomes the store.

A copy is made under another name beside its place, checked, brought to the disk, and only then
renamed: at no moment is there half a file where somebody looks for a whole one.
"""

import fcntl
import json
import os
import shutil
import sqlite3
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from spark_tui.domain.errors import Conflict, StoreError
from spark_tui.domain.text import one_line
from spark_tui.service.bell import Bell
from spark_tui.service.invariants import Invariants
from spark_tui.service.ports import Clock, Copy, Restored, Store
from spark_tui.service.restored import ahead, settle
from spark_tui.service.runs import Runs
from spark_tui.store import sqlite_file
from spark_tui.store.schema import HEAD
from spark_tui.store.sql import open_store
from spark_tui.store.trouble import in_words

MADE_AT, LAST = "backup.made_at", "backup.last"  # facts: in a copy, when it was made; in a store, its last copy
HEADER = b"SQLite format 3\0"
_IN_USE = "end `spark` and `spark daemon`, wait for other spark commands, and try again"


class SqliteCopies:
    """Of the store in that file; `lock` is what its engine locks."""

    def __init__(self, path: Path, lock: Path, clock: Clock) -> None:
        self._path, self._lock, self._clock = path, lock, clock

    async def make(self, file: Path) -> Copy:
        file = file.expanduser().absolute()
        self._must_be_free(file)
        async with _opened(self._path) as store:
            made_at = self._clock.now()
            with _beside(file, file) as partial:
                await store.copy_to(partial)
                await _say_when(partial, made_at)
                copy = await self._examined(partial, file)
                await to_thread(_put, partial, file)
            said = json.dumps({"at": made_at.isoformat(), "file": str(file), "size": copy.size})
            async with store.write() as tx:
                await tx.facts.put(LAST, said)
        return copy

    async def look(self, file: Path) -> Copy:
        """On a copy of it, for even to look would write beside it."""
        file = _there(file)
        with _beside(self._path, file) as partial:
            await to_thread(_take, file, partial)
            return await self._examined(partial, file)

    async def restore(self, file: Path) -> Restored:
        file = _there(file)
        with _beside(self._path, file) as partial, self._nobody_else():
            await to_thread(_take, file, partial)
            copy = await self._examined(partial, file)
            async with _opened(partial) as store:
                settled = await settle(store, Runs(store, self._clock, Bell()), self._clock, copy.made_at)
                coming = await ahead(store, self._clock)
                async with store.write() as tx:
                    await tx.lease.drop_all()
            aside = await to_thread(self._put_aside)
            await to_thread(_put, partial, self._path)
        return Restored(copy, aside, tuple(settled), tuple(coming))

    # ------------------------------------------------------------------ what is checked

    def _must_be_free(self, file: Path) -> None:
        """An older backup may be replaced; whatever else has that name may not."""
        if file.resolve() == self._path.resolve():
            raise Conflict(f"{file} is the store itself", hint="give the backup another name")
        if not file.parent.is_dir():
            raise StoreError(f"there is no folder {file.parent}", hint="make it, or choose another place")
        if file.exists() and not (file.is_file() and _revision(file)):
            raise Conflict(f"{file} is there, and no backup of Spark", hint="choose another name")

    async def _examined(self, partial: Path, file: Path) -> Copy:
        """The copy, looked at from end to end; its errors speak of `file`."""
        size = partial.stat().st_size
        _must_be_known(await to_thread(_revision, partial), file)
        try:
            async with _opened(partial) as store:
                if damages := await store.damages():
                    raise StoreError(f"{file} is damaged: {one_line(damages[0])}", hint="use another backup")
                return await self._counted(store, file, size)
        except StoreError as wrong:
            raise StoreError(wrong.message.replace(str(partial), str(file)), hint=wrong.hint) from None

    async def _counted(self, store: Store, file: Path, size: int) -> Copy:
        invariants = Invariants(store, self._clock, Runs(store, self._clock, Bell()))
        wrong = [f"{c.invariant.name}: {b.detail}" for c in await invariants.look() for b in c.breaches if not b.mended]
        async with store.read() as tx:
            figures, schedules = await tx.keeping.figures(), await tx.schedules.all()
            made_at = await tx.facts.get(MADE_AT)
        when = datetime.fromisoformat(made_at) if made_at else None
        return Copy(file, size, when, len(schedules), figures.runs, figures.lines, tuple(wrong))

    # ------------------------------------------------------------------ what is replaced

    @contextmanager
    def _nobody_else(self) -> Iterator[None]:
        """No engine serves, and none starts meanwhile."""
        self._lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Conflict("an engine serves this store", hint=_IN_USE) from None
            yield

    def _put_aside(self) -> Path | None:
        """The store that is there now, whole, under a dated name; None where there is none."""
        if not self._path.exists():
            return None
        with suppress(sqlite3.DatabaseError):  # a damaged one is kept as it is, with what lies beside it
            if not sqlite_file.closed(lambda: sqlite3.connect(self._path, timeout=1, isolation_level=None)):
                raise Conflict("another program has this store open", hint=_IN_USE)
        aside = _free_name(self._path, self._clock.now())
        for suffix in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                Path(f"{self._path}{suffix}").rename(f"{aside}{suffix}")
        return aside


def _there(file: Path) -> Path:
    file = file.expanduser().absolute()
    if not file.is_file():
        raise StoreError(f"there is no file {file}", hint="give the file that `spark backup` wrote")
    return file


def _free_name(path: Path, now: datetime) -> Path:
    """spark.db.2026-11-25-071600"""
    dated = Path(f"{path}.{now:%Y-%m-%d-%H%M%S}")
    return dated if not dated.exists() else Path(f"{dated}.{os.getpid()}")


def _must_be_known(revision: str, file: Path) -> None:
    if not revision:
        raise StoreError(f"{file} is no backup of Spark", hint="give the file that `spark backup` wrote")
    if revision > HEAD:
        raise StoreError(f"{file} was written by a newer Spark (revision {revision})", hint="upgrade Spark first")


def _revision(file: Path) -> str:
    """The revision of Spark's tables in it; empty when it is something else. Nothing is written."""
    with file.open("rb") as opened:
        if opened.read(len(HEADER)) != HEADER:
            return ""
    uri = f"{file.as_uri()}?immutable=1"
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(uri, uri=True)) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else ""
    return ""


@asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{path}")
    try:
        yield store
    finally:
        await store.close()


async def _say_when(copy: Path, made_at: datetime) -> None:
    async with _opened(copy) as store, store.write() as tx:
        await tx.facts.put(MADE_AT, made_at.isoformat())


# ------------------------------------------------------------------ files


@contextmanager
def _beside(place: Path, told: Path) -> Iterator[Path]:
    """An empty file for its owner alone in the folder of `place`; gone afterwards, if it has not been renamed."""
    partial = place.with_name(f".{place.name}.{os.getpid()}.partial")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        yield partial
    except (OSError, sqlite3.Error) as wrong:
        raise in_words(wrong, str(told)) from None
    finally:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{partial}{suffix}").unlink()


def _take(file: Path, partial: Path) -> None:
    shutil.copyfile(file, partial)


def _put(partial: Path, file: Path) -> None:
    """The finished copy gets its name, in one file; it is on the disk before it has it and after."""
    with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    sqlite_file.synced(partial)
    partial.rename(file)
    sqlite_file.synced(file.parent)
