"""One engine per store.

The lease is a row with a holder and an expiry, taken by compare-and-swap and renewed while the
engine lives. Beside a SQLite file stands a file lock: the kernel drops it with the process, so
on one machine a dead engine is replaced at once. One that is merely stopped keeps its lock; it
is replaced by the row, as on a server, within one and a half terms. When it wakes up, the row
names somebody else, and every write of an engine asks the row first: it does nothing more.

Beside the engine there may be guests, each for one run that somebody waits for: they are let in
while nobody is the engine, and do not keep the next one out.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from spark_tui.domain.ids import BootId
from spark_tui.engine.lock import FileLock
from spark_tui.engine.presence import arrive, stay
from spark_tui.engine.watch import Watch
from spark_tui.service.ports import Clock, Holder, Lease, Store, Tx
from spark_tui.service.trying import persist

TERM = 12.0  # seconds that a lease lasts when nobody renews it
TERM_LOCKED = 60.0  # beside a file the lock tells of a death at once, and each renewal wakes whoever watches the file
TERM_OF_A_GUEST = 30.0
RENEWALS = 3  # in a term: two may fail
BEATS = 12  # looks in a term: whether it is time to renew, or whether somebody else has stopped to
log = logging.getLogger("spark.engine")


class Right(Protocol):
    """The right to carry out runs."""

    @property
    def beat(self) -> float:
        """Seconds between two calls of `hold`."""

    async def take(self) -> bool:
        """True when it is ours now."""

    async def hold(self) -> bool:
        """Renew it when it is time. False when it is ours no more: whoever had it must do nothing more."""

    async def give_back(self) -> None: ...


async def keep(right: Right, clock: Clock) -> None:
    """Hold it as long as it is ours; returns when it is not."""
    ours = True
    while ours:
        await clock.sleep(right.beat)
        ours = await persist(right.hold, clock)
    log.warning("another engine took over; nothing more is done here")


class EngineLease:
    """The right to be the engine. `lock` is the file beside a local database, None for a server.

    `holder` is who it says to be, told anew when it was changed; `term` is in seconds.
    """

    def __init__(
        self, store: Store, clock: Clock, boot: BootId, holder: Holder, lock: Path | None, *, term: float | None = None
    ) -> None:
        self._store, self._clock, self._boot, self.holder = store, clock, boot, holder
        self._lock = FileLock(lock) if lock else None
        self._term = term or (TERM_LOCKED if lock else TERM)
        self._watch = self._new_watch()
        self._told: Lease | None = None
        self._renew_at = 0.0

    def _new_watch(self) -> Watch:
        return Watch(self._clock, self._term, beat=self.beat, renew_every=self._term / RENEWALS)

    @property
    def beat(self) -> float:
        return self._term / BEATS

    async def take(self) -> bool:
        if self._lock is None or not self._lock.take():
            return await self._take_over()
        taken = False
        try:
            taken = await self._take_by_lock()
        finally:
            if not taken:
                self._lock.drop()
        return taken

    async def _take_by_lock(self) -> bool:
        """With the file lock in hand, whoever the row names is dead, unless it never had the lock."""
        async with self._store.write() as tx:
            held = await tx.lease.get()
            return await self._taken(tx, force=held is None or held.locked)

    async def _taken(self, tx: Tx, *, force: bool) -> bool:
        lease = self._lease()
        taken = await tx.lease.take(lease, lease.taken_at, force=force)
        if taken:
            await arrive(tx, lease.taken_at)
        return taken and self._have_told(lease)

    async def _take_over(self) -> bool:
        """By the row alone: from one that gave it back on a server, or has not renewed it for long."""
        if not self._watch.time_to_look() or not await self._suspected():
            return False
        async with self._store.write() as tx:
            held = await tx.lease.get()
            if not self._is_free(held) and not self._watch.silent(held):
                return False
            return await self._taken(tx, force=True)

    async def _suspected(self) -> bool:
        """A look that takes nobody's turn to write, while all is well."""
        async with self._store.read() as tx:
            held = await tx.lease.get()
        return self._is_free(held) or self._watch.suspects(held)

    def _is_free(self, held: Lease | None) -> bool:
        return held is None and self._lock is None

    # ------------------------------------------------------------------ ours

    async def hold(self) -> bool:
        if self._lock is not None:
            self._lock.take()  # of one that we replaced while it was stopped: it lets go when it wakes up or dies
        changed = self._told is None or replace(self._lease(), expires_at=self._told.expires_at) != self._told
        return await self.renew() if changed or self._is_time() else True

    def _is_time(self) -> bool:
        """By the monotonic clock; and by the wall, which leaps when a machine has slept."""
        assert self._told is not None
        left = (self._told.expires_at - self._clock.now()).total_seconds()
        return self._clock.monotonic() >= self._renew_at or left <= self._term - self._term / RENEWALS

    async def renew(self) -> bool:
        lease = self._lease()
        async with self._store.write(durable=False) as tx:
            ours = await tx.lease.renew(lease)
            if not ours and await tx.lease.get() is None:  # somebody emptied the table
                ours = await tx.lease.take(lease, self._clock.now())
            if ours:
                await stay(tx, self._clock.now())
        return ours and self._have_told(lease)

    def _lease(self) -> Lease:
        now = self._clock.now()
        taken_at = self._told.taken_at if self._told else now
        locked = self._lock is not None and self._lock.ours
        return Lease(self._boot, self.holder, taken_at, now + timedelta(seconds=self._term), locked=locked)

    def _have_told(self, lease: Lease) -> bool:
        self._told, self._renew_at = lease, self._clock.monotonic() + self._term / RENEWALS
        return True

    async def give_back(self) -> None:
        self._told, self._watch = None, self._new_watch()
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

    def __init__(
        self, store: Store, clock: Clock, boot: BootId, holder: Holder, lock: Path | None, *, term: float | None = None
    ) -> None:
        self._store, self._clock = store, clock
        self._boot, self.holder = boot, holder
        self._lock = FileLock(lock) if lock else None
        self._term = term or TERM_OF_A_GUEST

    @property
    def beat(self) -> float:
        return self._term / RENEWALS

    async def take(self) -> bool:
        if await self._engine_is_there():
            return False
        now = self._clock.now()
        async with self._store.write() as tx:
            await tx.lease.let_in(self._lease(now), now)
        return True

    async def _engine_is_there(self) -> bool:
        """A row that has not expired, unless the file lock tells that its holder is dead."""
        async with self._store.read() as tx:
            lease = await tx.lease.get()
        if lease is None or lease.expires_at <= self._clock.now():
            return False
        return not (lease.locked and self._is_dead())

    def _is_dead(self) -> bool:
        free = self._lock is not None and self._lock.take()
        if self._lock is not None:
            self._lock.drop()
        return free

    async def hold(self) -> bool:
        now = self._clock.now()
        async with self._store.write() as tx:
            there = await tx.lease.holds(self._boot)
            if there:
                await tx.lease.let_in(self._lease(now), now)
        return there

    def _lease(self, now: datetime) -> Lease:
        return Lease(self._boot, self.holder, now, now + timedelta(seconds=self._term))

    async def give_back(self) -> None:
        async with self._store.write() as tx:
            await tx.lease.give_back(self._boot)
