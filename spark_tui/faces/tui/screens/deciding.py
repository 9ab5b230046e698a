"""A yes or a no to what would change. Nothing has happened while it is open."""

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.change import Deed, Suggestion
from spark_tui.domain.errors import SparkError
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.suggested import suggested
from spark_tui.faces.tui.text import title
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph
from spark_tui.service.spark import Spark


class Decide(Window[Deed | None]):
    """Ends with what was done, or with None. What is in the way is said in it."""

    PLACE = "Yes or no"
    ACTIONS = (
        Action("decide.yes", "enter,y", "do it", "Do what is shown", "accept", twin="spark ask PHRASE", back=Back.UNDO),
        Action("decide.no", "n", "leave it", "Leave all as it is", "close", in_line=False),
    )

    def __init__(self, spark: Spark, suggestion: Suggestion) -> None:
        super().__init__()
        self._spark, self._suggestion = spark, suggestion
        self._wrong, self._busy = "", False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Do this?")
            box.border_subtitle = self.hint()
            yield Page(self._page, id="page", focus=True)

    def on_mount(self) -> None:
        self.query_one("#page").focus()

    def _page(self, width: int) -> Lines:
        lines = [*suggested(self._suggestion, self._spark.clock.now(), width), []]
        return [*lines, *paragraph(f"✗ {self._wrong}", width, "bad")] if self._wrong else lines

    def action_accept(self) -> None:
        if not self._busy:
            self._busy = True
            self.begin(self._do, "act")

    async def _do(self) -> None:
        try:
            self.dismiss(await self._spark.talk.accept(self._suggestion))
        except SparkError as wrong:
            self._wrong = f"{wrong.message}. {wrong.hint}".strip(" .")
            self.query_one("#page", Page).renew()
        finally:
            self._busy = False
