"""Empty stores, copied: the tables of a new one take their time."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from spark_tui.store.sql import open_store


def fresh(path: Path) -> Path:
    """A new store there, as Spark itself would have made it."""
    path.touch(mode=0o600)
    path.write_bytes(_template())
    return path


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as aside:  # where no event loop may be running yet
        path = Path(folder, "template.db")
        aside.submit(asyncio.run, _made(path)).result()
        return path.read_bytes()


async def _made(path: Path) -> None:
    store = await open_store(f"sqlite:///{path}")
    await store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
