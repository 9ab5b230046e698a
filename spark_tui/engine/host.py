"""An engine on a thread and an event loop of its own.

A stalled terminal blocks the screen's loop within seconds, and a schedule must not notice.
Whoever is not first waits for the lease and serves as soon as it is free.
"""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import RunId
from spark_tui.engine.alarm import Alarm
from spark_tui.engine.engine import Engine, new_boot
from spark_tui.engine.house import Seats
from spark_tui.engine.lease import EngineLease
from spark_tui.service.spark import Spark

ASK_AGAIN = 0.5  # seconds between two tries for a lease that somebody else has
RECONCILE_EVERY = 60.0  # seconds
log = logging.getLogger("spark.engine")


class Host:
    """The engine of this process. `open_spark` opens the store anew, on the engine's own loop."""

    def __init__(
        self,
        open_spark: Callable[[], Awaitable[Spark]],
        seats: Seats,
        lock: Path | None,
        *,
        only: RunId | None = None,
    ) -> None:
        self._open_spark, self._seats, self._lock, self._only = open_spark, seats, lock, only
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._serving = threading.Event()
        self.trouble = ""

    @property
    def serving(self) -> bool:
        return self._serving.is_set()

    # ------------------------------------------------------------------ on a thread

    def start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self.trouble = ""
            self._thread = threading.Thread(target=self._work, name="spark-engine", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        if self._loop is not None and self._stop is not None:
            with suppress(RuntimeError):  # the loop ended by itself
                self._loop.call_soon_threadsafe(self._stop.set)
        self.join()

    def join(self) -> None:
        """Return when the engine has ended."""
        if self._thread is not None:
            self._thread.join()

    def wait_until_serving(self, seconds: float) -> bool:
        return self._serving.wait(seconds)

    def _work(self) -> None:
        try:
            asyncio.run(self.serve())
        except SparkError as wrong:
            self.trouble = wrong.message
            log.warning("the engine ended: %s", wrong.message)

    # ------------------------------------------------------------------ on the caller's loop

    async def serve(self) -> None:
        """Wait for the lease, serve, and begin again when it was lost; until `ask_to_stop` or `stop`."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        spark = await self._open_spark()
        try:
            while not self._stop.is_set():
                await self._serve_once(spark, self._stop)
        finally:
            await spark.close()

    def ask_to_stop(self) -> None:
        """From a signal handler of the loop that serves."""
        if self._stop is not None:
            self._stop.set()

    async def _serve_once(self, spark: Spark, stop: asyncio.Event) -> None:
        boot = new_boot()
        lease = EngineLease(spark.store, spark.clock, boot, who_i_am(), self._lock)
        if not await lease.take():
            await _first(stop.wait(), spark.clock.sleep(ASK_AGAIN))
            return
        self._serving.set()
        log.info("this is the engine of %s", spark.store.where)
        try:
            await self._while_ours(spark, Engine(spark, boot, self._seats, only=self._only), lease, stop)
        finally:
            self._serving.clear()
            await asyncio.shield(lease.give_back())

    async def _while_ours(self, spark: Spark, engine: Engine, lease: EngineLease, stop: asyncio.Event) -> None:
        lost = asyncio.Event()

        async def renew() -> None:
            if not await lease.renew():
                log.warning("another engine took over")
                lost.set()

        alarm = Alarm(spark.bell.ring)
        alarm.start()
        alarm.every(lease.renew_every, renew, "renew")
        alarm.every(RECONCILE_EVERY, engine.recover, "reconcile")
        try:
            await _first(engine.run(alarm), spark.follow(), lost.wait(), stop.wait())
        finally:
            alarm.stop()


async def _first(*awaitables: Awaitable[object]) -> None:
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


def who_i_am() -> str:
    """Host and process, for people."""
    return f"{socket.gethostname()} pid {os.getpid()}"
