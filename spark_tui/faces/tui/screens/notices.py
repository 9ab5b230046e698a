"""What was told lately: late, failed, missed, held, paused by itself, recovered; the newest first."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.notice import Notice
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, fit, flat, title
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.spark import Spark

SHOWN = 200


class NoticeList(RowList[Notice]):
    """When, what, and the text, from which the name of the schedule is told apart."""

    def __init__(self, spark: Spark, zone: str) -> None:
        super().__init__(id="notices", classes="")
        self._spark, self._zone = spark, zone
        self.nothing = [[("  reading …", "dim")]]

    def key(self, item: Notice) -> str:
        return item.key

    def draw(self, item: Notice, width: int) -> list[Piece]:
        sign = show.sign(item.news)
        at = show.moment(item.at, self._zone, self._spark.clock.now())
        return [
            (fit(f"{at}", 20), "dim"),
            (fit(f" {sign.glyph} {sign.word}", 13), sign.mood),
            (fit(item.text, width - 33), "plain"),
        ]


class NoticeWindow(Window[Notice | None]):
    """Ends with the notice that one wants to go to, or with None."""

    PLACE = "Notices"
    ACTIONS = (Action("notices.close", "N", "close", "Close it again", "close", in_line=False),)

    def __init__(self, spark: Spark, zone: str) -> None:
        super().__init__()
        self._spark, self._zone = spark, zone

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Notices")
            box.border_subtitle = self.hint()
            yield NoticeList(self._spark, self._zone)
            yield Page(self._whole, id="whole")

    def on_mount(self) -> None:
        self.query_one(NoticeList).focus()
        self.begin(self._follow, "follow")

    def enter_does(self) -> str:
        """The run, or the schedule, of which it is."""
        rows = self.query(NoticeList)
        return "open" if rows and rows.first().items else ""

    async def _follow(self) -> None:
        shown = self.query_one(NoticeList)
        with self._spark.bell.ear() as ear:
            while True:
                found = await self._spark.notices.recent(SHOWN)
                shown.nothing = [[("  Nothing has been told yet: what fails, is late or missed is told here.", "dim")]]
                shown.show(found)
                self.another_row()
                await ear.wait()

    def _whole(self, width: int) -> Lines:
        """All of the text under the cursor."""
        selected = self.query_one(NoticeList).selected
        return [[], *paragraph(selected.text, width)] if selected is not None else []

    @on(RowList.Moved)
    def another_row(self) -> None:
        self.query_one(Page).renew()
        self.tell_keys()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.dismiss(self.query_one(NoticeList).selected)


def headline(notices: list[Notice]) -> str:
    """Many at once are one toast."""
    if len(notices) > 3:
        return f"{len(notices)} notices: press N"
    return "\n".join(flat(notice.text)[:200] for notice in notices)
