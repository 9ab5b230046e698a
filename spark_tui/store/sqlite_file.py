"""The upkeep of a SQLite file: its size, its free pages, its log, and copies of it.

All of it in short steps on a connection of its own, so that nobody who writes waits for it.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from spark_tui.service.ports import Space

PAGES_A_STEP = 256  # 1 MB of a copy
PAGES_BACK = 64  # that are given back at once: others move into their place
BREATH = 0.002  # seconds between two steps of a copy, for everybody else
LOG_TOO_LONG = 32 * 1024 * 1024  # bytes: a log that a long reader kept from being begun anew
_INCREMENTAL = 2

Connect = Callable[[], sqlite3.Connection]


def space(path: Path, connect: Connect) -> Space:
    with closing(connect()) as connection:
        size, free = _number(connection, "page_size"), _number(connection, "freelist_count")
        shrinks = _number(connection, "auto_vacuum") == _INCREMENTAL
    return Space(path.stat().st_size, _log_of(path), size * free, shrinks)


def shrink(path: Path, connect: Connect) -> bool:
    """A few milliseconds for whoever writes. A log that grew too long is cut, where no reader needs it."""
    with closing(connect()) as connection:
        if _log_of(path) > LOG_TOO_LONG:
            _cut_log(connection)
        if _number(connection, "auto_vacuum") != _INCREMENTAL or not _number(connection, "freelist_count"):
            return False
        # It takes a step for each page, and `execute` makes one step where there are no columns.
        connection.executescript(f"PRAGMA incremental_vacuum({PAGES_BACK})")
        return _number(connection, "freelist_count") > 0


def _cut_log(connection: sqlite3.Connection) -> None:
    """The long part is done while others write; what is left for the last step is short."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    connection.execute("PRAGMA busy_timeout=0")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute("PRAGMA busy_timeout=10000")


def compact(connect: Connect) -> None:
    with closing(connect()) as connection:
        connection.execute(f"PRAGMA auto_vacuum={_INCREMENTAL}")
        connection.execute("VACUUM")


def copy(connect: Connect, file: Path) -> None:
    """A copy of one moment.

    The open read transaction is what makes it one: without it SQLite begins the copy anew after
    every write of another connection, and beside a busy engine it never ends.
    """
    with closing(connect()) as source, closing(sqlite3.connect(file, isolation_level=None)) as copied:
        copied.execute("PRAGMA synchronous=OFF")  # it counts only when it is whole, and is synced then
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copied, pages=PAGES_A_STEP, sleep=BREATH)
        source.execute("COMMIT")


def damages(connect: Connect) -> Sequence[str]:
    with closing(connect()) as connection:
        said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
    return [] if said == ["ok"] else said


def closed(connect: Connect) -> bool:
    """Bring the log into the file and leave one file. False when somebody else has it open."""
    with closing(connect()) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as wrong:
            if "locked" not in str(wrong):
                raise
            return False
    return True


def _log_of(path: Path) -> int:
    try:
        return Path(f"{path}-wal").stat().st_size
    except FileNotFoundError:
        return 0


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
