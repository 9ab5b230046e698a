"""A table of figures: a row for each schedule, source or tag."""

from collections.abc import Sequence

from rich.cells import cell_len

from spark_tui.domain.statistics import Summary
from spark_tui.faces.stats import figures
from spark_tui.faces.tui.text import Piece, fit, fit_right, flat
from spark_tui.faces.tui.widgets.rows import RowList

Row = tuple[str, Summary]
COLUMNS = (
    ("RUNS", 8),
    ("OK", 8),
    ("FAILED", 8),
    ("p50", 9),
    ("p95", 9),
    ("LATE p95", 10),
    ("QUEUE p95", 11),
    ("STREAK", 8),
    ("TOKENS", 10),
    ("COST", 10),
)
LONGEST = 60  # cells of a name, where there are as many
GOOD, BAD = "█", "░"
BARS = 20  # cells from which on there are bars beside the figures


class FigureList(RowList[Row]):
    """As many columns as there is room for; tokens and cost where any run told them; then a bar of good and bad."""

    HEAD = 1

    def __init__(self) -> None:
        super().__init__(id="figures", classes="")
        self.nothing = [[("  counting …", "dim")]]
        self.label, self.costs = "SCHEDULE", False
        self._longest, self._most = 0, 0  # cells of a name, runs of a row

    def show(self, items: Sequence[Row]) -> None:
        self._longest = max((cell_len(flat(name[:LONGEST])) for name, _ in items), default=0)
        self._most = max((of.runs for _, of in items), default=0)
        super().show(items)

    def key(self, item: Row) -> str:
        return item[0]

    def head(self, width: int) -> list[Piece]:
        columns, bar = self._columns(width), self._bar(width)
        told = f"{GOOD} good {BAD} bad"
        return [
            (fit(f" {self.label}", self._room(width)), "dim"),
            *((fit_right(name, each), "dim") for name, each in columns),
            *([(fit(f"   {told}", bar), "dim")] if bar else []),
        ]

    def draw(self, item: Row, width: int) -> list[Piece]:
        name, of = item
        told = figures(of)
        bad = "bad" if of.bad else "plain"
        inks = {"FAILED": bad, "STREAK": bad, "RUNS": "plain", "OK": "plain"}
        cells = [(fit_right(told[column], each), inks.get(column, "dim")) for column, each in self._columns(width)]
        return [(fit(f" {name}", self._room(width)), "plain"), *cells, *self._good_and_bad(of, self._bar(width))]

    def _good_and_bad(self, of: Summary, width: int) -> list[Piece]:
        """As long as its runs are many beside the most; no run that failed is left out of it."""
        if width < BARS or not self._most:
            return []
        bad = -(-of.bad * (width - 4) // self._most)
        good = max(-(-(of.good + of.bad) * (width - 4) // self._most) - bad, 1 if of.good else 0)
        return [("   ", ""), (GOOD * good, "good"), (BAD * bad, "bad")]

    def _columns(self, width: int) -> list[tuple[str, int]]:
        shown, left = [], width - 16
        for name, each in COLUMNS:
            if name in ("TOKENS", "COST") and not self.costs:
                continue
            left -= each
            if left < 0:
                break
            shown.append((name, each))
        return shown

    def _room(self, width: int) -> int:
        """For the names: as much as they need, where what is left over is enough for bars."""
        left = width - sum(each for _, each in self._columns(width))
        needed = max(len(self.label), min(self._longest, LONGEST)) + 3
        return needed if left - needed >= BARS else left

    def _bar(self, width: int) -> int:
        return width - self._room(width) - sum(each for _, each in self._columns(width))
