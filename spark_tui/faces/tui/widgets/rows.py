"""A list with a cursor, of which only the lines in view are ever drawn: a thousand rows cost what ten cost."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from rich.style import Style
from textual import events
from textual.message import Message

from spark_tui.faces.tui.actions import MOVES, Action, Acts
from spark_tui.faces.tui.actions.moving import steps
from spark_tui.faces.tui.text import Piece, fit
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.widgets.wheel import Wheeled

if TYPE_CHECKING:
    from textual.timer import Timer

T = TypeVar("T")
SCROLLING = 0.05  # seconds between two pictures while a held key scrolls: each sends all the lines in view


class RowList(Wheeled, Painted, Acts, Generic[T], can_focus=True):
    """Subclasses say what identifies an item and how it is drawn."""

    PLACE = "List"
    ACTIONS = (*MOVES, Action("list.choose", "enter", "open", "Open what is selected", "choose", in_line=False))
    HEAD = 0  # lines above the first row

    class Moved(Message):
        """The cursor is on another item."""

    class Chosen(Message):
        """Enter was pressed on the item under the cursor."""

        def __init__(self, rows: "RowList[T]") -> None:
            super().__init__()
            self.rows = rows

    def __init__(self, *, id: str, classes: str = "pane") -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.items: Sequence[T] = ()
        self.nothing: Sequence[Sequence[Piece]] = ()  # what stands there while there are no items
        self._at = 0  # where the cursor is
        self._top = 0  # the first item in view
        self._top_drawn, self._scrolled_at = 0, float("-inf")
        self._later: Timer | None = None

    # ------------------------------------------------------------------ to be said by a subclass

    def key(self, item: T) -> str:
        raise NotImplementedError

    def draw(self, item: T, width: int) -> list[Piece]:
        raise NotImplementedError

    def head(self, width: int) -> list[Piece]:  # noqa: ARG002
        return []

    @property
    def shows_cursor(self) -> bool:
        """Whether what is selected is marked over its whole width."""
        return self.has_focus

    # ------------------------------------------------------------------ what the board asks

    @property
    def selected(self) -> T | None:
        return self.items[self._at] if self._at < len(self.items) else None

    @property
    def in_view(self) -> Sequence[T]:
        """Those that are on the screen."""
        return self.items[self._top : self._top + max(0, self.size.height - self.HEAD)]

    def show(self, items: Sequence[T]) -> None:
        """Other items; the cursor stays on the one it was on."""
        before = self.key(self.selected) if self.selected is not None else ""
        self.items = items
        self._at = min(self._at, max(0, len(items) - 1))
        self.select(before)
        self._keep_in_view()
        self.repaint()

    def select(self, key: str) -> None:
        """Put the cursor on the item of that key, if it is there."""
        found = next((i for i, item in enumerate(self.items) if self.key(item) == key), None)
        if found is not None and found != self._at:
            self._go(found)

    # ------------------------------------------------------------------ drawing

    def repaint(self) -> None:
        """At once, but for a view that scrolls on and on: a key comes faster than a slow line carries its picture."""
        now = asyncio.get_running_loop().time()
        wait = self._scrolled_at + SCROLLING - now
        if self._top == self._top_drawn or wait <= 0:
            self._scrolled_at = now if self._top != self._top_drawn else self._scrolled_at
            self._top_drawn = self._top
            super().repaint()
        elif self._later is None:
            self._later = self.set_timer(wait, self._caught_up)

    def _caught_up(self) -> None:
        self._later = None
        self.repaint()

    def line(self, y: int, width: int) -> Sequence[Piece]:
        if not self.items:
            return self.nothing[y] if y < len(self.nothing) else ()
        if y < self.HEAD:
            return [(" ", "dim"), *self.head(width - 1)]
        index = y - self.HEAD + self._top
        return self._row(index, width) if index < len(self.items) else ()

    def _row(self, index: int, width: int) -> list[Piece]:
        here = index == self._at
        pieces = [("▌" if here else " ", "key"), *self.draw(self.items[index], width - 1)]
        if not (here and self.shows_cursor):
            return pieces
        filled = [*pieces, (fit("", width), "plain")]
        return [(text, f"{ink} cursor") for text, ink in filled]

    def ink(self, name: str) -> Style:
        """On the cursor the background is the cursor's, whatever the ink."""
        if not name.endswith(" cursor"):
            return super().ink(name)
        return super().ink(name.removesuffix(" cursor")) + super().ink("cursor")

    # ------------------------------------------------------------------ moving

    def _go(self, index: int) -> None:
        self._at = max(0, min(index, len(self.items) - 1))
        self._keep_in_view()
        self.repaint()
        self.post_message(self.Moved())

    def _keep_in_view(self) -> None:
        height = max(1, self.size.height - self.HEAD)
        top = min(max(self._top, self._at - height + 1), self._at)
        self._top = max(0, min(top, len(self.items) - height))

    def action_move(self, by: int) -> None:
        if self.items:
            self._go(self._at + by)

    def action_page(self, pages: float) -> None:
        self.action_move(steps(pages, self.size.height - self.HEAD))

    def action_choose(self) -> None:
        if self.items:
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y >= self.HEAD and self.items:
            self._go(offset.y - self.HEAD + self._top)

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    def on_resize(self) -> None:
        self._keep_in_view()
