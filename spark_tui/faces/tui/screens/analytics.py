"""Analytics: how runs went, in a table of whatever they are told apart by, with the whole above it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.statistics import By, Report, Spread, Summary
from spark_tui.faces import show
from spark_tui.faces.stats import csv_of, figures, file_for, json_of, keep
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, entitle, fit, fit_right
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

Row = tuple[str, Summary]
RANGES: tuple[tuple[str, timedelta | None], ...] = (
    ("24 hours", timedelta(hours=24)),
    ("7 days", timedelta(days=7)),
    ("30 days", timedelta(days=30)),
    ("all", None),
)
SORTS = ("name", "runs", "most failing", "slowest", "latest")
PACE, SHARE = 2.0, 10  # seconds between two looks, and as many times as long as the last one took
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


class FigureList(RowList[Row]):
    """As many columns as there is room for; tokens and cost where any run told them."""

    HEAD = 1

    def __init__(self) -> None:
        super().__init__(id="figures", classes="")
        self.nothing = [[("  counting …", "dim")]]
        self.label, self.costs = "SCHEDULE", False

    def key(self, item: Row) -> str:
        return item[0]

    def head(self, width: int) -> list[Piece]:
        columns = self._columns(width)
        return [
            (fit(f" {self.label}", self._room(width)), "dim"),
            *((fit_right(name, each), "dim") for name, each in columns),
        ]

    def draw(self, item: Row, width: int) -> list[Piece]:
        name, of = item
        told = figures(of)
        bad = "bad" if of.bad else "plain"
        inks = {"FAILED": bad, "STREAK": bad, "RUNS": "plain", "OK": "plain"}
        cells = [(fit_right(told[column], each), inks.get(column, "dim")) for column, each in self._columns(width)]
        return [(fit(f" {name}", self._room(width)), "plain"), *cells]

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
        return width - sum(each for _, each in self._columns(width))


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
            f"Analytics · {RANGES[self._range][0]} · by {self._by} · {SORTS[self._sort]} first",
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
        rows.show(sorted(report.rows, key=_order(SORTS[self._sort])))
        self.query_one("#whole_figures", Page).renew()

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
        said = "Writes what is shown; a file that is there is never written over. .json or .csv"
        kept = await self.app.push_screen_wait(
            Form[Path]("Export", said, (Field("file", name, name),), act, enter="write")
        )
        if kept is not None:
            self.app.notify(f"written: {kept}", timeout=10)

    # ------------------------------------------------------------------ as lines

    def _whole(self, width: int) -> Lines:
        if self._report is None:
            return paragraph("counting …", width, "dim")
        return whole(self._report, width)


def whole(report: Report, width: int) -> Lines:
    """All runs together, day by day, and what was left out."""
    of = report.whole
    ink = "good" if of.success == 1 else "plain"
    head: list[Piece] = [(" runs ", "dim"), (f"{of.runs:,}", "strong"), ("  ok ", "dim"), (show.share(of.success), ink)]
    head += [("  failed ", "dim"), (f"{of.bad:,}", "bad" if of.bad else "plain")]
    head += [("  in a row ", "dim"), (f"{of.streak}", "plain")] if of.streak > 1 else []
    spent = f"  {of.usage.total:,} tokens" + (f"  ${of.usage.cost:.2f}" if of.usage.cost else "") if of.usage else ""
    days = report.days[-max(1, width - 30) :]
    lines: Lines = [
        [*head, (spent, "plain")],
        [(" took ", "dim"), *_spread(of.took), ("   late ", "dim"), *_spread(of.late)],
        [(" queue ", "dim"), *_spread(of.waited)],
        [(" good ", "dim"), (show.bars([day.good for day in days], _most(report)), "good"), (_span_of(report), "dim")],
        [(" bad  ", "dim"), (show.bars([day.bad for day in days], _most(report)), "bad")],
    ]
    if report.left_out:
        told = " · ".join(f"{one.count:,} {one.fate} ({one.reason})" for one in report.left_out)
        lines += paragraph(f"left out: {told}", width, "warn")[:2]
    return [*lines, []]


def _most(report: Report) -> int:
    return max((day.runs for day in report.days), default=0)


def _span_of(report: Report) -> str:
    return f"  {len(report.days)} days, {_most(report):,} runs a day at most" if report.days else ""


def _spread(of: Spread | None) -> list[Piece]:
    if of is None:
        return [("–", "dim")]
    told = (("p50 ", of.p50), ("  p95 ", of.p95), ("  most ", of.most))
    return [piece for name, value in told for piece in ((name, "dim"), (show.duration(value), "plain"))]


def _order(sort: str) -> Callable[[Row], tuple[float, str]]:
    """What ranks a row; those with as much go by name."""
    weights: dict[str, Callable[[Summary], float]] = {
        "name": lambda _: 0,
        "runs": lambda of: of.runs,
        "most failing": lambda of: of.bad + of.streak / 1_000_000,
        "slowest": lambda of: of.took.p95.total_seconds() if of.took else -1,
        "latest": lambda of: of.late.p95.total_seconds() if of.late else -1,
    }
    weight = weights[sort]
    return lambda row: (-weight(row[1]), row[0].casefold())
