"""What goes on although it fails: again after a breath, and not without end when the fault is ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from spark_tui.domain.errors import Outgrown, StoreError
from spark_tui.service.ports import Clock
from spark_tui.service.signal import Signal

BREATH = 1.0  # seconds between a failure and the next try
CALM = 60.0  # seconds after which a fault is forgotten
MOST_FAULTS = 5  # within that time: more of them is no accident
T = TypeVar("T")
log = logging.getLogger("spark.engine")


class Patience:
    """A store that cannot be used comes back, however long it takes; a fault of ours is borne a few times."""

    def __init__(self) -> None:
        self._faults: list[float] = []

    def bear(self, wrong: Exception) -> None:
        """Write down what went wrong. Raises it again when it has happened too often, or for good."""
        if isinstance(wrong, Outgrown):
            raise wrong
        if isinstance(wrong, StoreError):
            log.warning("%s; trying again", wrong.message)
            return
        now = asyncio.get_running_loop().time()
        self._faults = [*(at for at in self._faults if now - at < CALM), now]
        if len(self._faults) > MOST_FAULTS:
            raise wrong
        log.error("something broke; trying again", exc_info=wrong)


async def persist(work: Callable[[], Awaitable[T]], clock: Clock, leaving: Signal | None = None) -> T:
    """Its answer, at the first try that does not fail. Once `leaving` is set there is one try left."""
    patience, leaving = Patience(), leaving or Signal()
    while True:
        last = leaving.is_set()
        try:
            return await work()
        except Exception as wrong:
            if last:
                raise
            patience.bear(wrong)
        await first(clock.sleep(BREATH), leaving.wait())


async def first(*awaitables: Awaitable[object]) -> None:
    """Return when one of them has ended, and end the others; what broke is raised."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
