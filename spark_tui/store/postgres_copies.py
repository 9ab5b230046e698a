"""Copies of a store on a PostgreSQL server."""

from asyncio import to_thread
from pathlib import Path

from spark_tui.domain.errors import Conflict, StoreError
from spark_tui.service.ports import Clock, Copy, Restored
from spark_tui.service.ports.copies import LAST
from spark_tui.store.files import beside, put_in_place
from spark_tui.store.sql import SqlStore, open_store

HEADER = b"PGDMP"


class PostgresCopies:
    """Dumps of a database on a server; to bring one back is for whoever runs the server."""

    def __init__(self, url: str, where: str, clock: Clock) -> None:
        self._url, self._where, self._clock = url, where, clock

    async def make(self, file: Path, *, force: bool = False) -> Copy:
        file = await to_thread(_free, file, force)
        store = await open_store(self._url)
        try:
            copy = await self._copied(store, file)
            async with store.write() as tx:
                await tx.facts.put(LAST, copy.to_json())
        finally:
            await store.close()
        return copy

    async def _copied(self, store: SqlStore, file: Path) -> Copy:
        made_at = self._clock.now()
        with beside(file, file) as partial:
            await store.copy_to(partial)
            size = await to_thread(_size, partial)
            await to_thread(put_in_place, partial, file)
        async with store.read() as tx:
            figures, schedules = await tx.keeping.figures(), await tx.schedules.all()
        return Copy(file, size, made_at, len(schedules), figures.runs, figures.lines)

    async def look(self, file: Path) -> Copy:
        raise self._not_ours(file)

    async def restore(self, file: Path) -> Restored:
        raise self._not_ours(file)

    def _not_ours(self, file: Path) -> StoreError:
        command = f"pg_restore --clean --if-exists --single-transaction --dbname={self._where} {file}"
        return StoreError("a database on a server is restored by PostgreSQL's own program", hint=command)


def _free(file: Path, force: bool) -> Path:
    """With `force` an older dump may be replaced; whatever else has that name never."""
    file = file.expanduser().absolute()
    if not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent}", hint="make it, or choose another place")
    if file.exists() and not (file.is_file() and file.read_bytes()[: len(HEADER)] == HEADER):
        raise Conflict(f"{file} is there, and no backup of Spark", hint="choose another name")
    if file.exists() and not force:
        raise Conflict(f"{file} is there already", hint="choose another name, or --force to replace it")
    return file


def _size(file: Path) -> int:
    return file.stat().st_size
