"""Why: what became of a moment and by which decision, and what could hold the one to come."""

from collections.abc import Awaitable, Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.schedule import Schedule
from spark_tui.domain.why import Because
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import title
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph, wrapped_after
from spark_tui.service.spark import Spark


class WhyWindow(Window[None]):
    """The answer of each moment first, then what led to it. `ask` is told with `at` how moments are told."""

    PLACE = "Why"
    ACTIONS = (Action("why.close", "enter,y", "close", "Close it again", "close", in_line=False),)

    def __init__(self, spark: Spark, schedule: Schedule, ask: Callable[..., Awaitable[Sequence[Because]]]) -> None:
        super().__init__()
        self._spark, self._schedule, self._ask = spark, schedule, ask
        self._said: Sequence[Because] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title(f"Why · {self._schedule.name}")
            box.border_subtitle = self.hint()
            yield Page(self._page, id="page", focus=True)

    def on_mount(self) -> None:
        self.query_one("#page").focus()
        self.begin(self._read, "read")

    async def _read(self) -> None:
        self._said = await self._ask(at=show.on_clock(self._schedule.zone, self._spark.clock.now()))
        self.query_one("#page", Page).renew()

    def _page(self, width: int) -> Lines:
        if self._said is None:
            return paragraph("reading …", width, "dim")
        if not self._said:
            return paragraph("Nothing was decided yet, and it has no moment to come.", width)
        return [line for because in self._said for line in (*self._because(because, width), [])][:-1]

    def _because(self, because: Because, width: int) -> Lines:
        sign = show.sign(because.state)
        at = show.moment(because.moment, self._schedule.zone, self._spark.clock.now())
        head: Lines = [[(f" {sign.glyph} ", sign.mood), (f"{at}  ", "strong"), (sign.word, sign.mood)]]
        inks = ("plain", *("dim" for _ in because.says[1:]))
        return head + [
            line
            for said, ink in zip(because.says, inks, strict=True)
            for line in wrapped_after("   ", said, width, ink)
        ]
