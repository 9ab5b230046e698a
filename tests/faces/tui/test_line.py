"""The app at the end of a real line: a pseudo terminal, a real process, a real engine."""

import io
import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from spark_tui.faces.tui.line import Line
from tests.processes import SPARK, Home, until
from tests.terminal import Terminal

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Whatever goes on in it when the terminal is gone ends with the test."""
    made = Home(tmp_path, TERM="xterm-256color", COLORTERM="truecolor")
    made.workflow("greet", "echo good morning")
    yield made
    made.spark("daemon", "stop")


@pytest.fixture
def app(home: Home) -> Iterator[Terminal]:
    """Opened, and its engine serves."""
    with Terminal(SPARK, home.environment) as terminal:
        assert terminal.sees(b"engine here"), terminal.drawn[-2000:]
        yield terminal


def engine_of(home: Home) -> str:
    return (home.engine() or "").rpartition(" ")[2]


def test_from_a_phrase_to_the_first_line_of_its_run(app: Terminal) -> None:
    app.type("i")
    app.type("every 2 seconds run greet")
    assert app.sees(b"local/greet")
    app.type("\r")
    assert app.sees(b"Keep this schedule?")
    app.type("\r")
    assert app.sees(b"good morning")


def test_a_lost_line_leaves_the_engine_running_and_the_next_spark_attaches(app: Terminal, home: Home) -> None:
    worker = app.worker
    home.spark("schedule", "create", "greet", "every 1 second", "--yes")
    assert app.sees(b"good morning")
    app.hang_up()
    assert app.wait() == 0
    before = len(home.json("schedule", "history", "greet"))
    until(lambda: len(home.json("schedule", "history", "greet")) > before + 1, "runs go on without a terminal")
    assert engine_of(home) == str(worker)
    with Terminal(SPARK, home.environment) as second:
        assert second.sees(f"daemon pid {worker}".encode())
        assert second.sees(b"good morning")
        second.type("q")
        assert second.wait() == 0
    assert home.spark("daemon", "stop").returncode == 0
    assert home.engine() is None


def a_run_goes_on(app: Terminal, home: Home) -> str:
    """A command of this machine that says what time it is, and its run."""
    home.workflow("clock", "while :; do date; sleep 0.2; done")
    run: str = home.json("run", "start", "clock")["id"]
    until(lambda: lines_of(home, run), "it speaks")
    return run


def lines_of(home: Home, run: str) -> int:
    with closing(sqlite3.connect(f"file:{home.database}?mode=ro", uri=True)) as file:
        return int(file.execute("SELECT count(*) FROM lines WHERE run_id = ?", [run]).fetchone()[0])


def goes_on(home: Home, run: str) -> None:
    """It speaks still; a run that is over says so in one line, and no more."""
    before = lines_of(home, run)
    until(lambda: lines_of(home, run) > before + 3, "it goes on")


def test_kept_in_the_background_the_shell_has_its_terminal_and_a_command_goes_on(app: Terminal, home: Home) -> None:
    run, worker = a_run_goes_on(app, home), app.worker
    assert app.sees("▶1".encode())
    app.type("q")
    assert app.sees(b"keep everything")
    app.type("k")
    assert app.sees(f"in the background, as pid {worker}".encode())
    assert app.wait() == 0
    goes_on(home, run)
    known = home.json("daemon", "status")
    assert (known["engine"], known["pid"], known["seats_used"]) == ("daemon", worker, 1)
    stopped = home.spark("daemon", "stop")
    assert (stopped.returncode, "ends now, and is not repeated: local/clock" in stopped.stderr) == (0, True)
    assert home.json("run", "show", run)["state"] == "cancelled"


def test_a_lost_line_ends_no_command(app: Terminal, home: Home) -> None:
    run = a_run_goes_on(app, home)
    app.hang_up()
    assert app.wait() == 0
    goes_on(home, run)
    assert home.spark("daemon", "stop").returncode == 0


def test_ctrl_z_stops_the_screen_and_nothing_else(app: Terminal, home: Home) -> None:
    run = a_run_goes_on(app, home)
    app.type("\x1a")
    assert app.sees(LEAVES_ALTERNATE_SCREEN)
    until(lambda: state_of(app.pid) == "T", "the shell has its terminal")
    goes_on(home, run)
    app.seen.clear()
    os.kill(app.pid, signal.SIGCONT)
    assert app.sees(b"engine here")
    home.spark("run", "cancel", run)
    until(lambda: home.json("run", "show", run)["state"] == "cancelled", "nothing of it outlives the test")


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_the_end_of_the_process_in_front_is_a_lost_line(app: Terminal, home: Home) -> None:
    worker = app.worker
    os.kill(app.pid, signal.SIGKILL)
    until(lambda: home.json("daemon", "status")["engine"] == "daemon", "it goes on")
    assert engine_of(home) == str(worker)
    assert home.spark("daemon", "stop").returncode == 0


def test_a_polite_kill_leaves_a_clean_terminal(app: Terminal) -> None:
    os.kill(app.pid, signal.SIGTERM)
    assert app.wait() == 0
    assert LEAVES_ALTERNATE_SCREEN in app.drawn


def test_what_another_process_does_shows(app: Terminal, home: Home) -> None:
    home.spark("schedule", "create", "greet", "0 9 1 1 *", "--yes", "--name", "new-year")
    assert app.sees(b"new-year")


def test_the_app_beside_a_daemon_runs_no_engine(home: Home) -> None:
    with home.daemon() as daemon:
        home.spark("schedule", "create", "greet", "every 1 second", "--yes")
        with Terminal(SPARK, home.environment) as terminal:
            assert terminal.sees(f"pid {daemon.pid}".encode())
            assert terminal.sees(b"good morning")
            assert engine_of(home) == str(daemon.pid)
            terminal.type("q")
            assert terminal.wait() == 0
        due = [entry["due_at"] for entry in home.json("schedule", "history", "greet")]
        assert len(due) == len(set(due))


IN_A_SHELL = ["bash", "--norc", "--noprofile", "-i"]


@pytest.mark.parametrize("shell", [False, True], ids=["its own line", "the line of a shell"])
def test_a_line_that_is_lost_in_the_middle_of_a_run_costs_nothing(home: Home, shell: bool) -> None:
    """The run goes on to its end, its log is whole, the next moments come, and the next `spark` shows it all."""
    home.workflow("count", "for n in 1 2 3 4 5 6 7 8; do echo line $n; sleep 0.3; done")
    with Terminal(IN_A_SHELL if shell else SPARK, home.environment) as line:
        if shell:
            line.type(" ".join(SPARK) + "\n")
        assert line.sees(b"engine here"), line.drawn[-2000:]
        serving = engine_of(home)
        home.spark("schedule", "create", "greet", "every 2 seconds", "--yes", "--name", "beat")
        run = home.json("run", "start", "count")["id"]
        until(lambda: lines_of(home, run) >= 3, "it speaks")
        line.hang_up()
        assert line.wait() == (-signal.SIGHUP if shell else 0)
    until(lambda: home.json("run", "show", run)["state"] != "running", "it ends")
    assert home.json("run", "show", run)["state"] == "succeeded"
    log = map(json.loads, home.spark("run", "log", run, "--json").stdout.splitlines())
    said = [each["text"] for each in log if each["level"] == "out"]
    assert said == [f"line {n}" for n in range(1, 9)]
    came = len(home.json("schedule", "history", "beat"))
    until(lambda: len(home.json("schedule", "history", "beat")) > came + 1, "the next moments come")
    assert engine_of(home) == serving
    keeps_its_time(home.json("schedule", "history", "beat"))
    with Terminal(SPARK, home.environment) as second:
        assert second.sees(f"daemon pid {serving}".encode())
        assert second.sees(b"good morning")
        second.type("q")
        assert second.wait() == 0
    assert home.spark("daemon", "stop").returncode == 0
    assert home.engine() is None


def keeps_its_time(history: list[dict[str, str]]) -> None:
    """Every moment has its run, two seconds after the one before, and none was left out."""
    due = sorted(datetime.fromisoformat(entry["due_at"]) for entry in history)
    assert {later - before for before, later in pairwise(due)} == {timedelta(seconds=2)}
    assert {entry["state"] for entry in history} <= {"succeeded", "running", "queued"}


def test_the_last_words_are_not_thrown_away_with_what_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """They were where a busy machine let the writer go on between the look and the throwing away."""
    begun: list[str] = []
    thrown: list[list[str]] = []
    stalled = threading.Event()

    class Stalled(io.StringIO):
        def fileno(self) -> int:
            return 0

        def write(self, text: str) -> int:
            begun.append(text)
            return len(text) if text != "old" or stalled.wait(10) else 0

    def throw_away(*_: object) -> None:
        stalled.set()
        time.sleep(0.2)  # in which the writer would go on
        thrown.append(list(begun))

    monkeypatch.setattr("spark_tui.faces.tui.line.termios.tcflush", throw_away)
    line = Line(Stalled())
    line.start()
    line.write("old")
    while not begun:
        time.sleep(0.001)
    line.hurry()
    line.write("last")
    line.stop()
    assert (thrown[0], begun[:2]) == (["old"], ["old", "last"])
