"""An engine on a thread and an event loop of its own.

A stalled terminal blocks the screen's loop within seconds, and a schedule must not notice.
Whoever is not first waits for the lease and serves as soon as it is free.
"""

import asyncio
import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from spark_tui import __version__
from spark_tui.domain.errors import SparkError, StoreError
from spark_tui.domain.ids import RunId
from spark_tui.engine.alarm import Alarm
from spark_tui.engine.engine import Engine, new_boot
from spark_tui.engine.house import Seats
from spark_tui.engine.lease import EngineLease, GuestLease, Right, keep
from spark_tui.service.foreign import broken
from spark_tui.service.ports import Clock, Face, Holder
from spark_tui.service.signal import Signal
from spark_tui.service.spark import Spark
from spark_tui.service.trying import first, persist
from spark_tui.service.whole import whole

HAND_OVER = 0.001  # seconds that a thread keeps Python to itself while another waits: the store's answers are short
ASK_AGAIN = 0.5  # seconds between two tries for a lease that somebody else has
log = logging.getLogger("spark.engine")


class Host:
    """The engine of this process. `open_spark` opens the store anew, on the engine's own loop.

    With `only` it is a guest, for that one run. `term` is that of its lease, in seconds.
    """

    def __init__(
        self,
        open_spark: Callable[[], Awaitable[Spark]],
        clock: Clock,
        seats: Seats,
        lock: Path | None,
        *,
        only: RunId | None = None,
        term: float | None = None,
    ) -> None:
        self._open_spark, self._clock, self._seats = open_spark, clock, seats
        self._lock, self._only, self._term = lock, only, term
        self._face = Face.DAEMON
        self._right: EngineLease | GuestLease | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._asked_to_stop = False
        self._wake: Callable[[], object] | None = None
        self._serving = threading.Event()
        self.trouble = ""

    @property
    def serving(self) -> bool:
        return self._serving.is_set()

    def become(self, face: Face) -> None:
        """Who asks for the engine is told so at once; where the store is busy, within a beat of the lease."""
        self._face, right, loop = face, self._right, self._loop
        if right is not None and loop is not None and right.holder.face is not face:
            right.holder = who_i_am(face)
            with suppress(RuntimeError):  # the loop ended by itself
                asyncio.run_coroutine_threadsafe(right.hold(), loop)

    # ------------------------------------------------------------------ on a thread

    def start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self.trouble, self._asked_to_stop, self._wake = "", False, None
            self._thread = threading.Thread(target=self._work, name="spark-engine", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._asked_to_stop = True
        if self._wake is not None:
            with suppress(RuntimeError):  # the loop ended by itself
                self._wake()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        sys.setswitchinterval(HAND_OVER)
        try:
            asyncio.run(self._serve())
        except Exception as wrong:
            self.trouble = _in_words(wrong)
            log.error("the engine ended: %s", self.trouble, exc_info=not isinstance(wrong, SparkError))  # noqa: TRY400

    # ------------------------------------------------------------------ on its loop

    async def _serve(self) -> None:
        """Until `stop`; begin again when the store could not be used or something broke."""
        loop, stop = asyncio.get_running_loop(), Signal()
        self._wake = lambda: loop.call_soon_threadsafe(stop.set)
        if self._asked_to_stop:  # before there was anybody to wake
            stop.set()
        await persist(lambda: self._live(stop), self._clock, stop)

    async def _live(self, stop: Signal) -> None:
        """Wait for the lease, serve, and wait again when it was lost."""
        if stop.is_set():
            return
        spark = await self._open_spark()
        try:
            while not stop.is_set():
                await self._serve_once(spark, stop)
        finally:
            await spark.close()

    async def _serve_once(self, spark: Spark, stop: Signal) -> None:
        boot, lease = new_boot(), EngineLease if self._only is None else GuestLease
        right = lease(spark.store, spark.clock, boot, who_i_am(self._face), self._lock, term=self._term)
        while not await right.take():
            await first(stop.wait(), spark.clock.sleep(ASK_AGAIN))
            if stop.is_set():
                return
        self._right, self._loop = right, asyncio.get_running_loop()
        self.become(self._face)
        self._serving.set()
        log.info("this is the engine of %s", spark.store.where)
        _keep_out_of_collections()
        try:
            await _while_ours(spark, Engine(spark, boot, self._seats, only=self._only), right, stop)
        finally:
            self._serving.clear()
            self._right = None
            await whole(_give_back(right))


def _keep_out_of_collections() -> None:
    """What was loaded stays for good: a collection that looks through all of it stops everything for 80 ms."""
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)  # a thousand runs make a hundred thousand values that go by themselves


async def _while_ours(spark: Spark, engine: Engine, right: Right, stop: Signal) -> None:
    alarm = Alarm(spark.bell.ring)
    alarm.start()
    try:
        await first(engine.run(alarm), spark.follow(), keep(right, spark.clock), stop.wait())
    finally:
        alarm.stop()


async def _give_back(right: Right) -> None:
    try:
        await right.give_back()
    except StoreError as wrong:
        log.warning("the lease was not given back and will expire: %s", wrong.message)


def _in_words(wrong: BaseException) -> str:
    """The first of what broke: tasks that end together raise a group."""
    while isinstance(wrong, BaseExceptionGroup):
        wrong = wrong.exceptions[0]
    return wrong.message if isinstance(wrong, SparkError) else broken(wrong)


def who_i_am(face: Face) -> Holder:
    return Holder(socket.gethostname(), os.getpid(), face, __version__)
