"""The columns of a table: by which it is sorted, and which are shown."""

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, fit, title
from spark_tui.faces.tui.widgets.columns import Column
from spark_tui.faces.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.faces.tui.widgets.table import Table


class ColumnList(RowList[Column[Any]]):
    def __init__(self, table: "Table[Any]") -> None:
        super().__init__(id="columns", classes="")
        self._table = table
        self.items = table.columns()

    def key(self, item: Column[Any]) -> str:
        return item.id

    def draw(self, item: Column[Any], width: int) -> list[Piece]:
        by, descending = self._table.order
        mark = ("↓" if descending else "↑") if item.id == by else " "
        shown = "✓" if item.id not in self._table.hidden else " "
        told = [
            "stays" if item.fixed else "",
            "" if item.sort else "no order",
            "the table is too narrow for it" if item.since > self._table.size.width - 2 else "",
        ]
        return [
            (f" {shown} ", "good"),
            (fit(item.title.strip().lower() or item.id, 14), "strong"),
            (f"{mark} ", "key"),
            (fit(", ".join(filter(None, told)), width - 19), "dim"),
        ]


class Columns(Window[None]):
    """What is chosen holds at once."""

    app: "SparkApp"
    PLACE = "Columns"
    ACTIONS = (
        Action("columns.sort", "s", "sort", "Sort by this column; again: the other way"),
        Action("columns.show", "v,space", "show or hide", "Show the column, or hide it", "flip"),
    )

    def __init__(self, table: "Table[Any]") -> None:
        super().__init__()
        self._table = table

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = title("Columns")
            box.border_subtitle = self.hint()
            yield ColumnList(self._table)

    def on_mount(self) -> None:
        rows = self.query_one(ColumnList)
        rows.styles.height = len(rows.items)
        first = next((column.id for column in rows.items if column.sort), "")
        rows.select(self._table.order[0] or first)

    def action_sort(self) -> None:
        rows = self.query_one(ColumnList)
        if rows.selected is None or rows.selected.sort is None:
            self.app.say("there is no order by this column")
            return
        self._table.sort_by(rows.selected.id)
        rows.repaint()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_sort()

    def action_flip(self) -> None:
        rows = self.query_one(ColumnList)
        if rows.selected is None or rows.selected.fixed:
            self.app.say("this column stays")
            return
        self._table.toggle_column(rows.selected.id)
        rows.repaint()
