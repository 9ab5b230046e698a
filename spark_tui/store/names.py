"""Names for whoever types one: read from a store in a file, in milliseconds, and without the weight of SQLAlchemy.

Nothing is opened for writing, made or migrated, and nobody is waited for: the Tab key may be pressed at any time.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

MOST = 2_000  # names; no shell shows more
PATIENCE = 0.1  # seconds
_QUESTIONS: Mapping[str, str] = {
    "schedules": "SELECT name FROM schedules ORDER BY name",
    "sources": "SELECT name FROM sources ORDER BY name",
    "workflows": "SELECT source_name || '/' || title FROM workflows WHERE gone_at IS NULL ORDER BY title",
    "destinations": "SELECT id FROM destinations ORDER BY id",
    "runs": "SELECT id FROM runs ORDER BY queued_at DESC",
}


def names(store: str, of: str) -> list[str]:
    """What is kept there of `schedules`, `sources`, `destinations`, `workflows` or `runs`.

    Workflows are told as source/name, runs by their ids, the newest first.

    Empty where the store is no file, is not there, is busy, or is not as this program knows it.
    """
    path = sqlite_file(store)
    if path is None or not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as connection:
            return [str(name) for (name,) in connection.execute(f"{_QUESTIONS[of]} LIMIT {MOST}")]
    except sqlite3.Error:
        return []


def sqlite_file(store: str) -> Path | None:
    """Where it is, as `address_of` reads it; None for a server."""
    scheme, there, rest = store.partition(":///")
    if not there or scheme.partition("+")[0] != "sqlite" or not rest:
        return None
    return Path(rest.partition("?")[0]).expanduser().absolute()
