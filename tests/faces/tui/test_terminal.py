"""The terminal around the app: what it must be, what is set before, and what is told of a fault."""

import codecs
import logging
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.faces.tui import fault, terminal


def test_without_a_terminal_it_is_refused_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal.os, "isatty", lambda _: False)
    with pytest.raises(Invalid, match="needs a terminal"):
        terminal.check_terminal({"TERM": "xterm-256color"})


@pytest.mark.parametrize("name", ["dumb", ""])
def test_a_terminal_that_cannot_show_a_screen_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(terminal.os, "isatty", lambda _: True)
    with pytest.raises(Invalid, match="cannot show a screen"):
        terminal.check_terminal({"TERM": name})
    terminal.check_terminal({"TERM": "xterm"})


def test_a_stray_byte_on_the_input_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual.drivers import linux_driver

    monkeypatch.setattr(linux_driver, "getincrementaldecoder", codecs.getincrementaldecoder)
    with pytest.raises(UnicodeDecodeError):  # when this does not raise any more, Textual forgives by itself
        linux_driver.getincrementaldecoder("utf-8")().decode(b"\x1b[M \xff\xe9")
    terminal.forgive_bytes()
    assert linux_driver.getincrementaldecoder("utf-8")().decode(b"caf\xe9 ok") == "caf\ufffd ok"


@pytest.mark.parametrize(
    "text",
    [
        "api_key=sk-1234567890",
        "Authorization: Bearer abcdef0123456789",
        "postgresql://ana:hunter22@db/spark",
        'password="hunter22"',
        "the key sk-proj-hunter22 is wrong",
        "token: hunter22",
    ],
)
def test_a_fault_is_told_without_the_secret_in_it(text: str) -> None:
    told = fault.told(RuntimeError(text))
    assert "•••" in told
    assert not any(secret in told for secret in ("hunter22", "1234567890", "abcdef0123"))


def test_a_fault_says_where_and_which_log_has_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logging.FileHandler(tmp_path / "spark.log")
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    try:
        secret = "sk-in-a-local-variable"  # noqa: F841 - the values of variables are not told
        raise ValueError("what happened")  # noqa: TRY301
    except ValueError as error:
        told = fault.told(error)
        fault.write_down(error)
    finally:
        handler.close()
    assert "ValueError: what happened" in told
    assert "test_terminal.py" in told
    assert str(tmp_path / "spark.log") in told
    assert "sk-in-a-local" not in told + (tmp_path / "spark.log").read_text().replace(
        'secret = "sk-in-a-local-variable"', ""
    )


Theatre = Any


async def test_a_fault_in_the_screen_ends_it_with_an_exit_code_and_no_values(
    stage: Theatre, capsys: pytest.CaptureFixture[str]
) -> None:
    class Boom(RuntimeError):
        """Ours, to be told from Textual's."""

    with pytest.raises(Boom):  # noqa: PT012 - it comes out where the stage is left
        async with stage() as on:

            def explode() -> None:
                api_key = "sk-1234567890"
                raise Boom(f"it broke with {api_key}")

            on.app.board.call_later(explode)
            await on.until(lambda: on.app._exception is not None)
    assert on.app.return_code == 1
    shown = capsys.readouterr().err
    assert "Boom: it broke with •••" in shown
    assert "sk-1234567890" not in shown


async def test_a_worker_that_fails_does_not_take_the_screen_with_it(stage: Theatre) -> None:
    async with stage() as on:

        async def explode() -> None:
            raise RuntimeError("the key sk-1234567890 is wrong")

        on.app.board.run_worker(explode, exit_on_error=False)
        await on.sees("Something in Spark went wrong", "RuntimeError: the key •••")
        await on.press("i")
        await on.sees("Say when and what")


async def test_an_app_that_cannot_open_for_a_fault_of_ours_ends_with_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from spark_tui.faces.tui.app import SparkApp
    from tests.faces.tui.conftest import FakeHost

    async def connect() -> Any:
        raise LookupError("a wheel is missing")

    app = SparkApp(connect, FakeHost(), zone="UTC")
    with pytest.raises(LookupError):  # noqa: PT012 - it comes out where the app is left
        async with app.run_test() as pilot:
            while app._exception is None:
                await pilot.pause()
    assert app.return_code == 1
    assert "LookupError: a wheel is missing" in capsys.readouterr().err
