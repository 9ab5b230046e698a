"""One engine per store.

The lease is a row with a holder and an expiry, taken by compare-and-swap and renewed while the
engine lives. Beside a SQLite file stands a file lock: the kernel drops it with the process, so
on one machine a dead engine is replaced at once instead of after the expiry.
"""

import fcntl
import os
from datetime import timedelta
from pathlib import Path
from typing import IO

from spark_tui.domain.ids import BootId
from spark_tui.service.ports import Clock, Lease, Store

TERMS = 3  # a lease lasts for so many renewals: two may fail before somebody else takes over
RENEW_EVERY = 10.0  # seconds; each renewal is a commit that wakes whoever watches the store
RENEW_EVERY_LOCKED = 30.0  # seconds; beside a file the kernel's lock is the guard, and the row only names its holder


class EngineLease:
    """The right to be the engine. `lock` is the file beside a local database, None for a server."""

    def __init__(self, store: Store, clock: Clock, boot: BootId, holder: str, lock: Path | None) -> None:
        self._store, self._clock = store, clock
        self._boot, self._holder = boot, holder
        self._lock = _FileLock(lock) if lock else None

    @property
    def renew_every(self) -> float:
        """Seconds between two renewals."""
        return RENEW_EVERY_LOCKED if self._lock else RENEW_EVERY

    async def take(self) -> bool:
        """True when it is ours now."""
        if self._lock is not None and not self._lock.take():
            return False
        # With the file lock in hand, whoever the row names is dead.
        taken = await self._claim(force=self._lock is not None)
        if not taken and self._lock is not None:
            self._lock.drop()
        return taken

    async def renew(self) -> bool:
        """False when somebody else has it: this engine must do nothing more."""
        return await self._claim(force=False)

    async def _claim(self, *, force: bool) -> bool:
        now = self._clock.now()
        lease = Lease(self._boot, self._holder, now, now + timedelta(seconds=TERMS * self.renew_every))
        async with self._store.write() as tx:
            return await tx.lease.take(lease, now, force=force)

    async def give_back(self) -> None:
        async with self._store.write() as tx:
            await tx.lease.give_back(self._boot)
        if self._lock is not None:
            self._lock.drop()


class _FileLock:
    """An advisory lock that dies with its process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        if self._file is not None:
            return True
        file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
