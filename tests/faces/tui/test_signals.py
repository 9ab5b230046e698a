"""What signals ask of the app, whenever they come: a lost line leaves the engine running, and a stop is never lost."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.processes import SPARK, Home, alive, until
from tests.terminal import Terminal

LOST, STOP, INTERRUPT = signal.SIGHUP, signal.SIGTERM, signal.SIGINT
DELAYS = (0, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2)  # seconds
AS_IT_STARTS = (0, 0.1, 0.25, 0.5, 0.8)
SHOWN = {7, 25}  # lines wrap and the cursor shows, in a terminal that is in order
SHELL = ["bash", "--norc", "--noprofile", "-i"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path, TERM="xterm-256color", COLORTERM="truecolor", PS1="ready> ")
    yield made
    made.spark("daemon", "stop")


@pytest.fixture
def app(home: Home) -> Iterator[Terminal]:
    with Terminal(SPARK, home.environment) as terminal:
        assert terminal.sees(b"engine here"), terminal.drawn[-2000:]
        assert terminal.worker
        yield terminal


def send(pid: int, *numbers: int) -> None:
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def has_ended(pid: int, home: Home) -> None:
    """In order: the lease is given back."""
    until(lambda: not alive(pid), "the process has ended", 20)
    assert home.engine() is None
    assert "Traceback" not in log_of(home)


def log_of(home: Home) -> str:
    log = home.folder / "data" / "spark" / "spark.log"
    return log.read_text() if log.exists() else ""


def goes_on(worker: int, home: Home) -> None:
    until(lambda: "the engine goes on as a daemon" in log_of(home), "it goes on without its screen")
    assert alive(worker)
    assert (home.engine() or "").endswith(f"pid {worker}")


@pytest.mark.parametrize("delay", DELAYS)
def test_a_stop_soon_after_the_line_was_lost_is_kept(app: Terminal, home: Home, delay: float) -> None:
    app.hang_up()
    time.sleep(delay)
    send(app.worker, STOP)
    has_ended(app.worker, home)


@pytest.mark.parametrize("delay", DELAYS[::2])
def test_a_stop_that_comes_to_the_process_in_front_is_passed_on(app: Terminal, home: Home, delay: float) -> None:
    app.hang_up()
    time.sleep(delay)
    if alive(app.pid):
        send(app.pid, STOP)
        has_ended(app.worker, home)


@pytest.mark.parametrize(
    "signals",
    [
        (STOP, LOST),
        (STOP, STOP),
        (INTERRUPT,),
        (INTERRUPT, INTERRUPT),
        (LOST, STOP),
        (LOST, INTERRUPT),
        (LOST, LOST, STOP),
    ],
    ids=lambda signals: " ".join(number.name for number in signals),
)
def test_a_stop_among_other_signals_ends_it_in_order(app: Terminal, home: Home, signals: tuple[int, ...]) -> None:
    send(app.worker, *signals)
    assert app.wait() == 0
    assert app.left_on <= SHOWN
    has_ended(app.worker, home)


@pytest.mark.parametrize("delay", [0, 0.02, 0.1, 0.5])
def test_a_line_that_is_told_lost_twice_is_lost_once(app: Terminal, home: Home, delay: float) -> None:
    send(app.worker, LOST)
    time.sleep(delay)
    send(app.worker, LOST)
    assert app.wait() == 0
    goes_on(app.worker, home)


@pytest.mark.parametrize("number", [STOP, INTERRUPT, LOST], ids=lambda number: number.name)
@pytest.mark.parametrize("delay", AS_IT_STARTS)
def test_what_comes_as_it_starts_leaves_nothing_behind(home: Home, number: int, delay: float) -> None:
    with Terminal(SPARK, home.environment) as app:
        modes = app.modes
        until(lambda: app.worker, "there are two")
        time.sleep(delay)
        was_here = home.engine() is not None
        send(app.worker, number)
        if number is LOST and (was_here or home.engine() is not None):
            app.wait()
            return  # it goes on: told by the tests above
        assert app.wait() == 0
        assert app.modes == modes
        assert b"Traceback" not in app.drawn
        until(lambda: not alive(app.worker), "the process has ended", 20)
        assert home.engine() is None
        assert "Traceback" not in log_of(home)


@pytest.mark.parametrize("delay", [0, 0.005, 0.01, 0.02])
def test_a_stop_of_the_process_in_front_as_it_starts_leaves_none_behind(home: Home, delay: float) -> None:
    with Terminal(SPARK, home.environment) as app:
        until(lambda: app.worker, "there are two")
        time.sleep(delay)
        send(app.pid, STOP)
        app.wait()
        until(lambda: not alive(app.worker), "the process has ended", 20)
        assert home.engine() is None


def test_a_shell_that_ends_stops_no_engine_whose_screen_it_had_stopped(home: Home) -> None:
    with Terminal(SHELL, home.environment) as shell:
        shell.type(" ".join(SPARK) + "\n")
        assert shell.sees(b"engine here"), shell.drawn[-500:]
        pid = int((home.engine() or "").rpartition(" ")[2])
        shell.type("\x1a")
        assert shell.sees(b"Stopped"), shell.drawn[-500:]
        shell.hang_up()
        goes_on(pid, home)


def test_a_stopped_screen_comes_back_in_the_foreground_of_its_shell(home: Home) -> None:
    with Terminal(SHELL, home.environment) as shell:
        shell.type(" ".join(SPARK) + "\n")
        assert shell.sees(b"engine here"), shell.drawn[-500:]
        for _ in range(2):
            shell.type("\x1a")
            assert shell.sees(b"Stopped"), shell.drawn[-500:]
            shell.seen.clear()
            shell.type("fg\n")
            assert shell.sees(b"engine here")
            shell.seen.clear()
        shell.type("q")
        assert shell.sees(b"ready> "), shell.drawn[-500:]
