"""The palette: type a few letters, and do what is found, or go there."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from spark_tui.faces.tui.actions import MOVES, Action
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.seeking import Hit, found
from spark_tui.faces.tui.text import Piece, fit, title, width_of
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.faces.tui.widgets.text_line import TextLine

KEY = 8  # cells
BESIDE = 36


class HitList(RowList[Hit]):
    """Key, words, and the command that does the same; of what cannot be done now, the reason."""

    def __init__(self) -> None:
        super().__init__(id="hits", classes="")
        self.can_focus = False  # one types, and moves the cursor meanwhile
        self.nothing = [[("  nothing has these letters", "dim")]]

    def key(self, item: Hit) -> str:
        return item.id

    def draw(self, item: Hit, width: int) -> list[Piece]:
        beside = min(BESIDE, width // 3)
        pieces: list[Piece] = [
            (fit(f" {item.key}", KEY), "dim" if item.why else "key"),
            (fit(item.says, width - KEY - beside - 1), "dim" if item.why else "plain"),
        ]
        ink = "warn" if item.why else "dim"
        return [*pieces, (" ", ""), (fit(item.why or item.beside, width - width_of(pieces) - 1), ink)]

    @property
    def shows_cursor(self) -> bool:
        """As it is typed in the line above it, its cursor counts."""
        return True


class Palette(Window[Hit | None]):
    """Ends with what is to be done, or with None. What cannot be done now is there, with the reason."""

    PLACE = "Palette"
    ACTIONS = (*MOVES, Action("palette.do", "enter", "do it", "Do what is selected, or go there", "choose"))

    def __init__(self, hits: Iterable[Hit]) -> None:
        super().__init__()
        self._hits = list(hits)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Do or go to")
            box.border_subtitle = self.hint()
            yield TextLine("filter", placeholder="an action, a schedule, a source, a workflow")
            yield HitList()

    def on_mount(self) -> None:
        self._show("")

    @property
    def _list(self) -> HitList:
        return self.query_one(HitList)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def _show(self, text: str) -> None:
        """The best one is selected, whatever was before."""
        self._list.items = ()
        self._list.show(found(self._hits, text))

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_choose()

    def action_move(self, by: int) -> None:
        self._list.action_move(by)

    def action_page(self, pages: float) -> None:
        self._list.action_page(pages)

    def action_choose(self) -> None:
        """One that cannot be done now says why, and the palette stays."""
        hit = self._list.selected
        if hit is not None and hit.why:
            self.app.notify(hit.why)
        elif hit is not None:
            self.dismiss(hit)
