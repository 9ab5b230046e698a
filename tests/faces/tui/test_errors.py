"""What goes wrong is one line, and a key tells the rest: message, hint, class, when, what was tried, and the log."""

import logging
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.errors import Conflict, SourceError
from spark_tui.domain.trouble import Trouble
from spark_tui.faces.daemon import log_to_file
from spark_tui.faces.tui import clipboard
from spark_tui.faces.tui.fault import MOST, Wrongs, remark, told, wrong_of
from spark_tui.faces.tui.screens.errors import ErrorList
from spark_tui.service.sources import Sources

Theatre = Any


def broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    async def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Sources, "sync", refuse)


@pytest.fixture
def log(tmp_path: Path) -> Any:
    root = logging.getLogger()
    before = root.handlers[:]
    log_to_file(tmp_path / "spark.log")
    yield tmp_path / "spark.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = before


def written(log: Path) -> str:
    return log.read_text()


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_an_error_is_one_line_and_all_of_it_on_a_key(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch, log: Path, size: tuple[int, int]
) -> None:
    text = "it says [@click=app.quit]no[/] with api_key=sk-1234567890abcdef\x1b]52;c;aGk=\x07"
    broken(monkeypatch, SourceError(text, hint="ask again later, " * 9 + "then", trouble=Trouble.UNREACHABLE))
    async with stage(size) as on:
        await on.press("1", "s")
        await on.sees("it says [@click=app.quit]no[/] with api_key=•••", "E tells more")
        assert "ask again" not in on.screen
        await on.press("E")
        await on.sees("Errors", "SourceError, unreachable", "Take in what the selected source offers now", "spark.log")
        await on.sees("ask again later", "then")
        assert "sk-123" not in on.screen
        await on.press("E")
        await on.until(lambda: on.app.screen is on.app.board)
    assert "SourceError, unreachable: it says [@click=app.quit]no[/] with api_key=••• (ask again" in written(log)


async def test_a_refused_key_is_kept_with_its_reason(stage: Theatre) -> None:
    async with stage() as on:
        await on.press("p")
        await on.sees("select a schedule first (2)")
        await on.press("E")
        await on.sees("refused", "select a schedule first (2)", "Pause the selected schedule")


async def test_a_fault_in_what_a_key_does_at_once_keeps_the_screen(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage() as on:

        def broken_(*_: object) -> None:
            raise LookupError("no such pane")

        monkeypatch.setattr(on.app.board, "action_zoom", broken_)
        await on.press("z")
        await on.sees("Something in Spark went wrong: LookupError: no such pane")
        await on.press("E")
        await on.sees("The pane in focus in place of all", "in broken_", "spark debug-info")


async def test_all_of_it_is_copied_by_key(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(_: object, text: str) -> None:
        copied.append(text)

    monkeypatch.setattr(clipboard, "copy_text", copy)
    async with stage() as on:
        await on.press("E")
        await on.sees("Nothing went wrong since this screen was opened.")
        await on.press("y", "E")
        assert copied == []
        on.app.warn("first\nand more")
        await on.press("E")
        await on.sees("helps")
        await on.press("y")
        (text,) = copied
        assert text.startswith("message: first\nhint: and more\nclass: remark\nwhen: ")


async def test_each_of_two_that_are_alike_has_a_row_of_its_own(stage: Theatre) -> None:
    """Counted twice each, with another between them, they had one key, and the cursor went to the first of them."""
    async with stage((80, 24)) as on:
        for message in ("one", "one", "other", "one", "one"):
            on.app.wrongs.keep(remark(message, "", on.clock.forward(seconds=1)))
        await on.press("E")
        await on.sees("other", "2x")
        rows = on.app.screen.query_one(ErrorList)
        assert [item.times for item in rows.items] == [2, 1, 2]
        assert len({rows.key(item) for item in rows.items}) == 3
        await on.press("j", "j")
        on.app.wrongs.keep(remark("new", "", on.clock.now()))
        await on.sees("new")
        assert rows.selected is rows.items[3]


async def test_the_same_is_told_once_while_it_is_shown_and_counted(stage: Theatre) -> None:
    async with stage() as on:
        for _ in range(3):
            on.app.warn("the disk is full")
        await on.sees("the disk is full")
        assert on.screen.count("the disk is full") == 1
        await on.press("E")
        await on.sees("3 times")


def test_what_is_kept_is_bounded_and_the_newest_first() -> None:
    kept = Wrongs()
    for number in range(MOST + 5):
        assert kept.keep(remark(f"{number}", "", None))
    assert not kept.keep(remark(f"{MOST + 4}", "", None))
    told = list(kept)
    assert (len(told), told[0].message, told[0].times) == (MOST, f"{MOST + 4}", 2)


def test_the_hint_stands_in_the_line_where_it_fits() -> None:
    wrong = wrong_of(Conflict("it changed", hint="ask again"))
    assert wrong.brief(40) == "it changed (ask again)"
    assert wrong.brief(15) == "it changed"


def test_a_password_that_is_cut_in_two_is_hidden_first() -> None:
    url = f"postgresql://spark:{'verysecret' * 60}@db"
    assert "verysecret" not in told(ValueError(f"cannot reach {url}"))
    assert "verysecret" not in wrong_of(ValueError(f"{'x' * 3_900} cannot reach {url}")).message
