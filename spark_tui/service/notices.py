"""Notices: what happened that a person wants to hear of, told over every way out that is set."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import BootId, new_id
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.source import Secret, SecretName
from spark_tui.service.ports import Clock, Notifier, Store, Vault

BATCH = 100  # notices that go out in one call
REST = 60.0  # seconds before a way that failed is tried again
log = logging.getLogger("spark.engine")


@dataclass(frozen=True, slots=True)
class Tried:
    """A way out, and what went wrong with it; empty when it went well."""

    way: str
    wrong: str = ""


class Notices:
    """What one can ask about notices. Each way has a cursor of its own: what it did not take comes again."""

    def __init__(
        self, store: Store, clock: Clock, vault: Vault, ways: Sequence[Notifier], *, rings: bool = True
    ) -> None:
        self.rings = rings  # whether a terminal that shows them is to ring, too
        self._store, self._clock, self._vault = store, clock, vault
        self._ways = ways
        self._told: dict[str, int] = {}
        self._rests_until: dict[str, float] = {}

    @property
    def ways(self) -> list[str]:
        """The ways out of this machine that are set."""
        return [way.name for way in self._ways]

    async def recent(self, limit: int = 50) -> list[Notice]:
        """Newest first."""
        async with self._store.read() as tx:
            return await tx.notices.recent(limit)

    async def after(self, seq: int) -> list[Notice]:
        """Those with a greater sequence number, in order."""
        async with self._store.read() as tx:
            return await tx.notices.after(seq)

    async def last_seq(self) -> int:
        async with self._store.read() as tx:
            return await tx.notices.last_seq()

    async def test(self) -> list[Tried]:
        """Send a notice over every way now."""
        notice = Notice(f"test:{new_id()}", self._clock.now(), News.TEST, "a test: notices of Spark arrive here")
        return [await _tried(way, [notice]) for way in self._ways]

    def keep(self, name: SecretName, url: Secret) -> None:
        """Keep a URL in the vault, for `vault:NAME` in the settings or for a schedule's ping. Blocking, quick."""
        self._vault.put(name, url)

    # ------------------------------------------------------------------ asked by the engine

    async def deliver(self, boot: BootId | None = None) -> None:
        """Tell every way what is new for it; what fails comes again after a rest.

        Asked by an engine: nothing goes out unless it still has the lease.
        """
        for way in self._ways:
            if self._clock.monotonic() >= self._rests_until.get(way.name, 0.0):
                await self._deliver(way, boot)

    async def _deliver(self, way: Notifier, boot: BootId | None) -> None:
        seq = await self._cursor(way)
        async with self._store.read() as tx:
            new = await tx.notices.after(seq, BATCH) if boot is None or await tx.lease.holds(boot) else []
        if not new:
            return
        if wrong := (await _tried(way, new)).wrong:
            log.warning("notices could not be told: %s", wrong)
            self._rests_until[way.name] = self._clock.monotonic() + REST
            return
        async with self._store.write() as tx:
            await tx.facts.put(_fact(way), str(new[-1].seq))
        self._told[way.name] = new[-1].seq

    async def _cursor(self, way: Notifier) -> int:
        """Where it was; a way that is new begins with what is new."""
        if way.name not in self._told:
            async with self._store.read() as tx:
                known, last = await tx.facts.get(_fact(way)), await tx.notices.last_seq()
            if known is None:
                async with self._store.write() as tx:
                    await tx.facts.put(_fact(way), str(last))
            self._told[way.name] = last if known is None else int(known)
        return self._told[way.name]


def _fact(way: Notifier) -> str:
    return f"told by {way.name}"


async def _tried(way: Notifier, notices: Sequence[Notice]) -> Tried:
    try:
        await way.tell(notices)
    except SourceError as wrong:
        return Tried(way.name, wrong.message)
    return Tried(way.name)
