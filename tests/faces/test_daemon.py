"""The engine without a screen."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from spark_tui.faces import daemon
from spark_tui.service.ports import Face


class FakeHost:
    """An engine that serves until it is stopped."""

    serving = True
    trouble = ""

    def __init__(self, on_start: object = None) -> None:
        self._on_start = on_start
        self.stopped = False

    def start(self) -> None:
        if callable(self._on_start):
            self._on_start()

    def become(self, face: Face) -> None:
        return None

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Those that are there come back."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: signal.Signals) -> None:
    host = FakeHost(lambda: threading.Timer(0.1, os.kill, (os.getpid(), number)).start())
    assert (daemon.serve(host), host.stopped) == (0, True)


def test_an_engine_in_trouble_ends_it_with_a_code() -> None:
    host = FakeHost()
    host.trouble = "KeyError: 'what'"
    assert (daemon.serve(host), host.stopped) == (1, True)
