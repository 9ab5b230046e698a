"""What is drawn once is not drawn again: a key costs what it changes, whatever there is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from spark_tui.faces.tui.text import INK_CLASSES, Piece
from spark_tui.faces.tui.widgets.columns import Column
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.widgets.table import Table

HEIGHT = 10


class Lines(Painted):
    """Ten lines, and which of them were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = [f"line {y}" for y in range(HEIGHT)]
        self.asked: list[int] = []

    def line(self, y: int, width: int) -> Sequence[Piece]:
        self.asked.append(y)
        return [(self.texts[y], "plain")] if y < HEIGHT else ()


class Words(Table[str]):
    """A column of words, and which of them were written."""

    def __init__(self) -> None:
        super().__init__(id="words", classes="")
        self.written: list[str] = []
        self.second, self.day = 0, date(2026, 11, 26)
        self._known = (Column("word", "WORD", self._write, 5, 5),)

    def columns(self) -> tuple[Column[str], ...]:
        return self._known

    def key(self, item: str) -> str:
        return item

    def today(self) -> date:
        return self.day

    def as_of(self, item: str) -> object:
        return self.second if item == "going" else None

    def _write(self, item: str) -> str:
        self.written.append(item)
        return item


class Stage(App[None]):
    """A widget with a screen to itself."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Lines, Words { width: 1fr; height: 1fr; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget
        self.keymap: dict[str, tuple[str, ...]] = {}

    def get_default_screen(self) -> "Screen[Any]":
        return Inked(self._widget)


class Inked(Screen[None]):
    COMPONENT_CLASSES: ClassVar[set[str]] = INK_CLASSES

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def compose(self) -> ComposeResult:
        yield self._widget


@asynccontextmanager
async def shown(widget: Widget) -> AsyncIterator[Pilot[None]]:
    async with Stage(widget).run_test(size=(40, HEIGHT)) as pilot:
        await pilot.pause()
        yield pilot


def text_of(widget: Widget) -> list[str]:
    return [widget.render_line(y).text.rstrip() for y in range(HEIGHT)]


async def test_a_line_that_changed_is_made_once() -> None:
    lines = Lines()
    async with shown(lines) as pilot:
        lines.asked.clear()
        lines.texts[3] = "another"
        lines.repaint()
        await pilot.pause()
        assert lines.asked == list(range(HEIGHT))
        assert text_of(lines)[3] == "another"


async def test_all_of_it_is_made_anew_for_whoever_asks_for_all() -> None:
    lines = Lines()
    async with shown(lines) as pilot:
        lines.texts[3] = "another"
        lines.repaint()
        lines.texts[3] = "a third"
        lines.refresh()
        await pilot.pause()
        assert text_of(lines)[3] == "a third"


async def test_the_same_pieces_are_the_same_strip_wherever_they_stand() -> None:
    lines = Lines()
    async with shown(lines):
        before = [lines.render_line(y) for y in range(HEIGHT)]
        lines.texts = [*lines.texts[1:], "the last"]
        lines.repaint()
        assert all(lines.render_line(y) is before[y + 1] for y in range(HEIGHT - 1))


async def test_another_theme_draws_what_stands_there_anew() -> None:
    lines = Lines()
    async with shown(lines) as pilot:
        before = lines.render_line(0)
        pilot.app.theme = "textual-light"
        await pilot.pause()
        after = lines.render_line(0)
        assert after.text == before.text
        assert [segment.style for segment in after] != [segment.style for segment in before]


async def test_a_key_in_a_table_writes_no_cell_that_stands_there() -> None:
    words = Words()
    async with shown(words) as pilot:
        words.show(["alpha", "beta", "going", "over"])
        await pilot.pause()
        words.written.clear()
        words.action_move(1)
        await pilot.pause()
        assert words.written == []
        assert text_of(words)[1:4] == ["  alpha", "▌ beta", "  going"]


async def test_what_tells_the_time_is_written_again_when_it_goes_on() -> None:
    words = Words()
    async with shown(words) as pilot:
        words.show(["alpha", "beta", "going", "over"])
        await pilot.pause()
        words.written.clear()
        words.second += 1
        words.repaint()
        assert words.written == ["going"]


async def test_widths_are_measured_again_for_other_items_and_on_another_day() -> None:
    words = Words()
    words._known = (Column("word", "WORD", words._write, 3, 9),)
    async with shown(words) as pilot:
        items = ["alpha", "beta"]
        words.show(items)
        await pilot.pause()
        words.written.clear()
        words.show(list(items))
        assert words.written == []
        words.day = date(2026, 11, 27)
        words.show(list(items))
        assert words.written[:2] == items
        words.show([*items, "gamma"])
        await pilot.pause()
        assert text_of(words)[3] == "  gamma"


async def test_a_mark_is_seen_at_once() -> None:
    words = Words()
    async with shown(words) as pilot:
        words.show(["alpha", "beta"])
        await pilot.pause()
        words.action_mark()
        await pilot.pause()
        assert text_of(words)[1:3] == [" ✓alpha", "▌ beta"]
