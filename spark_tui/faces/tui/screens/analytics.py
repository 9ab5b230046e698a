"""Analytics: how runs went, in a table of whatever they are told apart by, with the whole above it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.statistics import By, Report, Summary
from spark_tui.faces.stats import csv_of, file_for, json_of, keep
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import entitle
from spark_tui.faces.tui.widgets.figure_list import FigureList, Row
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.faces.tui.widgets.whole_figures import whole
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

RANGES: tuple[tuple[str, timedelta | None], ...] = (
    ("24 hours", timedelta(hours=24)),
    ("7 days", timedelta(days=7)),
    ("30 days", timedelta(days=30)),
    ("all", None),
)
SORTS: tuple[tuple[str, Callable[[Summary], float]], ...] = (
    ("name", lambda _: 0),
    ("runs", lambda of: of.runs),
    ("most failing", lambda of: of.bad + of.streak / 1_000_000),
    ("slowest", lambda of: of.took.p95.total_seconds() if of.took else -1),
    ("latest", lambda of: of.late.p95.total_seconds() if of.late else -1),
)
PACE, SHARE = 2.0, 10  # seconds between two looks, and as many times as long as the last one took


def _no_runs(window: "AnalyticsWindow") -> str:
    return "" if window.sought else "runs are listed by schedule or source: b"


class AnalyticsWindow(Window[None]):
    """Keeps itself up to date."""

    app: "SparkApp"
    PLACE = "Analytics"
    ACTIONS = (
        Action("analytics.by", "b", "by", "By schedule, by source, by tag", "by", twin="spark stats --by source"),
        Action(
            "analytics.range", "r", "range", "24 hours, 7 days, 30 days, all", "span", twin="spark stats --since 30d"
        ),
        Action("analytics.sort", "s", "sort", "By name, runs, failures, duration, lateness", "sort"),
        Action(
            "analytics.export",
            "e",
            "export",
            "Write the figures into a file, as CSV or JSON",
            lambda window: window.export(),
            twin="spark stats --csv",
            window=True,
            changes=True,
        ),
        Action(
            "analytics.runs",
            "enter",
            "runs",
            "The runs of the selected schedule or source",
            lambda window: window.runs(),
            twin="spark run list --schedule NAME",
            why_not=_no_runs,
            window=True,
        ),
        Action("analytics.close", "A", "close", "Close it again", "close", in_line=False),
    )

    def __init__(self, spark: Spark, zone: str) -> None:
        super().__init__()
        self._spark, self._zone = spark, zone
        self._by, self._range, self._sort = By.SCHEDULE, 1, 2
        self._report: Report | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog whole") as box:
            box.border_subtitle = self.hint()
            yield Page(self._whole, id="whole_figures")
            yield FigureList()

    def on_mount(self) -> None:
        self._list.focus()
        self._look()

    @property
    def _list(self) -> FigureList:
        return self.query_one(FigureList)

    # ------------------------------------------------------------------ followed

    def _look(self) -> None:
        entitle(
            self.query_one(".dialog"),
            f"Analytics · {RANGES[self._range][0]} · by {self._by} · {SORTS[self._sort][0]} first",
        )
        self.begin(self._follow, "follow", newest_only=True)

    async def _follow(self) -> None:
        now = asyncio.get_running_loop().time
        with self._spark.bell.ear() as ear:
            while True:
                began = now()
                await self.app.told_when_wrong(self._read())
                await asyncio.sleep(max(PACE, SHARE * (now() - began)))
                await ear.wait()

    async def _read(self) -> None:
        self._report = await self._spark.statistics.report(self._by, RANGES[self._range][1], self._zone)
        self._show()

    def _show(self) -> None:
        report, rows = self._report, self._list
        if report is None:
            return
        rows.label, rows.costs = self._by.value.upper(), report.whole.usage is not None
        rows.nothing = [[("  No run has ended in this time.", "dim")]]
        rows.show(sorted(report.rows, key=_order(SORTS[self._sort][1])))
        self.query_one("#whole_figures", Page).renew()
        self.another_row()

    # ------------------------------------------------------------------ chosen

    def action_by(self) -> None:
        kinds = list(By)
        self._by = kinds[(kinds.index(self._by) + 1) % len(kinds)]
        self._look()

    def action_span(self) -> None:
        self._range = (self._range + 1) % len(RANGES)
        self._look()

    def action_sort(self) -> None:
        self._sort = (self._sort + 1) % len(SORTS)
        self._look()
        self._show()

    @property
    def sought(self) -> str:
        """What the list of all runs is to be filtered by, for those of the selected row; empty where it cannot."""
        selected = self._list.selected if self.is_mounted else None
        named = self.app.board.named
        if selected is None or self._by is By.TAG or (self._by is By.SCHEDULE and selected[0] not in named):
            return ""
        return f"{self._by}:{selected[0]}"

    async def runs(self) -> None:
        from spark_tui.faces.tui.screens.runs import Runs

        await self.app.push_screen_wait(Runs(self._spark, self._zone, self.app.board.named, self.sought))

    @on(RowList.Chosen)
    async def chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        await self.action_act("analytics.runs")

    @on(RowList.Moved)
    def another_row(self) -> None:
        self.tell_keys()

    async def export(self) -> None:
        """Into a file that is not there yet; its ending says which of the two it is."""
        report = self._report
        if report is None:
            return

        async def act(typed: Typed) -> Path:
            path = file_for(typed["file"])
            text = json_of(report) if path.suffix == ".json" else csv_of(report)
            await asyncio.to_thread(keep, path, text)
            return path

        name = f"spark-{report.by}-{report.until:%Y%m%d-%H%M%S}.csv"
        said = "Writes what is shown into a new file, as its name ends: .csv or .json. None is written over."
        kept = await self.app.push_screen_wait(
            Form[Path]("Export", said, (Field("file", name, name),), act, enter="write")
        )
        if kept is not None:
            self.app.notify(f"written: {kept}", timeout=10)

    # ------------------------------------------------------------------ as lines

    def _whole(self, width: int) -> Lines:
        if self._report is None:
            return paragraph("counting …", width, "dim")
        return whole(self._report, self._zone, width)


def _order(weight: Callable[[Summary], float]) -> Callable[[Row], tuple[float, str]]:
    """The weightiest first; those that weigh as much go by name."""
    return lambda row: (-weight(row[1]), row[0].casefold())
