"""The screen of settings."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from spark_tui.system.settings import Book, load

Theatre = Any


WRONG = "seats = 7\nbell = 3\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "spark").mkdir()
    return tmp_path / "spark" / "config.toml"


async def to(on: Any, name: str) -> None:
    """Open the settings, and go to one of them."""
    from spark_tui.faces.tui.screens.settings import SettingList

    await on.press("comma")
    await on.sees("Settings", "built in")
    on.app.screen.query_one(SettingList).select(name)
    await on.settled()


async def test_it_shows_what_holds_and_who_says_so(stage: Theatre, file: Path) -> None:
    await asyncio.to_thread(file.write_text, WRONG)
    async with stage((120, 40), settings=Book({"SPARK_CLOCK": "12"})) as on:
        await on.press("comma")
        await on.sees("SPARK_CLOCK", "config.toml", "! bell is true or false", "it may be")
        await on.press("comma")
        assert on.app.screen is on.app.board


async def test_a_theme_is_chosen_seen_at_once_and_kept(stage: Theatre, file: Path) -> None:
    async with stage((120, 40), settings=Book({})) as on:
        await to(on, "theme")
        await on.press("space")
        await on.until(lambda: on.app.theme == "light")
        assert load({}).theme == "light"
        await on.press("x")
        await on.until(lambda: not file.read_text())
        assert load({}).theme == "default"


async def test_what_is_typed_is_checked_and_nothing_of_it_is_lost(stage: Theatre, file: Path) -> None:
    async with stage((120, 40), settings=Book({})) as on:
        await to(on, "seats")
        await on.press("enter")
        await on.sees("How many runs go on at once")
        await on.type("many")
        await on.press("enter")
        await on.sees("seats is a number from 1 to 10000", "many")
        await on.press("ctrl+u")
        await on.type("9")
        await on.press("enter")
        await on.sees("seats holds from the next start")
        assert load({}).seats == 9


async def test_a_variable_that_wins_is_said(stage: Theatre, file: Path) -> None:
    async with stage((120, 40), settings=Book({"SPARK_CLOCK": "12"})) as on:
        await to(on, "clock")
        await on.press("space")
        await on.sees("SPARK_CLOCK wins over the file")
        assert load({}).clock == "24"
