"""The bell says only: look again.

What happened is in the store. Whoever hears the bell reads it there, whether the change
was made here, in another thread or in another process.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from spark_tui.service.ports import Clock, Store


class Ear:
    """One listener. Rings that come while it is busy are one ring."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def hear(self) -> None:
        self._rung.set()

    async def wait(self, seconds: float | None = None) -> bool:
        """True when it rang, False after `seconds` of silence."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Bell:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._ears: dict[Ear, None] = {}  # in the order in which they came, so that a round is the same each time

    def ring(self) -> None:
        for ear in self._ears:
            ear.hear()

    @contextmanager
    def ear(self) -> Iterator[Ear]:
        ear = Ear()
        self._ears[ear] = None
        try:
            yield ear
        finally:
            del self._ears[ear]

    async def follow(self, store: Store, clock: Clock, every: float) -> None:
        """Ring whenever anybody else changed the store; asked every so many seconds, for ever."""
        while True:
            if await store.changed():
                self.ring()
            await clock.sleep(every)
