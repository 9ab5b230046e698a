"""The app at the end of a real line: a pseudo terminal, a real process, a real engine."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import SPARK, Home, until
from tests.terminal import Terminal

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path, TERM="xterm-256color", COLORTERM="truecolor")
    made.workflow("greet", "echo good morning")
    return made


@pytest.fixture
def app(home: Home) -> Iterator[Terminal]:
    """Opened, and its engine serves."""
    with Terminal(SPARK, home.environment) as terminal:
        assert terminal.watch(20, until=b"engine here"), terminal.drawn[-2000:]
        yield terminal


def engine_of(home: Home) -> str:
    return (home.engine() or "").rpartition(" ")[2]


def test_from_a_phrase_to_the_first_line_of_its_run(app: Terminal) -> None:
    app.type("i")
    app.type("every 2 seconds run greet")
    assert app.watch(10, until=b"local/greet")
    app.type("\r")
    assert app.watch(10, until=b"Keep this schedule?")
    app.type("\r")
    assert app.watch(15, until=b"good morning")


def test_a_lost_line_leaves_the_engine_running_and_the_next_spark_attaches(app: Terminal, home: Home) -> None:
    home.spark("schedule", "create", "greet", "every 1 second", "--yes")
    app.watch(2)
    app.hang_up()
    time.sleep(1.5)
    before = len(home.json("schedule", "history", "greet"))
    until(lambda: len(home.json("schedule", "history", "greet")) > before + 1, "runs go on without a terminal")
    assert engine_of(home) == str(app.pid)
    with Terminal(SPARK, home.environment) as second:
        assert second.watch(20, until=f"pid {app.pid}".encode())
        assert second.watch(20, until=b"good morning")
        second.type("q")
        assert second.wait(10) == 0
    os.kill(app.pid, signal.SIGTERM)
    assert app.wait(15) == 0
    assert home.engine() is None


def test_a_polite_kill_leaves_a_clean_terminal(app: Terminal) -> None:
    os.kill(app.pid, signal.SIGTERM)
    assert app.wait(15) == 0
    assert LEAVES_ALTERNATE_SCREEN in app.drawn


def test_what_another_process_does_shows_within_a_second(app: Terminal, home: Home) -> None:
    home.spark("schedule", "create", "greet", "0 9 1 1 *", "--yes", "--name", "new-year")
    assert app.watch(1.0, until=b"new-year")


def test_the_app_beside_a_daemon_runs_no_engine(home: Home) -> None:
    with home.daemon() as daemon:
        home.spark("schedule", "create", "greet", "every 1 second", "--yes")
        with Terminal(SPARK, home.environment) as terminal:
            assert terminal.watch(20, until=f"pid {daemon.pid}".encode())
            assert terminal.watch(10, until=b"good morning")
            assert engine_of(home) == str(daemon.pid)
            terminal.type("q")
            assert terminal.wait(10) == 0
        due = [entry["due_at"] for entry in home.json("schedule", "history", "greet")]
        assert len(due) == len(set(due))
