"""Every key, with a filter that one types."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from spark_tui.faces.tui.keys import ACTIONS, MOVES, Action, Stand
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, fit, title
from spark_tui.faces.tui.widgets.page import Lines, Page


class Help(Window[None]):
    """All actions with id, key and words; those that cannot be done just now say why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", show=False, id="help.close", priority=True),
        Binding("up", "scroll(-1)", show=False, id="help.up"),
        Binding("down", "scroll(1)", show=False, id="help.down"),
        Binding("pageup", "scroll(-10)", show=False, id="help.page_up"),
        Binding("pagedown", "scroll(10)", show=False, id="help.page_down"),
    ]

    def __init__(self, stand: Stand) -> None:
        super().__init__()
        self._stand = stand

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Keys")
            box.border_subtitle = title("type to filter · up/down scroll · esc close")
            field = Input("", "filter", id="filter", compact=True)
            field.cursor_blink = False
            yield field
            yield Page(self._page, id="page")

    @on(Input.Changed)
    def filter(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(Page).renew()

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, by: int) -> None:
        self.query_one(Page).action_scroll(by)

    def _page(self, width: int) -> Lines:
        words = self.query_one("#filter", Input).value.casefold().split()
        actions = [
            self._line(action, width) for action in ACTIONS if _fits(words, action.id, action.shown, action.says)
        ]
        moves = [_move(keys, says, width) for keys, says in MOVES if _fits(words, keys, says)]
        return [[], *actions, *([[]] if actions and moves else []), *moves] if actions or moves else [[], _nothing()]

    def _line(self, action: Action, width: int) -> list[Piece]:
        why = action.why_not(self._stand)
        says = f"not now, {why}: {action.says[0].lower()}{action.says[1:]}" if why else action.says
        return [
            (f" {action.shown:<4}", "key"),
            (f"{action.id:<16}", "dim"),
            (fit(says, width - 21), "dim" if why else "plain"),
        ]


def _move(keys: str, says: str, width: int) -> list[Piece]:
    return [(f" {keys:<20}", "key"), (fit(says, width - 21), "plain")]


def _nothing() -> list[Piece]:
    return [("  no action has these words", "dim")]


def _fits(words: list[str], *texts: str) -> bool:
    return all(any(word in text.casefold() for text in texts) for word in words)
