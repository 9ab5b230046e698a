"""What the app sends over the line, and how soon: measured beside a bare Textual app in the same run, printed.

pytest tests/bench/test_terminal.py -m bench -s
"""

import sqlite3
import statistics
import sys
import time
from contextlib import closing

import pytest

from tests.bench import filling, test_size
from tests.bench.measuring import cpu_seconds, megabytes, quantile, tell
from tests.bench.test_figures import many_schedules
from tests.processes import SPARK, Home
from tests.terminal import Terminal

pytestmark = pytest.mark.bench
SIZE = (35, 120)
SCHEDULES = 200  # more than a screen, and quick to make
SECONDS = 10.0
REPEAT = 1 / 30  # seconds between two keys of a key that is held
BARE = """
from textual.app import App
from textual.widgets import OptionList
class Bare(App):
    BINDINGS = [("j", "down"), ("k", "up")]
    def compose(self):
        yield OptionList(*(f"schedule-{n}" for n in range(200)))
    def action_down(self):
        self.query_one(OptionList).action_cursor_down()
    def action_up(self):
        self.query_one(OptionList).action_cursor_up()
Bare().run()
"""
COMMANDS = {"spark": SPARK, "bare": (sys.executable, "-c", BARE)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"), TERM="xterm-256color", COLORTERM="truecolor")
    many_schedules(made, SCHEDULES)
    return made


def opened(home: Home, command: tuple[str, ...]) -> Terminal:
    return Terminal(command, home.environment, *SIZE)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """10,000 schedules and 100,000 runs."""
    made = Home(tmp_path_factory.mktemp("grown"), TERM="xterm-256color", COLORTERM="truecolor")
    made.json("schedule", "list")  # the store is there
    with closing(sqlite3.connect(made.database)) as store:
        (workflow,) = store.execute("SELECT id FROM workflows").fetchone()
    filling.fill(made.database, "", [filling.once_a_year(n) for n in range(10_000)], workflow=workflow)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_size, "LINES", 0)
        test_size.fill(made.database)
    return made


def at_rest(terminal: Terminal, seconds: float = 1.5, first: bytes = b"schedule-0") -> None:
    """Until it draws no more than a clock does."""
    terminal.watch(30, until=first)
    drawn = -10_000
    while len(terminal.drawn) - drawn > 1_000:
        drawn = len(terminal.drawn)
        terminal.watch(seconds)


@pytest.mark.parametrize("which", COMMANDS)
def test_idle(home: Home, which: str) -> None:
    with opened(home, COMMANDS[which]) as terminal:
        at_rest(terminal, 3)
        pid = terminal.worker or terminal.pid
        before, drawn, began = cpu_seconds(pid), len(terminal.drawn), time.monotonic()
        terminal.watch(2 * SECONDS)
        passed = time.monotonic() - began
        tell(
            f"idle at 120x35, {which}",
            bytes_per_second=(len(terminal.drawn) - drawn) / passed,
            percent_of_a_core=(cpu_seconds(pid) - before) / passed * 100,
            megabytes=megabytes(pid),
        )


@pytest.mark.parametrize("which", COMMANDS)
def test_a_held_key(home: Home, which: str) -> None:
    with opened(home, COMMANDS[which]) as terminal:
        at_rest(terminal)
        pid = terminal.worker or terminal.pid
        before, drawn, began = cpu_seconds(pid), len(terminal.drawn), time.monotonic()
        while time.monotonic() - began < SECONDS:
            terminal.type("j")
            terminal.watch(REPEAT)
        passed = time.monotonic() - began
        tell(
            f"j held, 30 a second, at 120x35, {which}",
            kilobytes_per_second=(len(terminal.drawn) - drawn) / passed / 1_000,
            percent_of_a_core=(cpu_seconds(pid) - before) / passed * 100,
        )


@pytest.mark.parametrize("which", COMMANDS)
def test_from_a_key_to_its_first_byte(home: Home, which: str) -> None:
    with opened(home, COMMANDS[which]) as terminal:
        at_rest(terminal)
        waited = [_to_first_byte(terminal, "j" if n % 2 else "k") for n in range(1, 61)]
        tell(
            f"key to first byte [ms], {which}",
            median=statistics.median(waited) * 1_000,
            p95=quantile(waited, 0.95) * 1_000,
        )


def test_from_a_key_to_its_first_byte_where_there_is_much(grown: Home) -> None:
    with opened(grown, SPARK) as terminal:
        at_rest(terminal, 3, b"s-0")
        for what, opening in (("the board", ""), ("all runs", "H")):
            if opening:
                terminal.type(opening)
                terminal.watch(5)
            waited = [_to_first_byte(terminal, "j" if n % 2 else "k") for n in range(1, 61)]
            tell(
                f"key to first byte [ms], 10,000 schedules and 100,000 runs, {what}",
                median=statistics.median(waited) * 1_000,
                p95=quantile(waited, 0.95) * 1_000,
            )


def _to_first_byte(terminal: Terminal, key: str) -> float:
    """Where a clock ticks in between, that counts: it is what a person sees."""
    terminal.watch(0.05)
    seen = len(terminal.seen)
    began = time.monotonic() - terminal.began
    terminal.type(key)
    while len(terminal.seen) == seen:
        terminal.watch(0.05, until=b"\x1b")
    return terminal.seen[seen][0] - began


@pytest.mark.parametrize("which", COMMANDS)
def test_a_stalled_line(home: Home, which: str) -> None:
    """Nobody reads for a while: how much comes when somebody does, and how soon the newest state is there."""
    with opened(home, COMMANDS[which]) as terminal:
        at_rest(terminal)
        for _ in range(200):
            terminal.type("jk")
            time.sleep(0.02)
        seen, began = len(terminal.drawn), time.monotonic()
        terminal.watch(3)
        last = max((at for at, drawn in terminal.seen if len(drawn) > 300), default=terminal.began)
        tell(
            f"after 4 s without a reader, {which}",
            kilobytes=(len(terminal.drawn) - seen) / 1_000,
            seconds_to_the_last=max(0.0, last + terminal.began - began),
        )


def test_bytes_of_a_screen(home: Home) -> None:
    """What the first paint and going elsewhere send."""
    with opened(home, SPARK) as terminal:
        at_rest(terminal)
        figures = {"first": len(terminal.drawn) / 1_000}
        for name, key in (("pane", "1"), ("back", "2"), ("keys", "?"), ("closed", "\x1b"), ("palette", "\x10")):
            before = len(terminal.drawn)
            terminal.type(key)
            terminal.watch(0.8)
            figures[name] = (len(terminal.drawn) - before) / 1_000
        tell("bytes at 120x35 [kB]", **figures)
