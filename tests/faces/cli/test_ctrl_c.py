"""Ctrl+c at a question inside an event loop, which by itself would only note it until somebody has typed a line."""

import asyncio
import io
import signal
import sys

import pytest

from spark_tui.faces.cli.output import asked


class Pressed(io.StringIO):
    """A terminal on which ctrl+c is pressed the moment the question can be seen."""

    def flush(self) -> None:
        signal.raise_signal(signal.SIGINT)


class Nobody(io.StringIO):
    def readline(self, *_: object) -> str:
        raise AssertionError("it waits for a line")


def ask(*, pressed_before: bool = False) -> str:
    async def main() -> str:
        if pressed_before:
            signal.raise_signal(signal.SIGINT)
        return asked("Do it?")

    return asyncio.run(main())


def test_ctrl_c_the_moment_the_question_is_seen_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Pressed())
    monkeypatch.setattr(sys, "stdin", Nobody())
    with pytest.raises(KeyboardInterrupt):
        ask()


def test_after_ctrl_c_nothing_is_asked_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", written := io.StringIO())
    monkeypatch.setattr(sys, "stdin", Nobody())
    with pytest.raises(KeyboardInterrupt):
        ask(pressed_before=True)
    assert written.getvalue() == ""


def test_ctrl_c_is_the_loops_again_once_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    before = signal.getsignal(signal.SIGINT)
    assert ask() == "y"
    assert signal.getsignal(signal.SIGINT) == before
