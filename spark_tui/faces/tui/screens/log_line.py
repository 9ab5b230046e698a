"""One line of a log, whole: JSON over several lines, its colours away, with what it was as it came."""

import json
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.text import clean
from spark_tui.faces.show_log import written
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.tail import NamedLine
from spark_tui.faces.tui.text import flat, title
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

MOST = 5_000  # lines that are shown of one


async def _copy(window: "LogLine") -> None:
    from spark_tui.faces.tui.clipboard import copy_text

    await copy_text(cast("SparkApp", window.app), window.text)


class LogLine(Window[None]):
    """Shows it; what is copied is what is shown."""

    PLACE = "Line of the log"
    ACTIONS = (
        Action("logline.copy", "y", "copy", "Copy the line", _copy),
        Action("logline.raw", "x", "raw", "As it came, with its control sequences as symbols", "raw"),
        Action("logline.close", "enter", "close", "Close it again", "close", in_line=False),
    )

    def __init__(self, told: NamedLine, zone: str) -> None:
        super().__init__()
        self._told, self._zone, self._raw = told, zone, False

    @property
    def text(self) -> str:
        line = self._told.line
        return (line.raw or line.text) if self._raw else pretty(line.text)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title(f"Line · {self._told.name}")
            box.border_subtitle = self.hint()
            yield Page(self._page, id="page", focus=True)

    def on_mount(self) -> None:
        self.query_one("#page").focus()

    def action_raw(self) -> None:
        self._raw = not self._raw
        self.query_one("#page", Page).renew()

    def _page(self, width: int) -> Lines:
        line = self._told.line
        at = written(line, self._zone)[:19]
        head = [*labelled("at", f"{at}  {self._zone}", width), *labelled("printed", line.level.value, width)]
        head += labelled("counts as", line.severity.name.lower(), width)
        return [*head, [], *(row for part in self.text.split("\n") for row in _rows(part, width))][:MOST]


def _rows(part: str, width: int) -> Lines:
    from rich.cells import chop_cells

    text = flat(part)
    return [[(f" {row}", "plain")] for row in (chop_cells(text, max(8, width - 2)) if text else [""])]


def pretty(text: str) -> str:
    """JSON with a line for each value; anything else as it is."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return clean(json.dumps(json.loads(text), indent=2, ensure_ascii=False))
    except (ValueError, RecursionError):
        return text
