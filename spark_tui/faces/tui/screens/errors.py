"""What went wrong lately, in full: in this screen, since it was opened; the log has what was before."""

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.text import clean, one_line
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.fault import Wrong, Wrongs, log_file
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, fit, title
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled
from spark_tui.faces.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

LOOK = 1.0  # seconds between two looks at what came meanwhile
ROOM = 10  # cells of a label


class ErrorList(RowList[Wrong]):
    """When, of what class, and the message."""

    def __init__(self, wrongs: Wrongs, zone: str) -> None:
        super().__init__(id="errors", classes="")
        self._wrongs, self._zone = wrongs, zone
        self.nothing = [[("  Nothing went wrong since this screen was opened.", "dim")]]

    def renew(self) -> None:
        self.show(tuple(self._wrongs))

    def key(self, item: Wrong) -> str:
        return str(item.number)

    def draw(self, item: Wrong, width: int) -> list[Piece]:
        at, kind = min(20, width // 4), min(16, width // 5)
        times = f" {item.times}x" if item.times > 1 else ""
        return [
            (fit(self.when(item), at), "dim"),
            (fit(f" {item.kind}", kind), "warn"),
            (fit(f" {one_line(item.message)}", width - at - kind - len(times)), "plain"),
            (times, "dim"),
        ]

    def when(self, item: Wrong) -> str:
        spark = cast("SparkApp", self.app).spark
        return show.moment(item.at, self._zone, spark.clock.now()) if item.at and spark else "at the start"


async def _copy(window: "ErrorWindow") -> None:
    from spark_tui.faces.tui.clipboard import copy_text

    if window.selected is not None:
        await copy_text(window.app, window.selected.in_full)


def _one(window: "ErrorWindow") -> str:
    return "" if window.selected is not None else "nothing went wrong"


class ErrorWindow(Window[None]):
    """The newest first, with all that is known of the one under the cursor."""

    app: "SparkApp"
    PLACE = "Errors"
    ACTIONS = (
        Action("errors.copy", "y", "copy", "Copy all that is known of it", _copy, why_not=_one),
        Action("errors.close", "enter", "close", "Close it again", "close", in_line=False),
    )

    def __init__(self, wrongs: Wrongs, zone: str) -> None:
        super().__init__()
        self._wrongs, self._zone = wrongs, zone

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Errors")
            box.border_subtitle = self.hint()
            yield ErrorList(self._wrongs, self._zone)
            yield Page(self._whole, id="whole")

    @property
    def selected(self) -> Wrong | None:
        return self.query_one(ErrorList).selected if self.is_mounted else None

    def on_mount(self) -> None:
        self.query_one(ErrorList).focus()
        self.set_interval(LOOK, self._look)
        self._look()

    def _look(self) -> None:
        self.query_one(ErrorList).renew()
        self._renew()

    @on(RowList.Moved)
    def _renew(self) -> None:
        self.query_one(Page).renew()
        self.tell_keys()

    @on(RowList.Chosen)
    def chosen(self) -> None:
        self.action_close()

    def _whole(self, width: int) -> Lines:
        """Of the one under the cursor; of none, where older ones are."""
        wrong, log = self.selected, log_file()
        lines: Lines = [[]]
        if wrong is not None:
            times = f", {wrong.times} times" if wrong.times > 1 else ""
            for label, text, ink in (
                ("what", wrong.message, "strong"),
                ("helps", wrong.hint, "plain"),
                ("class", wrong.kind, "plain"),
                ("when", self.query_one(ErrorList).when(wrong) + times, "plain"),
                ("tried", wrong.tried, "plain"),
                ("where", wrong.where, "dim"),
            ):
                lines += labelled(label, clean(text), width, ink=ink, room=ROOM) if text else []
        return lines + (labelled("log", log, width, ink="dim", room=ROOM) if log else [])
