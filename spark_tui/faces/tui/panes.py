"""Which panes stand on the board, and which one has all of it.

Three layouts: narrow (schedules and log; the sources stand in for the schedules), mid (also sources and the
next 24 hours), wide (also what is selected, and the numbers of the week).
"""

from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board

PANES = ("sources", "ahead", "schedules", "log", "about", "numbers")  # as the eye goes
BOXES = ("lists", "left", "middle", "main", "side")


class Panes:
    """Zoom: one pane in place of all; whoever gets the focus has it."""

    def __init__(self, board: "Board") -> None:
        self._board = board
        self.zoomed = ""

    def toggle(self, pane: str) -> None:
        self.zoom("" if self.zoomed else pane)

    def zoom(self, pane: str) -> None:
        """Empty: all of them again."""
        self.zoomed = pane if pane in PANES else ""
        shown = self._way_to(self.zoomed) if self.zoomed else set(PANES + BOXES)
        for name in PANES + BOXES:
            self._board.query_one(f"#{name}").set_class(name not in shown, "-away")
            self._board.query_one(f"#{name}").set_class(bool(self.zoomed) and name in shown, "-whole")
        self._board.set_class(self.zoomed == "sources", "-sources")

    def _way_to(self, pane: str) -> set[str]:
        return {
            node.id or "" for node in self._board.query_one(f"#{pane}").ancestors_with_self if isinstance(node, Widget)
        }

    def stands(self, pane: str) -> bool:
        """Whether this layout has it, and no other one stands in its place."""
        return all(
            node.display for node in self._board.query_one(f"#{pane}").ancestors_with_self if isinstance(node, Widget)
        )

    def has_room(self, pane: str) -> bool:
        """Whether this layout has it, or lets it stand in for another one."""
        return pane in ("sources", "schedules", "log") or self.stands(pane)

    def give_way(self, pane: str) -> None:
        """Where another one has all of the board, this one gets it."""
        if self.zoomed not in ("", pane):
            self.zoom(pane)

    def make_room(self, pane: str) -> None:
        """The same, and where this layout has no room for it."""
        if pane in PANES and (self.zoomed not in ("", pane) or not self.has_room(pane)):
            self.zoom(pane)
