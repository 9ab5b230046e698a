"""What is on the screen while the board is imported: its top line, drawn with nothing that is heavy."""

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from spark_tui.faces.tui.actions import Acts
from spark_tui.faces.tui.text import INK_CLASSES, Piece
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.widgets.who import OPENING, who

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


class Curtain(Screen[None], Acts, inherit_bindings=False):
    """The first screen, for a moment: keys that come meanwhile are for the board."""

    app: "SparkApp"
    COMPONENT_CLASSES: ClassVar[set[str]] = INK_CLASSES
    PLACE = "Curtain"

    def on_mount(self) -> None:
        self.call_after_refresh(self.app.painted)

    def compose(self) -> ComposeResult:
        yield Closed(id="top")


class Closed(Painted):
    """As the board's top line begins."""

    def line(self, y: int, width: int) -> Sequence[Piece]:  # noqa: ARG002
        return [*who(socket.gethostname()), ("○ ", "dim"), (OPENING, "plain")]
