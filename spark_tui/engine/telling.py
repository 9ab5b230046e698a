"""Telling: notices go out, and the engine's own check hears that it is alive; a check that does not hear is news."""

from collections.abc import Mapping
from datetime import datetime

from spark_tui.domain.ids import BootId
from spark_tui.domain.notice import heard_again, unheard
from spark_tui.service.spark import Spark

EVERY = 2.0  # seconds between two looks for what is to be told, where anybody may be
HEARTBEAT = 60.0  # seconds


class Telling:
    """A loop beside the others: what it waits for holds up nobody."""

    def __init__(self, spark: Spark, boot: BootId) -> None:
        self._spark, self._clock, self._boot = spark, spark.clock, boot
        self._beat_at = float("-inf")

    async def serve(self) -> None:
        """For ever."""
        while True:
            await self.once()
            await self._clock.sleep(EVERY if self._spark.notices.ways else HEARTBEAT)

    async def deliver(self) -> datetime | None:
        """Messages about runs go out; one that hangs holds up no notice. Answers when the next is due."""
        return await self._spark.destinations.deliver(self._boot)

    async def once(self) -> None:
        await self._spark.notices.deliver(self._boot)
        if self._clock.monotonic() - self._beat_at >= HEARTBEAT:
            self._beat_at = self._clock.monotonic()
            await self._spark.pinger.heartbeat()
        if changed := self._spark.pinger.changed():
            await self._note(changed)

    async def _note(self, changed: Mapping[str, str]) -> None:
        """What became of the checks that pings go to, for people."""
        now = self._clock.now()
        news = [unheard(check, wrong, now) if wrong else heard_again(check, now) for check, wrong in changed.items()]
        async with self._spark.store.write() as tx:
            if await tx.lease.holds(self._boot):
                await tx.notices.add(news)
        self._spark.bell.ring()
