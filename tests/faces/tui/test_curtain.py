"""The first screen: what is seen, typed and asked before the board is imported."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events

from spark_tui.faces.tui import app as module
from spark_tui.faces.tui.screens.board import Board
from spark_tui.service.spark import Spark
from tests.faces.tui.conftest import FakeHost, Stage

Theatre = Any


@asynccontextmanager
async def curtain(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch, importing: Callable[[], object] = lambda: None
) -> AsyncIterator[tuple[Stage, threading.Event]]:
    """An app whose board is not imported before the event is set."""
    spark, let, board = await stage.connect(("hello",)), threading.Event(), module._board

    def late() -> type[Board]:
        let.wait(20)
        importing()
        return board()

    async def connect() -> Spark:
        return spark

    monkeypatch.setattr(module, "_board", late)
    host = FakeHost()
    app = module.SparkApp(connect, host, zone="UTC")
    try:
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            yield Stage(app, pilot, spark, stage.clock, host), let  # type: ignore[arg-type]
    finally:
        let.set()
        if app.spark is None:
            await spark.close()


async def test_what_is_typed_before_the_board_is_there_is_for_the_board(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with curtain(stage, monkeypatch) as (on, let):
        assert " spark " in on.screen
        assert "opening …" in on.screen
        assert "Schedules" not in on.screen
        for key in ("i", *"every", "space", "2", "space", *"min"):
            on.app.post_message(events.Key(key, key if len(key) == 1 else " "))
        on.app.post_message(events.Paste("utes run hello"))
        let.set()
        await on.sees("2 Schedules", "every 2 minutes run hello", "✓ every 2 minutes")
        assert on.app.screen_stack == [on.app.board]


async def test_a_stop_before_the_board_is_there_ends_the_app(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    async with curtain(stage, monkeypatch) as (on, let):
        on.app.post_message(events.Key("i", "i"))
        on.app._end("term")
        await on.until(lambda: not on.app.is_running)
        let.set()
    assert on.app.return_value == "term"


async def test_ctrl_c_twice_does_not_wait_for_the_board(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    async with curtain(stage, monkeypatch) as (on, let):
        for key, text in (("i", "i"), ("ctrl+c", "\x03")):
            on.app.post_message(events.Key(key, text))
        await on.sees("ctrl+c again quits")
        on.app.post_message(events.Key("ctrl+c", "\x03"))
        await on.until(lambda: on.app._exit)
        assert on.app.on_stage is None
        let.set()
    assert on.app.return_value == "quit"


async def test_what_is_no_key_is_heard_although_a_key_waits_for_the_board(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with curtain(stage, monkeypatch) as (on, let):
        heard = threading.Event()
        on.app.post_message(events.Key("i", "i"))
        on.app.call_next(heard.set)
        await on.until(heard.is_set)
        assert on.app.on_stage is None
        let.set()
        await on.sees("2 Schedules")


async def test_a_board_that_cannot_be_imported_ends_the_app_with_an_error(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ImportError("half of it is missing")

    with pytest.raises(ImportError):  # noqa: PT012 - it comes out where the app is left
        async with curtain(stage, monkeypatch, broken) as (on, let):
            on.app.post_message(events.Key("q", "q"))
            let.set()
            await on.until(lambda: on.app._exception is not None)
            await on.pilot.pause()
    assert on.app.return_code == 1
    assert "ImportError: half of it is missing" in capsys.readouterr().err
