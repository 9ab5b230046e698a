"""All runs there are, of a store of any size: a filter, the newest first, followed live."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.run_verbs import RUN_OPEN, open_run
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import entitle, title
from spark_tui.faces.tui.widgets.filter_line import FilterLine
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.faces.tui.widgets.run_list import RunList
from spark_tui.faces.tui.widgets.table import Table
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spark_tui.domain.ids import RunId, ScheduleId
    from spark_tui.faces.tui.app import SparkApp

PACE = 0.3  # seconds between two looks at least


ROOMY = 104  # cells, from which on all that one can look for is named


class Runs(Window[None]):
    """Enter opens the run, o its schedule with the cursor on it."""

    app: "SparkApp"
    PLACE = "All runs"
    ACTIONS = (
        RUN_OPEN,
        Action(
            "runs.schedule",
            "o",
            "schedule",
            "The schedule of the run, with the cursor on it",
            lambda window: window.schedule(),
            twin="spark schedule show NAME",
            window=True,
        ),
    )

    def __init__(
        self,
        spark: Spark,
        zone: str,
        schedules: "Mapping[str, ScheduleId]",
        typed: str = "",
        *,
        faults: bool = False,
    ) -> None:
        """`schedules` by name, for `schedule:name`."""
        super().__init__()
        self._spark = spark
        self._rows = RunList(spark, zone, schedules.get, id="runs")
        self._rows.typed, self._rows.faults = typed, faults
        self._line = FilterLine(self._rows, id="finder")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog whole") as box:
            box.border_title = title("Runs")
            yield self._rows
            yield self._line

    def on_mount(self) -> None:
        self._rows.focus()
        self._title()
        self.begin(self._follow, "follow")

    async def _follow(self) -> None:
        with self._spark.bell.ear() as ear:
            await self._rows.from_newest()
            while True:
                await asyncio.sleep(PACE)
                await ear.wait()
                await self._rows.follow()

    @on(Table.Changed)
    def _title(self) -> None:
        box = self.query_one(".dialog")
        told = self._rows.told
        entitle(box, f"Runs · {told}" if told else "Runs, the newest first")
        seeks = "words state:failed source:… schedule:…"
        if self.app.size.width < ROOMY:
            seeks = "words" if told else "words, state:failed"
        leaves = "esc all · q close" if told else "esc close"
        box.border_subtitle = title(f"/ {seeks} · ! faults · enter open · o schedule · {leaves}")

    @on(Table.Seeking)
    def seeking(self, event: Table.Seeking) -> None:
        event.stop()
        self._line.open()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if self._rows.selected is not None:
            self.do(partial(open_run, self), window=True)

    @property
    def run_here(self) -> "RunId | None":
        return self._rows.selected.id if self._rows.selected is not None else None

    async def schedule(self) -> None:
        from spark_tui.faces.tui.screens.details import Details

        run: Any = self._rows.selected
        if run is None or run.schedule is None:
            self.app.say("it was run by hand: no schedule has it")
            return
        schedule = await self._spark.schedules.get(run.schedule)
        await self.app.push_screen_wait(Details(self._spark, schedule, run.id))
