"""Which rows of which lines of a log stand in a pane."""

from collections.abc import Sequence
from dataclasses import dataclass

from spark_tui.faces.tui.tail import NamedLine
from spark_tui.faces.tui.text import Piece
from spark_tui.faces.tui.widgets.log_lines import Look, rows_of

Row = tuple[NamedLine, list[Piece]]


@dataclass(frozen=True, slots=True)
class LogRows:
    """Lines of a log, each in one row or wrapped in several, for a pane of that width and height."""

    told: Sequence[NamedLine]
    look: Look
    width: int
    height: int

    def up_from(self, last: int) -> list[Row]:
        """Those that fill the pane, the rows of that line at the bottom."""
        rows: list[Row] = []
        while last >= 0 and len(rows) < self.height:
            rows[:0] = self._rows_of(last)
            last -= 1
        return rows[-self.height :]

    def down_from(self, first: int) -> list[Row]:
        """Those that fill the pane, the rows of that line at the top."""
        rows: list[Row] = []
        while first < len(self.told) and len(rows) < self.height:
            rows += self._rows_of(first)
            first += 1
        return rows[: self.height]

    def top_for(self, at: int, held: int) -> int:
        """The first line in view: `held` where the one at `at` is in view whole then, and no place empty below."""
        return max(min(held, at, self._lowest(len(self.told) - 1)), self._lowest(at))

    def _lowest(self, at: int) -> int:
        """The first line in view, were that one the last."""
        used, first = 0, at
        while first >= 0 and (used := used + len(self._rows_of(first))) <= self.height:
            first -= 1
        return min(first + 1, at)

    def _rows_of(self, index: int) -> list[Row]:
        told = self.told[index]
        return [(told, row) for row in rows_of(told, self.look, self.width - 1)]
