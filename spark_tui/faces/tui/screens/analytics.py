"""Analytics: how runs went, in a table of whatever they are told apart by, with the whole above it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.statistics import By, Report, Spread, Summary
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.stats import csv_of, figures, file_for, json_of, keep
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, entitle, fit, fit_right, flat
from spark_tui.faces.tui.widgets.page import Lines, Page, flowing, paragraph
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
LONGEST = 60  # cells of a name, where there are as many
GOOD, BAD = "█", "░"
BARS = 20  # cells from which on there are bars beside the figures
DAY = 8  # cells of a day in the table of days


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
        return whole(self._report, self._zone, width)


def whole(report: Report, zone: str, width: int) -> Lines:
    """All runs together, day by day, and what was left out."""
    of = report.whole
    ink = "good" if of.success == 1 else "plain"
    head: list[Piece] = [(" runs ", "dim"), (f"{of.runs:,}", "strong"), ("  ok ", "dim"), (show.share(of.success), ink)]
    head += [("  failed ", "dim"), (f"{of.bad:,}", "bad" if of.bad else "plain")]
    head += [("  in a row ", "dim"), (f"{of.streak}", "plain")] if of.streak > 1 else []
    spent = f"  {of.usage.total:,} tokens" + (f"  ${of.usage.cost:.2f}" if of.usage.cost else "") if of.usage else ""
    spreads = [
        [(f" {name} ", "dim"), *_spread(spread), ("  ", "")]
        for name, spread in (("took", of.took), ("late", of.late), ("queue", of.waited))
    ]
    lines: Lines = [[*head, (spent, "plain")], *flowing(spreads, width), *_days(report, zone, width)]
    if report.left_out:
        told = " · ".join(f"{one.count:,} {one.fate} ({one.reason})" for one in report.left_out)
        lines += paragraph(f"left out: {told}", width, "warn")[:2]
    return [*lines, []]


def _days(report: Report, zone: str, width: int) -> Lines:
    """Their figures where there is room for all of them, else bars: each as high as it is beside its own most."""
    if report.days and (len(report.days) + 1) * DAY <= width:
        return _table_of_days(report, zone)
    days = report.days[-max(1, width - 40) :]
    rows = (("good", [day.good for day in days], "good"), ("bad", [day.bad for day in days], "bad"))
    return [
        [
            (f" {name:<5}", "dim"),
            (show.bars(counts), ink),
            (f"  {max(counts):,} a day at most" if any(counts) else "", "dim"),
            (f", {len(days)} days" if name == "good" else "", "dim"),
        ]
        for name, counts, ink in rows
        if days
    ]


def _table_of_days(report: Report, zone: str) -> Lines:
    began = [day.since.astimezone(zone_of(zone)) for day in report.days]
    names = [f"{show.DAYS[at.weekday()]} {at.day}" for at in began]
    rows = (("good", [day.good for day in report.days], "plain"), ("bad", [day.bad for day in report.days], "bad"))
    return [
        [(f" {'day':<{DAY - 1}}", "dim"), *((fit_right(name, DAY), "dim") for name in names)],
        *(
            [
                (f" {name:<{DAY - 1}}", "dim"),
                *((fit_right(f"{count:,}" if count else "·", DAY), ink if count else "dim") for count in counts),
            ]
            for name, counts, ink in rows
        ),
    ]


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
