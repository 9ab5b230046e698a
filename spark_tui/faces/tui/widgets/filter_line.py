"""The line in which the filter of a table is typed; what is shown follows every letter."""

from typing import Any, ClassVar

from textual import on
from textual.widgets import Input

from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.widgets.table import Table
from spark_tui.faces.tui.widgets.text_line import TextLine


class FilterLine(TextLine):
    """There only while one types. Enter keeps the filter, esc takes it away."""

    PLACE = "Filter"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("filter.keep", "enter", "keep", "Keep the filter, and go back to the table"),
        Action("filter.drop", "escape", "drop", "Take the filter away"),
        Action("filter.up", "up", "up", "One line up in the table", "rows(-1)", in_line=False),
        Action("filter.down", "down", "down", "One line down in the table", "rows(1)", in_line=False),
    )

    def __init__(self, table: Table[Any], *, id: str) -> None:  # noqa: A002
        super().__init__(id, placeholder="words, or !words for what has them not", most=200)
        self._table = table

    def open(self) -> None:
        self.value = self._table.typed
        self.cursor_position = len(self.value)
        self.add_class("-open")
        self.screen.set_focus(self)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_class("-open"):
            self._table.filter(self.value)

    def action_keep(self) -> None:
        self.remove_class("-open")
        self.screen.set_focus(self._table)

    def action_drop(self) -> None:
        self._table.filter("")
        self.action_keep()

    def action_rows(self, by: int) -> None:
        self._table.action_move(by)

    def on_blur(self) -> None:
        """Whoever goes elsewhere keeps it."""
        self.remove_class("-open")
