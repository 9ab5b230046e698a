"""A page of lines: as high as what it says, and scrolled where that is higher than the screen."""

from collections.abc import Callable, Sequence

from textual.geometry import Size

from spark_tui.faces.tui.actions import MOVES, Acts
from spark_tui.faces.tui.actions.moving import steps
from spark_tui.faces.tui.text import Piece, width_of, wrapped
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.widgets.wheel import Wheeled

Lines = list[list[Piece]]


class Page(Wheeled, Painted, Acts):
    """`content` says the lines for a width; call `renew` when it would say something else."""

    PLACE = "Page"
    ACTIONS = MOVES

    WHEEL = 3

    def __init__(self, content: Callable[[int], Lines], *, id: str | None = None, focus: bool = False) -> None:  # noqa: A002,
        super().__init__(id=id)
        self.can_focus = focus
        self._content = content
        self._lines: tuple[int, Lines] | None = None
        self._top = 0

    def renew(self) -> None:
        height = len(self._lines[1]) if self._lines else 0
        self._lines = None
        if len(self._laid_out(self.size.width)) != height:
            self.refresh(layout=True)
        self.repaint()

    def _laid_out(self, width: int) -> Lines:
        if self._lines is None or self._lines[0] != width:
            self._lines = (width, self._content(width))
        return self._lines[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._laid_out(width))

    def line(self, y: int, width: int) -> Sequence[Piece]:
        lines = self._laid_out(width)
        self._top = max(0, min(self._top, len(lines) - self.size.height))
        return lines[self._top + y] if self._top + y < len(lines) else ()

    def action_move(self, by: int) -> None:
        last = max(0, len(self._laid_out(self.size.width)) - self.size.height)
        self._top = max(0, min(self._top + by, last))
        self.repaint()

    def action_page(self, pages: float) -> None:
        self.action_move(steps(pages, self.size.height))


def labelled(label: str, text: str, width: int, *, ink: str = "plain", room: int = 18) -> Lines:
    """A label with text beside it, over as many lines as the text needs."""
    parts = wrapped(text, width - room - 1) or [""]
    return [[(f" {label if n == 0 else '':<{room - 1}} ", "dim"), (part, ink)] for n, part in enumerate(parts)]


def paragraph(text: str, width: int, ink: str = "plain") -> Lines:
    return [[(f" {part}", ink)] for part in wrapped(text, width - 2)]


def flowing(groups: Sequence[list[Piece]], width: int) -> Lines:
    """As many in a line as fit, and none of them broken."""
    lines: Lines = []
    for group in groups:
        if lines and width_of(lines[-1]) + width_of(group) <= width:
            lines[-1] += group
        else:
            lines.append(list(group))
    return lines


def wrapped_after(lead: str, text: str, width: int, ink: str = "plain") -> Lines:
    """The text behind a lead; its further lines stand under its first."""
    return [[(lead, ""), (part, ink)] for part in wrapped(text, width - len(lead) - 1)]
