"""Virtual time, SQLite without threads, ids by a seed: what a world needs to live through the same again."""

import asyncio
import logging
import selectors
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import aiosqlite.core
import pytest

from spark_tui.domain import ids
from spark_tui.engine.alarm import Alarm
from tests.fakes import START


class _Jump(selectors.DefaultSelector):
    """Nobody is waited for: time jumps instead."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or not self.loop.jumping:
            return super().select(timeout)
        self.loop.elapsed += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on which an hour of waiting takes no time. `jumping` is off while real threads work."""

    def __init__(self) -> None:
        self.elapsed, self.jumping = 0.0, False
        selector = _Jump()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.elapsed

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":
        """What a thread would do is done now."""
        if not self.jumping:
            return super().run_in_executor(executor, func, *args)
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as wrong:  # noqa: BLE001 - it is for whoever waits
            future.set_exception(wrong)
        return future


class VirtualClock:
    """The wall clock of that loop, which a person can set; no two looks at it are the same."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._set_by, self._looks = timedelta(0), 0
        self.latest = START

    def now(self) -> datetime:
        self._looks += 1
        now = START + self._set_by + timedelta(seconds=self._loop.time(), microseconds=self._looks)
        self.latest = max(self.latest, now)
        return now

    def monotonic(self) -> float:
        return self._loop.time()

    def tz_version(self) -> str:
        return "2026a"

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def jump(self, span: timedelta) -> None:
        self._set_by += span


class VirtualAlarm(Alarm):
    """Rings at set moments, as far as the wall clock is not set meanwhile."""

    def __init__(self, ring: Callable[[], None], clock: VirtualClock) -> None:
        self._ring, self._clock = ring, clock
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._set_for = {}

    def set(self, name: str, moment: datetime | None) -> None:
        if moment == self._set_for.get(name):
            return
        self._forget(name)
        if moment is not None:
            wait = max(0.0, (moment - self._clock.now()).total_seconds())
            self._set_for[name] = moment
            self._timers[name] = asyncio.get_running_loop().call_later(wait, self._ring_for, name)

    def stop(self) -> None:
        for name in [*self._timers]:
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._set_for.pop(name, None)
        if timer := self._timers.pop(name, None):
            timer.cancel()

    def _ring_for(self, name: str) -> None:
        self._forget(name)
        self._ring()


# ------------------------------------------------------------------ the disk


class _AtOnce:
    """What the thread of a SQLite connection would do later is done now."""

    daemon = True

    def start(self) -> None:
        return None

    def put_nowait(self, asked: tuple["asyncio.Future[Any] | None", Callable[[], Any]]) -> None:
        future, step = asked
        try:
            done = step()
        except Exception as wrong:
            if future is None:
                raise
            future.set_exception(wrong)
        else:
            if future is not None:
                future.set_result(done)


@contextmanager
def by_seed(seed: str) -> Iterator[None]:
    """Ids by the seed, and SQLite without threads."""
    chance, begin = Random(f"ids {seed}"), aiosqlite.core.Connection.__init__

    def made(self: aiosqlite.core.Connection, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        at_once = _AtOnce()
        self._tx, self._thread = at_once, at_once  # type: ignore[assignment]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.core.Connection, "__init__", made)
        patch.setattr(ids, "secrets", SimpleNamespace(token_hex=lambda size: chance.randbytes(size).hex()))
        yield


class _Faults(logging.Handler):
    """What the engine logs of faults that are its own."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        wrong = record.exc_info[1] if record.exc_info else ""
        self._hear(f"logged: {record.getMessage()}: {wrong!r}")


@contextmanager
def listening(hear: Callable[[str], None]) -> Iterator[None]:
    """Every fault that is logged is heard, and nothing else is kept of the log."""
    log, handler = logging.getLogger("spark.engine"), _Faults(hear)
    before = log.propagate, log.level
    log.propagate = False
    log.setLevel(logging.ERROR)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate, _ = before
        log.setLevel(before[1])
