"""One engine per store.

The lease is a row with a holder and an expiry, taken by compare-and-swap and renewed while the
engine lives. Beside a SQLite file stands a file lock: the kernel drops it with the process, so
on one machine a dead engine is replaced at once instead of after the expiry.

Beside the engine there may be guests, each for one run that somebody waits for: they are let in
while nobody is the engine, and do not keep the next one out.
"""

import fcntl
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Protocol

from spark_tui.domain.ids import BootId
from spark_tui.engine.presence import arrive, stay
from spark_tui.service.ports import Clock, Lease, Store
from spark_tui.service.trying import persist

TERMS = 3  # a lease lasts for so many renewals: two may fail before somebody else takes over
RENEW_EVERY = 10.0  # seconds; each renewal is a commit that wakes whoever watches the store
RENEW_EVERY_LOCKED = 30.0  # seconds; beside a file the kernel's lock is the guard, and the row only names its holder
log = logging.getLogger("spark.engine")


class Right(Protocol):
    """The right to carry out runs."""

    @property
    def renew_every(self) -> float:
        """Seconds between two renewals."""

    async def take(self) -> bool:
        """True when it is ours now."""

    async def renew(self) -> bool:
        """False when it is ours no more: whoever had it must do nothing more."""

    async def give_back(self) -> None: ...


async def keep(right: Right, clock: Clock) -> None:
    """Renew it as long as it is ours; returns when it is not."""
    ours = True
    while ours:
        await clock.sleep(right.renew_every)
        ours = await persist(right.renew, clock)
    log.warning("another engine took over")


class EngineLease:
    """The right to be the engine. `lock` is the file beside a local database, None for a server."""

    def __init__(self, store: Store, clock: Clock, boot: BootId, holder: str, lock: Path | None) -> None:
        self._store, self._clock = store, clock
        self._boot, self._holder = boot, holder
        self._lock = _FileLock(lock) if lock else None
        self._here = False

    @property
    def renew_every(self) -> float:
        return RENEW_EVERY_LOCKED if self._lock else RENEW_EVERY

    async def take(self) -> bool:
        if self._lock is not None and not self._lock.take():
            return False
        taken = False
        try:
            # With the file lock in hand, whoever the row names is dead.
            taken = await self._claim(force=self._lock is not None)
        finally:
            if not taken and self._lock is not None:
                self._lock.drop()
        return taken

    async def renew(self) -> bool:
        return await self._claim(force=False)

    async def _claim(self, *, force: bool) -> bool:
        now = self._clock.now()
        lease = _lease(self._boot, self._holder, now, self.renew_every)
        async with self._store.write() as tx:
            taken = await tx.lease.take(lease, now, force=force)
            if taken:
                await (stay if self._here else arrive)(tx, now)
        self._here = self._here or taken
        return taken

    async def give_back(self) -> None:
        try:
            async with self._store.write() as tx:
                if await tx.lease.holds(self._boot):
                    await stay(tx, self._clock.now())
                await tx.lease.give_back(self._boot)
        finally:
            if self._lock is not None:
                self._lock.drop()


class GuestLease:
    """The right to carry out one run while nobody is the engine; an engine that comes later leaves it alone."""

    renew_every = RENEW_EVERY

    def __init__(self, store: Store, clock: Clock, boot: BootId, holder: str, lock: Path | None) -> None:
        self._store, self._clock = store, clock
        self._boot, self._holder = boot, holder
        self._lock = _FileLock(lock) if lock else None

    async def take(self) -> bool:
        if await self._engine_is_there():
            return False
        now = self._clock.now()
        async with self._store.write() as tx:
            await tx.lease.let_in(_lease(self._boot, self._holder, now, self.renew_every), now)
        return True

    async def _engine_is_there(self) -> bool:
        """The file lock knows it at once; the row of a dead engine says so until it expires."""
        if self._lock is not None:
            free = self._lock.take()
            self._lock.drop()
            return not free
        async with self._store.read() as tx:
            lease = await tx.lease.get()
        return lease is not None and lease.expires_at > self._clock.now()

    async def renew(self) -> bool:
        now = self._clock.now()
        async with self._store.write() as tx:
            there = await tx.lease.holds(self._boot)
            if there:
                await tx.lease.let_in(_lease(self._boot, self._holder, now, self.renew_every), now)
        return there

    async def give_back(self) -> None:
        async with self._store.write() as tx:
            await tx.lease.give_back(self._boot)


def _lease(boot: BootId, holder: str, now: datetime, renew_every: float) -> Lease:
    return Lease(boot, holder, now, now + timedelta(seconds=TERMS * renew_every))


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
