"""Copies of a SQLite store, and a copy that becomes the store.

A copy is made under another name beside its place, checked, brought to the disk, and only then
renamed: at no moment is there half a file where somebody looks for a whole one.
"""

import os
import shutil
import sqlite3
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import datetime
from pathlib import Path

from spark_tui.domain.errors import Conflict, StoreError
from spark_tui.domain.text import one_line
from spark_tui.service.bell import Bell
from spark_tui.service.invariants import Invariants
from spark_tui.service.ports import Clock, Copy, Restored, Store
from spark_tui.service.ports.copies import LAST, MADE_AT
from spark_tui.service.restored import ahead, settle
from spark_tui.service.runs import Runs
from spark_tui.store import sqlite_file
from spark_tui.store.files import beside, locked, move, put_in_place
from spark_tui.store.schema import HEAD
from spark_tui.store.sql import open_store

HEADER = b"SQLite format 3\0"
_IN_USE = "end `spark` and `spark daemon`, wait for other spark commands, and try again"


class SqliteCopies:
    """Of the store in that file; `lock` is what its engine locks."""

    def __init__(self, path: Path, lock: Path, clock: Clock) -> None:
        self._path, self._lock, self._clock = path, lock, clock

    async def make(self, file: Path, *, force: bool = False) -> Copy:
        file = await to_thread(self._free, file, force)
        async with _opened(self._path, is_copy=False) as store:
            made_at = self._clock.now()
            with beside(file, file) as partial:
                await store.copy_to(partial)
                await _say_when(partial, made_at)
                copy = await self._examined(partial, file)
                await to_thread(_finish, partial, file)
            async with store.write() as tx:
                await tx.facts.put(LAST, copy.to_json())
        return copy

    async def look(self, file: Path) -> Copy:
        """On a copy of it, for even to look would write beside it."""
        file = _there(file)
        with beside(self._path, file) as partial:
            await to_thread(shutil.copyfile, file, partial)
            return await self._examined(partial, file)

    async def restore(self, file: Path) -> Restored:
        file = _there(file)
        with beside(self._path, file) as partial, locked(self._lock, _IN_USE):
            await to_thread(shutil.copyfile, file, partial)
            copy = await self._examined(partial, file)
            async with _opened(partial) as store:
                settled = await settle(store, Runs(store, self._clock, Bell()), self._clock, copy.made_at)
                coming = await ahead(store, self._clock)
            aside = await to_thread(self._replace, partial)
        return Restored(copy, aside, tuple(settled), tuple(coming))

    # ------------------------------------------------------------------ what is checked

    def _free(self, file: Path, force: bool) -> Path:
        """With `force` an older backup may be replaced; whatever else has that name never."""
        file = file.expanduser().absolute()
        if file.resolve() == self._path.resolve():
            raise Conflict(f"{file} is the store itself", hint="give the backup another name")
        if not file.parent.is_dir():
            raise StoreError(f"there is no folder {file.parent}", hint="make it, or choose another place")
        if file.exists() and not (file.is_file() and _revision(file)):
            raise Conflict(f"{file} is there, and no backup of Spark", hint="choose another name")
        if file.exists() and not force:
            raise Conflict(f"{file} is there already", hint="choose another name, or --force to replace it")
        return file

    async def _examined(self, partial: Path, file: Path) -> Copy:
        """The copy, looked at from end to end; its errors speak of `file`."""
        size = await to_thread(_known_size, partial, file)
        try:
            async with _opened(partial) as store:
                damages = await store.damages()
                copy = None if damages else await self._counted(store, file, size)
        except StoreError as wrong:
            raise StoreError(wrong.message.replace(str(partial), str(file)), hint=wrong.hint) from None
        if copy is None:
            raise StoreError(f"{file} is damaged: {one_line(damages[0])}", hint="use another backup")
        return copy

    async def _counted(self, store: Store, file: Path, size: int) -> Copy:
        invariants = Invariants(store, self._clock, Runs(store, self._clock, Bell()))
        wrong = [f"{c.invariant.name}: {b.detail}" for c in await invariants.look() for b in c.breaches if not b.mended]
        async with store.read() as tx:
            figures, schedules = await tx.keeping.figures(), await tx.schedules.all()
            made_at = await tx.facts.get(MADE_AT)
        when = datetime.fromisoformat(made_at) if made_at else None
        return Copy(file, size, when, len(schedules), figures.runs, figures.lines, tuple(wrong))

    # ------------------------------------------------------------------ what is replaced

    def _replace(self, partial: Path) -> Path | None:
        """Where the present store is now. It comes back when the other one cannot take its place."""
        aside = self._put_aside()
        try:
            _finish(partial, self._path)
        except Exception:
            if aside is not None:
                move(aside, self._path)
            raise
        return aside

    def _put_aside(self) -> Path | None:
        """The store that is there now, whole, under a dated name; None where there is none."""
        if not self._path.exists():
            return None
        with suppress(sqlite3.DatabaseError):  # a damaged one is kept as it is, with what lies beside it
            if not sqlite_file.closed(lambda: sqlite3.connect(self._path, timeout=1, isolation_level=None)):
                raise Conflict("another program has this store open", hint=_IN_USE)
        aside = _free_name(self._path, self._clock.now())
        move(self._path, aside)
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


def _known_size(partial: Path, file: Path) -> int:
    """Its bytes. Raises StoreError when it is something else, or of another time."""
    revision = _revision(partial)
    if not revision:
        raise StoreError(f"{file} is no backup of Spark", hint="give the file that `spark backup` wrote")
    if revision > HEAD:
        raise StoreError(f"{file} was written by a newer Spark (revision {revision})", hint="upgrade Spark first")
    return partial.stat().st_size


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
async def _opened(path: Path, *, is_copy: bool = True) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{path}", is_copy=is_copy)
    try:
        yield store
    finally:
        await store.close()


async def _say_when(copy: Path, made_at: datetime) -> None:
    async with _opened(copy) as store, store.write() as tx:
        await tx.facts.put(MADE_AT, made_at.isoformat())


def _finish(partial: Path, file: Path) -> None:
    """In one file, whatever its log, and under its name."""
    with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    put_in_place(partial, file)
