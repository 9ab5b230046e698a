"""Backups, as a face sees them."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from spark_tui.domain.planning import Plan
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule

MADE_AT, LAST = "backup.made_at", "backup.last"  # facts: in a copy, when it was made; in a store, its last copy


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup: what is in it, when it was made (None: not known), and what is not in order in it."""

    file: Path
    size: int
    made_at: datetime | None = None
    schedules: int = 0
    runs: int = 0
    lines: int = 0
    breaches: tuple[str, ...] = ()

    def to_json(self) -> str:
        """What the store remembers of its last copy."""
        made_at = self.made_at.isoformat() if self.made_at else ""
        return json.dumps({"at": made_at, "file": str(self.file), "size": self.size})


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup in its place.

    `aside` is where the store that was there is now; `settled` are the runs that were going on when the
    backup was made; `ahead` is what an engine would do now about moments that have passed since.
    """

    copy: Copy
    aside: Path | None
    settled: tuple[Run, ...] = ()
    ahead: tuple[tuple[Schedule, Plan], ...] = ()


class Copies(Protocol):
    """Copies of the store. They hold no secrets: those are in the vault, not in the store."""

    async def make(self, file: Path, *, force: bool = False) -> Copy:
        """A consistent copy while others write: checked, on the disk, and only then called `file`.

        With `force` it replaces an older copy. Raises Conflict, StoreError; then what was at `file` is as it was.
        """

    async def look(self, file: Path) -> Copy:
        """Whether it could be restored. Raises StoreError where it could not."""

    async def restore(self, file: Path) -> Restored:
        """It becomes the store; the one that was there is kept. Raises Conflict while an engine serves."""
