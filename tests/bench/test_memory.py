"""What the app holds while its log is followed for long. Measured each minute, printed, and never asserted.

SPARK_BENCH_MINUTES=60 pytest tests/bench/test_memory.py -m bench -s
"""

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench.measuring import cpu_seconds, megabytes, tell
from tests.processes import ROOT, SPARK, Home
from tests.terminal import Terminal

pytestmark = pytest.mark.bench
TALKER = ROOT / "tests" / "bench" / "talker.py"
MINUTES = float(os.environ.get("SPARK_BENCH_MINUTES", "3"))
RATE = 100  # lines a second
STRETCH = 10  # minutes that a run speaks: of one run no more than 100,000 lines are kept
SIZE = (35, 120)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A workflow that speaks for ten minutes."""
    made = Home(tmp_path, TERM="xterm-256color", COLORTERM="truecolor")
    made.workflow("talker", f"exec {sys.executable} {TALKER} {STRETCH * 60 * RATE} {RATE // 10}")
    made.spark("source", "sync", "local")
    return made


def kept(home: Home) -> int:
    """How many lines are in the store."""
    with closing(sqlite3.connect(f"file:{home.database}?mode=ro", uri=True)) as store:
        return int(store.execute("SELECT count(*) FROM lines").fetchone()[0])


def each_minute(home: Home, terminal: Terminal) -> Iterator[float]:
    """Bytes a second that were drawn in each minute; what was drawn is thrown away."""
    for minute in range(round(MINUTES)):
        if minute % STRETCH == 0:
            home.json("run", "start", "talker")
        drawn, began = 0, time.monotonic()
        while (passed := time.monotonic() - began) < 60:
            terminal.watch(1)
            drawn += len(terminal.drawn)
            terminal.seen.clear()
        yield drawn / passed


def test_a_log_that_is_followed(home: Home) -> None:
    with Terminal(SPARK, home.environment, *SIZE) as terminal:
        terminal.watch(30, until=b"talker")
        terminal.type("3")  # to the log, where its end is followed
        terminal.watch(5)
        terminal.seen.clear()
        pid, before = terminal.worker, cpu_seconds(terminal.worker)
        first = megabytes(pid)
        for minute, drawn in enumerate(each_minute(home, terminal), 1):
            used, before = cpu_seconds(pid) - before, cpu_seconds(pid)
            tell(
                f"minute {minute} of {RATE} lines a second",
                megabytes=megabytes(pid),
                most=megabytes(pid, "VmHWM"),
                percent_of_a_core=used / 60 * 100,
                kilobytes_per_second=drawn / 1_000,
            )
        tell("a log that is followed", first=first, last=megabytes(pid), most=megabytes(pid, "VmHWM"), kept=kept(home))
