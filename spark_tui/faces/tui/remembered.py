"""What the screen looked like when it was left: one small file of JSON, each part under a name of its own.

It holds nothing that cannot be lost: one that is broken or of another Spark is as none.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from spark_tui.domain.errors import StoreError
from spark_tui.service import private

MOST = 256 * 1024  # bytes


class Remembered:
    """Parts by name. Without a place nothing is kept beyond this process."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._parts: dict[str, Any] | None = None
        self._changed = False

    def part(self, name: str) -> dict[str, Any]:
        """What was kept under that name; empty where nothing was."""
        kept = self._read().get(name)
        return kept if isinstance(kept, dict) else {}

    def keep(self, name: str, part: dict[str, Any]) -> None:
        """For the next `save`."""
        parts = self._read()
        if parts.get(name) != part:
            parts[name] = part
            self._changed = True

    def save(self) -> None:
        """Where nothing has changed since the last time, nothing is written."""
        if self._changed:
            self._changed = False
            self._write(self._read())

    def _read(self) -> dict[str, Any]:
        if self._parts is None:
            self._parts = _parts(self._path) if self._path is not None else {}
        return self._parts

    def _write(self, parts: dict[str, Any]) -> None:
        """All of it or nothing; a disk that is full or read-only loses how the screen looked, and no more."""
        text = json.dumps(parts)
        if self._path is None or len(text) > MOST:
            return
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with suppress(OSError, StoreError):
            private.folder(self._path.parent)
            with open(beside, "w", opener=private.opener) as file:
                file.write(text)
            beside.replace(self._path)


def _parts(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        if path.stat().st_size <= MOST:
            found = json.loads(path.read_text("utf-8"))
            return found if isinstance(found, dict) else {}
    return {}
