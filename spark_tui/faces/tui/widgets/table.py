"""A table: a list in columns, with a filter, an order, marks, and columns that one chooses.

Only the lines in view are drawn, and of them only the cells that changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar, cast

from textual.message import Message

from spark_tui.domain.listing import Seek, seek
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.text import Piece
from spark_tui.faces.tui.widgets.columns import Column, Shared, longest, share
from spark_tui.faces.tui.widgets.painted import KEPT
from spark_tui.faces.tui.widgets.rows import RowList

T = TypeVar("T")
ASCENDING, DESCENDING = "↑", "↓"


async def _choose(table: "Table[Any]") -> None:
    from spark_tui.faces.tui.screens.columns import Columns

    await table.app.push_screen_wait(Columns(table))


def _nothing_to_clear(table: "Table[Any]") -> str:
    return "" if table.typed or table.faults or table.marks else "there is no filter and no mark"


def _nothing_marked_or_there(table: "Table[Any]") -> str:
    return "" if table.items else "there is nothing to mark"


class Table(RowList[T]):
    """Subclasses say their columns, and what of an item is sought. `items` are those that are shown."""

    PLACE = "Table"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("table.filter", "slash", "filter", "Show only what has these words; !words: what has them not", "seek"),
        Action("table.faults", "exclamation_mark", "faults", "Show only what went wrong, or all", in_line=False),
        Action("table.sort", "s", "sort", "Choose the column to sort by; again: the other way", _choose, window=True),
        Action(
            *("table.columns", "v", "columns", "Choose the columns that are shown", _choose),
            in_line=False,
            window=True,
        ),
        Action(
            *("table.mark", "space", "mark", "Mark it, or take the mark away; what is done is done to all marked"),
            why_not=_nothing_marked_or_there,
        ),
        Action(
            *("table.mark_all", "asterisk", "mark all", "Mark all that is shown, or take those marks away"),
            why_not=_nothing_marked_or_there,
            in_line=False,
        ),
        Action(
            *("table.clear", "escape", "clear", "Take the filter away; then the marks"),
            why_not=_nothing_to_clear,
            in_line=False,
            yields=True,
        ),
    )
    HEAD = 1
    COLUMNS: ClassVar[tuple[Column[Any], ...]] = ()

    class Changed(Message):
        """The filter, the order, the columns or the marks."""

    class Seeking(Message):
        """Somebody wants to type a filter."""

        def __init__(self, table: "Table[Any]") -> None:
            super().__init__()
            self.table = table

    def __init__(self, *, id: str, classes: str = "pane") -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.all: Sequence[T] = ()
        self.typed = ""
        self.faults = False
        self.order = ("", False)  # column, descending
        self.hidden: frozenset[str] = frozenset()
        self.marks: frozenset[str] = frozenset()
        self._wishes: dict[str, int] = {}
        self._wished_on: date | None = None
        self._shared: tuple[int, Shared[T]] = (-1, [])
        self._cells: dict[str, tuple[T, object, list[Piece]]] = {}  # by key: an item, what it was drawn for, and how

    # ------------------------------------------------------------------ to be said by a subclass

    def sought(self, item: T) -> str:
        """The text that is searched, casefolded."""
        raise NotImplementedError

    def is_fault(self, item: T) -> bool:
        raise NotImplementedError

    def today(self) -> date:
        """On the clock by which its times are told: a time of today is a shorter text."""
        raise NotImplementedError

    def as_of(self, item: T) -> object:
        """What its cells depend on beside itself, such as the time as far as they tell it."""
        raise NotImplementedError

    def columns(self) -> tuple[Column[T], ...]:
        return self.COLUMNS

    # ------------------------------------------------------------------ what is shown

    @property
    def seek(self) -> Seek:
        return seek(self.typed)

    def show(self, items: Sequence[T]) -> None:
        if items != self.all or self._wished_on != self.today():
            self._wishes, self._wished_on = longest(self.columns(), items), self.today()
            self._share_anew()
        self.all = items
        super().show(self._arranged())

    def rearrange(self) -> None:
        """Another filter, another order."""
        super().show(self._arranged())
        self.changed()

    def changed(self) -> None:
        self._share_anew()
        self.repaint()
        self.post_message(self.Changed())
        self.post_message(self.Moved())

    def _arranged(self) -> Sequence[T]:
        seek, items = self.seek, self.all
        if self.faults:
            items = [item for item in items if self.is_fault(item)]
        if seek:
            items = [item for item in items if seek.fits(self.sought(item))]
        column = next((column for column in self.columns() if column.id == self.order[0] and column.sort), None)
        return sorted(items, key=cast("Any", column.sort), reverse=self.order[1]) if column else items

    def filter(self, typed: str) -> None:
        if typed != self.typed:
            self.typed = typed
            self.rearrange()

    def sort_by(self, column: str) -> None:
        """The same one again: the other way."""
        self.order = (column, not self.order[1] if self.order[0] == column else False)
        self.rearrange()

    def toggle_column(self, column: str) -> None:
        self.hidden ^= {column}
        self.changed()

    @property
    def told(self) -> str:
        """What of all is shown and in which order, for the border; empty where that is all of it as ever."""
        title = next((column.title.lower() for column in self.columns() if column.id == self.order[0]), "")
        parts = (
            f"/ {self.typed.strip()}" if self.typed.strip() else "",
            "! faults only" if self.faults else "",
            f"sort {title} {DESCENDING if self.order[1] else ASCENDING}" if title else "",
        )
        return " · ".join(part for part in parts if part)

    # ------------------------------------------------------------------ marks

    @property
    def marked(self) -> list[T]:
        """Also those that the filter hides."""
        return [item for item in self.all if self.key(item) in self.marks] if self.marks else []

    def unmark(self) -> None:
        self.marks = frozenset()
        self.changed()

    def action_mark(self) -> None:
        if self.selected is not None:
            self.marks ^= {self.key(self.selected)}
            self.action_move(1)
            self.changed()

    def action_mark_all(self) -> None:
        shown = {self.key(item) for item in self.items}
        self.marks = self.marks - shown if shown <= self.marks else self.marks | shown
        self.changed()

    # ------------------------------------------------------------------ what the other keys do

    def action_seek(self) -> None:
        self.post_message(self.Seeking(self))

    def action_faults(self) -> None:
        self.faults = not self.faults
        self.rearrange()

    def action_clear(self) -> None:
        if self.typed or self.faults:
            self.typed, self.faults = "", False
            self.rearrange()
        else:
            self.unmark()

    # ------------------------------------------------------------------ what is remembered

    def remembered(self) -> dict[str, Any]:
        return {
            "filter": self.typed,
            "faults": self.faults,
            "sort": list(self.order),
            "hidden": sorted(self.hidden),
            "selected": self.key(self.selected) if self.selected is not None else "",
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """What does not fit any more is left out."""
        known = {column.id for column in self.columns() if not column.fixed}
        typed, order, hidden = kept.get("filter"), kept.get("sort"), kept.get("hidden")
        self.typed = typed[:200] if isinstance(typed, str) else ""
        self.faults = kept.get("faults") is True
        if isinstance(order, list) and len(order) == 2 and isinstance(order[0], str):
            self.order = (order[0], order[1] is True)
        if isinstance(hidden, list):
            self.hidden = frozenset(one for one in hidden if isinstance(one, str)) & known

    # ------------------------------------------------------------------ drawing

    def line(self, y: int, width: int) -> Sequence[Piece]:
        if not self.items and self.all:
            told = "  Nothing of it fits the filter. " if y == 1 else ""
            return (
                self.head(width) if y == 0 else [(told, "dim"), ("esc", "key"), (" shows all", "dim")] if told else ()
            )
        return super().line(y, width)

    def head(self, width: int) -> list[Piece]:
        mark = {self.order[0]: DESCENDING if self.order[1] else ASCENDING}
        cells = (column.heading(wide, mark.get(column.id, "")) for column, wide in self._columns(width - 1))
        return [(" " + " ".join(cells), "dim")]

    def draw(self, item: T, width: int) -> list[Piece]:
        """A key that is held draws all rows in view thirty times a second: they are the same ones."""
        key = self.key(item)
        drawn_for = (width, key in self.marks, self.as_of(item))
        known = self._cells.get(key)
        if known is None or known[1] != drawn_for or (known[0] is not item and known[0] != item):
            known = self._cells[key] = (item, drawn_for, self._draw(item, width))
        return known[2]

    def _draw(self, item: T, width: int) -> list[Piece]:
        pieces: list[Piece] = [("✓" if self.key(item) in self.marks else " ", "key")]
        for number, (column, wide) in enumerate(self._columns(width - 1)):
            pieces += [(" ", "plain")] if number else []
            pieces += column.cell(item, wide)
        return pieces

    def _columns(self, width: int) -> Shared[T]:
        if self._shared[0] != width or len(self._cells) > KEPT:
            self._share_anew()
            shown = [column for column in self.columns() if column.id not in self.hidden]
            self._shared = (width, share(shown, self._wishes, width))
        return self._shared[1]

    def _share_anew(self) -> None:
        self._shared = (-1, [])
        self._cells.clear()
