"""Files that are whole or not there: written under another name, brought to the disk, renamed."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from spark_tui.domain.errors import Conflict
from spark_tui.service import private
from spark_tui.store.trouble import in_words

COMPANIONS = ("-wal", "-shm", "")  # of a SQLite database; the file itself goes last


@contextmanager
def beside(place: Path, told: Path) -> Iterator[Path]:
    """An empty file for its owner alone in the folder of `place`; gone afterwards, if it has not been renamed.

    What the system complains of meanwhile comes as a StoreError about `told`.
    """
    partial = place.with_name(f".{place.name}.{os.getpid()}.partial")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(private.opener(str(partial), os.O_CREAT | os.O_TRUNC | os.O_WRONLY))
        yield partial
    except (OSError, sqlite3.Error) as wrong:
        raise in_words(wrong, str(told)) from None
    finally:
        for suffix in COMPANIONS:
            with suppress(OSError):
                Path(f"{partial}{suffix}").unlink()


def put_in_place(partial: Path, file: Path) -> None:
    """The finished file gets its name; it is on the disk before it has it, and the name is afterwards."""
    synced(partial)
    partial.rename(file)
    synced(file.parent)


def synced(path: Path) -> None:
    """What is in the file, or the names in the folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(lock: Path, hint: str) -> Iterator[None]:
    """No engine serves, and none starts meanwhile. Raises Conflict."""
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(private.opener(str(lock), os.O_RDWR | os.O_CREAT), "r+b") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict("an engine serves this store", hint=hint) from None
        yield


def move(path: Path, to: Path) -> None:
    """A SQLite database with what lies beside it."""
    for suffix in COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{to}{suffix}")
