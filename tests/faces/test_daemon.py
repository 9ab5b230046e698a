"""The engine without a screen."""

import logging
import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from spark_tui.faces import daemon
from spark_tui.faces.asked import Asked
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
    assert (daemon.serve(host, Asked().hear()), host.stopped) == (0, True)


def test_an_engine_in_trouble_ends_it_with_a_code() -> None:
    host = FakeHost()
    host.trouble = "KeyError: 'what'"
    assert (daemon.serve(host, Asked().hear()), host.stopped) == (1, True)


# ------------------------------------------------------------------ its log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log file of this process, for a while."""
    root, spark = logging.getLogger(), logging.getLogger("spark")
    handlers, levels = list(root.handlers), (root.level, spark.level)
    daemon.log_to_file(tmp_path / "spark" / "spark.log")
    yield tmp_path / "spark" / "spark.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    spark.setLevel(levels[1])


def test_a_line_of_the_log_says_when_with_the_offset_and_holds_no_secret(log: Path) -> None:
    logging.getLogger("spark.test").info("the key sk-proj-hunter22 \x1b[31mis wrong")
    (line,) = log.read_text().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO spark.test: the key ••• .*is wrong", line), line
    assert "\x1b" not in line


def test_every_file_of_the_log_is_for_its_owner_alone_and_they_are_few(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = next(one for one in logging.getLogger().handlers if isinstance(one, daemon.LogFile))
    monkeypatch.setattr(handler, "maxBytes", 300)
    for number in range(40):
        logging.getLogger("spark.test").info("line %d", number)
    files = sorted(log.parent.iterdir())
    assert len(files) == 1 + daemon.LOG_FILES
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_log_that_another_process_turned_over_is_followed(log: Path) -> None:
    logging.getLogger("spark.test").info("before")
    log.rename(log.with_suffix(".1"))
    logging.getLogger("spark.test").info("after")
    assert "after" in log.read_text()
