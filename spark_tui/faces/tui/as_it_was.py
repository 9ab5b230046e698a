"""How the board was when it was left: its pane, its folds, its table and the row that was selected."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from spark_tui.faces.tui.panes import PANES

if TYPE_CHECKING:
    from spark_tui.faces.tui.remembered import Remembered
    from spark_tui.faces.tui.screens.board import Board

PART = "board"


class AsItWas:
    """Brought back when the board opens, and kept whenever it changes."""

    def __init__(self, board: "Board", remembered: "Remembered") -> None:
        self._board, self._remembered = board, remembered
        self._wanted_row = ""  # the one that was selected, until it is there

    def keep(self) -> None:
        """For the next time; not while what was selected is still to come."""
        if not self._wanted_row:
            self._remembered.keep(PART, self._state())

    def _state(self) -> dict[str, Any]:
        board = self._board
        return {
            "pane": board.last_pane,
            "zoom": board.panes.zoomed,
            "folded": sorted(board.sources.folded),
            "schedules": board.schedules.remembered(),
        }

    def restore(self) -> None:
        """What is not as it should be is as if nothing had been kept."""
        board, kept = self._board, self._remembered.part(PART)
        table, folded = kept.get("schedules"), kept.get("folded")
        if isinstance(table, dict):
            board.schedules.restore(table)
            self._wanted_row = str(table.get("selected") or "")
        if isinstance(folded, list):
            board.sources.folded = frozenset(one for one in folded if isinstance(one, str))
        self._restore_panes(kept)

    def _restore_panes(self, kept: Mapping[str, Any]) -> None:
        board, pane = self._board, kept.get("pane")
        if kept.get("zoom") in PANES:
            board.panes.zoom(str(kept["zoom"]))
        if pane in PANES and pane != "schedules":
            board.call_after_refresh(board.go, pane)

    def select_again(self) -> None:
        """Once the rows are there."""
        if self._wanted_row:
            self._board.schedules.select(self._wanted_row)
            self._wanted_row = ""
