"""The machine's clock: the only place that reads it."""

import asyncio
import time
import zoneinfo
from datetime import UTC, datetime

from spark_tui.system.tzdata import version_of


class SystemClock:
    """The Clock of a real process."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def tz_version(self) -> str:
        return version_of(zoneinfo.TZPATH)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
