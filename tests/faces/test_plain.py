"""Spark line by line: over a pipe, and at the end of a line that is lost."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import SPARK, Home, until
from tests.terminal import Terminal


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path, TERM="dumb")
    made.workflow("greet", "echo good morning")
    yield made
    made.spark("daemon", "stop")


def test_over_a_pipe_it_takes_phrases_commands_and_answers_and_ends_with_its_input(home: Home) -> None:
    typed = "help\nevery day at 9 run greet\ny\nnext\nspark schedule list\nfoo bar\nspark '\nundo\nredo\nundo\n"
    done = home.spark("--plain", stdin=typed)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told = (
        "quit: leave",
        "create greet",
        "done: create the schedule",
        "Next: greet,",
        "NAME",
        "foo bar",
        "that is no command",
        "Undone: create the schedule “greet”",
        "Done again: create the schedule “greet”",
    )
    places = [done.stdout.index(text) for text in told]
    assert places == sorted(places)
    assert home.json("schedule", "list") == []


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_nothing_is_done_without_a_yes(home: Home, answer: str) -> None:
    assert "changed" in home.spark("--plain", stdin=f"every day at 9 run greet\n{answer}").stdout
    assert home.json("schedule", "list") == []


def test_on_a_terminal_what_happens_is_printed_in_lines_and_no_cursor_is_moved(home: Home) -> None:
    with Terminal([*SPARK, "--plain"], home.environment) as terminal:
        assert terminal.sees(b"Or: help.")
        terminal.type("every 1 second run greet\n")
        assert terminal.sees(b"Y or n")
        terminal.type("y\n")
        assert terminal.sees(b"greet succeeded")
        assert b"\x1b" not in terminal.drawn
        terminal.type("quit\n")
        assert terminal.wait() == 0
    assert b"To let them run: spark daemon start" in terminal.drawn


def test_a_lost_line_leaves_the_engine_running(home: Home) -> None:
    with Terminal([*SPARK, "--plain"], home.environment) as terminal:
        assert terminal.sees(b"Or: help.")
        home.spark("schedule", "create", "greet", "every 1 second", "--yes")
        assert terminal.sees(b"greet succeeded")
        terminal.hang_up()
        until(lambda: home.json("daemon", "status")["engine"] == "daemon", "it goes on")
        assert home.spark("daemon", "stop").returncode == 0
        assert terminal.wait() == 0


def test_a_terminal_that_can_show_no_screen_is_told_of_it(home: Home) -> None:
    with Terminal(SPARK, home.environment) as terminal:
        assert terminal.wait() == 2
    assert b"spark --plain" in terminal.drawn


def test_a_line_that_a_shell_loses_leaves_the_engine_running_too(home: Home) -> None:
    """What is typed ends before the shell says that the line is lost."""
    with Terminal(["bash", "--norc", "--noprofile", "-i"], home.environment | {"TERM": "xterm"}) as terminal:
        terminal.type(" ".join([*SPARK, "--plain"]) + "\n")
        assert terminal.sees(b"Or: help.")
        until(lambda: home.engine(), "its engine serves")
        terminal.hang_up()
        until(lambda: home.json("daemon", "status")["engine"] == "daemon", "it goes on")
        assert home.spark("daemon", "stop").returncode == 0


@pytest.mark.parametrize("delay", [0, 0.01, 0.03, 0.1])
def test_a_stop_soon_after_a_lost_line_is_kept(home: Home, delay: float) -> None:
    with Terminal([*SPARK, "--plain"], home.environment) as terminal:
        assert terminal.sees(b"Or: help.")
        until(lambda: home.engine(), "its engine serves")
        terminal.hang_up()
        time.sleep(delay)
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait() == 0
    assert home.engine() is None
