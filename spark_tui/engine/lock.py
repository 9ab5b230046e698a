"""The file beside a local database that its engine locks: the kernel drops the lock with the process."""

import fcntl
import os
from pathlib import Path

from spark_tui.service import private


class FileLock:
    """An advisory lock that dies with its process. One that is stopped keeps it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def ours(self) -> bool:
        return self._file is not None

    def take(self) -> bool:
        """True when it is ours now."""
        if self._file is not None:
            return True
        file = private.opener(str(self._path), os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def drop(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
