"""What was typed before: it comes back after a restart, is looked for with ctrl+r, and holds no secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from spark_tui.faces.tui.phrases import LONGEST, MOST, PHRASES, History, Search, recalled
from spark_tui.faces.tui.remembered import Remembered

Theatre = Any
SECRETS = (
    "every 2 minutes run hello with: token=sk-abcdef0123456789abcdef",
    'every day at 9 run hello with: {"password": "hunter22"}',
)


def test_a_phrase_stands_once_where_it_was_typed_last() -> None:
    history = History(["a", "b"])
    for phrase in ("c", "a", "  "):
        history.add(phrase)
    assert history.remembered() == ["b", "c", "a"]


def test_only_so_many_are_kept_and_the_newest_of_them() -> None:
    history = History()
    for n in range(PHRASES + 50):
        history.add(f"phrase {n}")
    assert (len(history), history.before(1), history.before(PHRASES)) == (200, "phrase 249", "phrase 50")


def test_long_phrases_leave_room_for_the_rest_of_what_is_remembered() -> None:
    history = History([f"{n} " + "é" * (LONGEST - 10) for n in range(PHRASES)] + ["x" * (LONGEST + 1), "last"])
    kept = history.remembered()
    assert len(json.dumps(kept)) <= MOST
    assert kept[-1] == "last"
    assert kept[-2].startswith("199 ")


@pytest.mark.parametrize("secret", SECRETS)
def test_a_phrase_that_holds_a_secret_is_not_kept(secret: str) -> None:
    history = History(["every day at 9"])
    history.add(secret)
    assert history.before(1) == secret
    assert history.remembered() == ["every day at 9"]


@pytest.mark.parametrize("kept", [None, "x", 3, {"a": 1}, [None, 3, {}, [], ""]])
def test_a_file_of_something_else_is_no_history(kept: Any) -> None:
    assert recalled(kept) == []


def test_what_comes_from_the_file_is_cleaned_and_bounded() -> None:
    (hostile, long) = recalled(["a\x1b]52;c;x\x07b\nc", "y" * 10_000])
    assert hostile.isprintable()
    assert len(long) == LONGEST


def test_all_words_are_looked_for_anywhere_the_newest_first() -> None:
    history = History(["every day run ETL", "etl each day", "every hour run backup"])
    assert history.with_all("etl day") == ["etl each day", "every day run ETL"]


def test_the_one_that_would_be_taken_is_always_in_view() -> None:
    search = Search("draft", "", [f"p{n}" for n in range(9)])
    for at in range(9):
        lines = ["".join(text for text, _ in line).rstrip() for line in search.moved(at).lines(20)]
        assert f"▶ p{at}" in lines
        assert len(lines) == 3
    assert search.moved(99).phrase == "p8"


# ------------------------------------------------------------------ at the screen


async def keep(on: Any, phrase: str) -> None:
    await on.press("i")
    await on.type(phrase)
    await on.press("enter")
    await on.sees("if one still runs")
    await on.press("y")
    await on.until(lambda: on.app.screen is on.app.board and not on.app.board.ask.phrase.value)


async def test_history_and_draft_come_back_after_a_restart(stage: Theatre, tmp_path: Path) -> None:
    file = tmp_path / "screen.json"
    async with stage(remembered=Remembered(file)) as on:
        await keep(on, "every 2 minutes run hello")
        await on.press("i")
        await on.type("every w")
    assert file.stat().st_mode & 0o777 == 0o600
    async with stage(remembered=Remembered(file)) as on:
        line = on.app.board.ask.phrase
        assert line.value == "every w"
        await on.press("i", "up")
        assert line.value == "every 2 minutes run hello"
        await on.press("down")
        assert line.value == "every w"


async def test_a_second_later_the_draft_outlives_a_kill(stage: Theatre, tmp_path: Path) -> None:
    file = tmp_path / "screen.json"
    async with stage(remembered=Remembered(file)) as on:
        await on.press("i")
        await on.type("every weekday")
        on.app.board.tick()
        assert json.loads(file.read_text())["ask"]["draft"] == "every weekday"


async def test_no_secret_gets_into_the_file(stage: Theatre, tmp_path: Path) -> None:
    file = tmp_path / "screen.json"
    async with stage(remembered=Remembered(file)) as on:
        await keep(on, SECRETS[0])
        await on.press("i")
        await on.type(SECRETS[0])
    assert "abcdef" not in file.read_text()


async def test_ctrl_r_looks_for_it_and_enter_takes_it_without_sending_it(stage: Theatre) -> None:
    async with stage() as on:
        for phrase in ("every 2 minutes run hello", "every 90 minutes run disk-space", "every weekday run hello"):
            on.app.board.ask.phrase.remember(phrase)
        await on.press("i")
        await on.type("draft")
        await on.press("ctrl+r")
        await on.sees("> Ask · search 1 of 3", "▶ every weekday run hello", "  every 2 minutes run hello")
        await on.type("minutes")
        await on.sees("> Ask · search 1 of 2", "▶ every 90 minutes run disk-space")
        await on.press("ctrl+r")
        await on.sees("> Ask · search 2 of 2", "▶ every 2 minutes run hello")
        await on.press("enter")
        await on.sees("✓ every 2 minutes")
        assert on.app.board.ask.phrase.value == "every 2 minutes run hello"
        assert "search" not in str(on.app.board.ask.border_title)


async def test_esc_leaves_the_search_with_the_draft_as_it_was(stage: Theatre) -> None:
    async with stage() as on:
        on.app.board.ask.phrase.remember("every 2 minutes run hello")
        await on.press("i")
        await on.type("every weekday")
        await on.press("ctrl+r")
        await on.type("xyz")
        await on.sees("nothing that was typed before has these words")
        await on.press("escape")
        await on.sees("✓ every weekday at 09:00")
        assert on.app.board.ask.phrase.value == "every weekday"
