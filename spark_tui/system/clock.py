"""The machine's clock: the only place that reads it."""

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """The Clock of a real process."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
