"""The log of one run: in a window of its own, or beside the rest of the run."""

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from spark_tui.domain.log import LogQuery
from spark_tui.domain.story import Story
from spark_tui.faces.tui.actions.acts import in_line
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import entitle
from spark_tui.faces.tui.widgets.log_titles import log_state, log_title
from spark_tui.faces.tui.widgets.log_view import LogView
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

SILENT = [[("  There is nothing of it in the log.", "dim")]]


class RunLog(Window[None]):
    """The log of one run, as the board has that of all."""

    app: "SparkApp"
    PLACE = "Log of a run"

    def __init__(self, spark: Spark, zone: str, story: Story) -> None:
        super().__init__()
        self._spark, self._run = spark, story.run
        self._view = log_of_one_run(zone, f"Log of run {story.run.id[:8]}")
        self._view.alone = True

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog whole"):
            yield self._view

    def hint(self) -> Content:
        return hint_of_log(self, self._view)

    @on(LogView.Changed)
    def title_log(self) -> None:
        """How it is sifted, and whether it follows."""
        box, state = self.query_one(".dialog"), log_state(self._view)
        entitle(box, log_title(self._view) + (f" · {state}" if state else ""))
        box.border_subtitle = self.hint()

    def on_mount(self) -> None:
        self._view.focus()
        self.title_log()
        self.begin(partial(self._view.follow, self._spark, LogQuery(run=self._run.id)), "follow")


def log_of_one_run(zone: str, called: str) -> LogView:
    view = LogView(id="log", zone=zone)
    view.of, view.nothing_of_it = called, SILENT
    return view


def hint_of_log(window: Window[None], view: LogView) -> Content:
    """What can be done with the log comes before what can be done with the window."""
    own = [f"{offer.shown} {offer.action.brief}" for offer in in_line(view) if offer.node is view]
    return window.in_border([*own, "esc close"])
