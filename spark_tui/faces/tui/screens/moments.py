"""The moments in one cell of the timeline: what became of each, or what will."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size

from spark_tui.domain.ids import RunId
from spark_tui.domain.schedule import Schedule
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.run_rows import RunRows
from spark_tui.faces.tui.screens.why import WhyWindow
from spark_tui.faces.tui.text import Piece, title
from spark_tui.faces.tui.widgets.moment_line import moment_line
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.spark import Spark
from spark_tui.service.timeline import Moment


class MomentList(RowList[Moment]):
    """When, what became of it, how late and how long, and the reason."""

    def __init__(self, zone: str, now: Callable[[], datetime]) -> None:
        super().__init__(id="moments", classes="")
        self._zone, self._now = zone, now
        self.nothing = [[("  reading …", "dim")]]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """No higher than what it shows."""
        return max(1, len(self.items))

    def show(self, items: Sequence[Moment]) -> None:
        super().show(items)
        self.refresh(layout=True)

    def key(self, item: Moment) -> str:
        return item.run.id if item.run else f"{item.at.isoformat()}/{item.state}"

    def draw(self, item: Moment, width: int) -> list[Piece]:
        return moment_line(item, self._zone, self._now(), width)


class MomentsWindow(RunRows):
    """Enter opens the run, or says why there is none; y says why; o opens the schedule with the cursor on the run."""

    PLACE = "Moments"
    ACTIONS = (
        Action("moments.why", "y", "why", "Why the moment ran or did not, or what could hold it", "why"),
        Action(
            "moments.schedule",
            "o",
            "schedule",
            "The schedule, with the cursor on the run of the moment",
            lambda window: window.schedule(),
            twin="spark schedule show NAME",
            window=True,
        ),
    )

    def __init__(self, spark: Spark, schedule: Schedule, first: datetime, until: datetime, zone: str) -> None:
        super().__init__()
        self._spark, self._schedule, self._zone = spark, schedule, zone
        self._first, self._until = first, until

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title(f"{self._schedule.name} · {show.stretch(self._first, self._until, self._zone)}")
            box.border_subtitle = self.hint()
            yield MomentList(self._zone, self._spark.clock.now)

    def on_mount(self) -> None:
        self._list.focus()
        self.begin(self._follow, "follow")

    @property
    def _list(self) -> MomentList:
        return self.query_one(MomentList)

    async def _follow(self) -> None:
        with self._spark.bell.ear() as ear:
            while True:
                await self.app.told_when_wrong(self._read())
                await ear.wait()

    async def _read(self) -> None:
        found = await self._spark.timeline.moments(self._schedule, self._first, self._until)
        self._list.nothing = [[("  None of its moments is here.", "dim")]]
        self._list.show(found)
        self.tell_keys()

    @property
    def run_here(self) -> RunId | None:
        moment = self._list.selected if self.is_mounted else None
        return moment.run.id if moment is not None and moment.run is not None else None

    def action_why(self) -> None:
        moment = self._list.selected
        if moment is not None:
            ask = partial(self._spark.why.of, self._schedule, moment.at)
            self.app.push_screen(WhyWindow(self._spark, self._schedule, ask))

    async def schedule(self) -> None:
        from spark_tui.faces.tui.screens.details import Details

        moment = self._list.selected
        run = moment.run.id if moment is not None and moment.run is not None else None
        await self.app.push_screen_wait(Details(self._spark, self._schedule, run))
