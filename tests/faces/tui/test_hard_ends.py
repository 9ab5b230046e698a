"""Hard ends of the app, in a real terminal: whatever comes, the terminal is left in order and the engine goes on."""

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes import SPARK, Home, until
from tests.terminal import Terminal

SHOWN = {7, 25}  # lines wrap and the cursor shows, in a terminal that is in order
OPENED = b"engine here"
HOME_TERM = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
BROKEN = """
import sys
from spark_tui.faces.tui.app import SparkApp
from spark_tui.faces.tui.widgets.bars import TopLine
from spark_tui.main import main

def fail():
    api_key = "sk-hidden-in-a-local"
    raise RuntimeError("it broke with token=hunter22 and " + chr(27) + "]52;c;ZXZpbA==" + chr(7))

async def fail_in_a_worker():
    fail()

def on_key(self, event):
    if event.key == "f5":
        fail()
    if event.key == "f6":
        self.begin(fail_in_a_worker, "broken")
    if event.key == "f7":
        TopLine.line = lambda *_: fail()
        self.board.query_one("#top").refresh()

SparkApp.on_key = on_key
sys.exit(main([]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path, **HOME_TERM)
    made.workflow("greet", "echo good morning")
    yield made
    made.spark("daemon", "stop")


def opened(home: Home, command: list[str] | None = None) -> Terminal:
    return Terminal(command or SPARK, home.environment)


def runs(home: Home, schedule: str) -> int:
    with closing(sqlite3.connect(f"file:{home.database}?mode=ro", uri=True)) as file:
        return int(file.execute("SELECT count(*) FROM runs WHERE schedule_name = ?", [schedule]).fetchone()[0])


def is_open(terminal: Terminal) -> bool:
    assert terminal.sees(OPENED), terminal.drawn[-2000:]
    return True


def is_in_order(terminal: Terminal, modes: list[object]) -> bool:
    assert terminal.left_on <= SHOWN
    assert terminal.modes == modes
    return True


def test_stray_bytes_on_the_input_change_nothing(home: Home) -> None:
    with opened(home) as app:
        assert is_open(app)
        app.type(b"\x1b[M \xff\xe9")  # a report of a mouse beyond column 95, of the old kind
        app.type(b"\xe9\xff\xfe")
        app.type("?")
        assert app.sees(b"All keys")


def test_a_window_of_one_cell_comes_back(home: Home) -> None:
    with opened(home) as app:
        assert is_open(app)
        for rows, columns in ((1, 1), (2, 300), (50, 2)):
            app.resize(rows, columns)
            app.watch(0.3)
        app.seen.clear()
        app.resize(24, 80)
        assert app.sees(b"Schedules")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV], ids=lambda number: number.name)
def test_a_killed_screen_leaves_the_terminal_in_order(home: Home, number: signal.Signals) -> None:
    with opened(home) as app:
        modes = app.modes
        assert is_open(app)
        assert app.modes != modes
        os.kill(app.worker, number)
        assert app.wait() == (0 if number is signal.SIGTERM else -number)
        assert is_in_order(app, modes)


@pytest.mark.parametrize("key", ["\x1b[15~", "\x1b[18~"], ids=["in a handler", "in what draws"])
def test_a_fault_of_ours_ends_the_screen_and_nothing_else(home: Home, key: str) -> None:
    home.spark("schedule", "create", "greet", "every 1 second", "--yes")
    with opened(home, [sys.executable, "-c", BROKEN]) as app:
        modes = app.modes
        assert is_open(app)
        worker = app.worker
        app.type(key)
        assert app.wait() == 1
        assert is_in_order(app, modes)
        assert b"RuntimeError: it broke" in app.drawn
        keeps_no_secret(app, home)
        before = runs(home, "greet")
        until(lambda: runs(home, "greet") > before, "the engine goes on")
        assert home.json("daemon", "status")["pid"] == worker


def test_a_fault_in_a_worker_is_told_and_the_screen_stays(home: Home) -> None:
    with opened(home, [sys.executable, "-c", BROKEN]) as app:
        assert is_open(app)
        app.type("\x1b[17~")
        assert app.sees(b"RuntimeError: it broke")
        keeps_no_secret(app, home)
        app.type("q")
        assert app.wait() == 0


def keeps_no_secret(app: Terminal, home: Home) -> None:
    log = (home.folder / "data" / "spark" / "spark.log").read_text()
    assert "RuntimeError: it broke" in log
    for secret in ("hunter22", "sk-hidden-in-a-local", "]52;c"):
        assert secret.encode() not in app.drawn
        assert secret not in log.replace('api_key = "sk-hidden-in-a-local"', "")


def test_on_a_stalled_line_keys_are_heard_and_the_engine_goes_on(home: Home) -> None:
    home.spark("schedule", "create", "greet", "every 1 second", "--yes", "--name", "beat")
    home.spark("schedule", "create", "greet", "0 0 1 1 *", "--yes", "--name", "asked")
    with opened(home) as app:
        assert is_open(app)
        app.type("2g")
        app.watch(1)
        for _ in range(40):  # each draws some kilobytes, and nobody reads
            app.type("13")
            time.sleep(0.02)
        before = runs(home, "beat")
        app.type("2gr")
        until(lambda: runs(home, "asked"), "the key is heard")
        until(lambda: runs(home, "beat") > before, "the engine goes on")
        app.seen.clear()
        app.type("?")
        assert app.sees(b"All keys")


def test_a_polite_kill_on_a_stalled_line_ends_it_in_time(home: Home) -> None:
    with opened(home) as app:
        modes = app.modes
        assert is_open(app)
        for _ in range(40):
            app.type("13")
            time.sleep(0.02)
        os.kill(app.pid, signal.SIGTERM)
        until(lambda: os.waitpid(app.pid, os.WNOHANG)[0], "it ends although nobody reads")
        app.watch(1)
        assert is_in_order(app, modes)
