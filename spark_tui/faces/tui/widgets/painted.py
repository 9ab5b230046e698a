"""Lines that are drawn from pieces, and redrawn only where they changed.

A slow line carries what is sent over it: a countdown that ticks sends its own few cells, not
the pane around it.
"""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from spark_tui.faces.tui.text import Piece


class Painted(Widget):
    """Say what stands in a line, in `line`; call `repaint` when it may have changed.

    Whoever scrolls keeps its own offset: then nothing is laid out anew when lines come and go.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._drawn: dict[int, Strip] = {}
        self._inks: dict[str, Style] = {}
        super().__init__(id=id, classes=classes)

    def notify_style_update(self) -> None:
        """Another theme, another focus: the styles are worked out anew."""
        super().notify_style_update()
        self._inks.clear()

    def line(self, y: int, width: int) -> Sequence[Piece]:
        """What stands `y` lines below the top edge of the widget."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        strip = self._strip(y)
        self._drawn[y] = strip
        return strip

    def repaint(self) -> None:
        """Draw again what is not any more as it was drawn."""
        for y in range(self.size.height):
            span = changed_span(self._drawn.get(y), self._strip(y))
            if span is not None:
                self.refresh(Region(span[0], y, span[1] - span[0], 1))

    def _strip(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        segments = [Segment(text, base + self.ink(ink)) for text, ink in self.line(y, width) if text]
        return Strip(segments).adjust_cell_length(width, base)

    def ink(self, name: str) -> Style:
        """The style of an ink, which the screen holds; several are joined by spaces."""
        if name not in self._inks:
            self._inks[name] = Style.combine([Style.null(), *map(self._ink, name.split())])
        return self._inks[name]

    def _ink(self, name: str) -> Style:
        """Its own rules only; a colour that is partly transparent is blended with what the screen is painted on."""
        own = self.screen.get_component_rich_style(f"ink--{name}", partial=True)
        blended = self.screen.get_component_rich_style(f"ink--{name}")
        return own + Style(color=blended.color) if own.color else own


def changed_span(before: Strip | None, after: Strip) -> tuple[int, int] | None:
    """From which cell to which a line differs; None where it does not."""
    if before is None:
        return (0, after.cell_length)
    old, new = list(before), list(after)
    start, first = 0, 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        start += new[first].cell_length
        first += 1
    if first == len(old) == len(new):
        return None
    old, new = old[first:], new[first:]
    end = max(before.cell_length, after.cell_length)
    while old and new and old[-1] == new[-1]:
        end -= old.pop().cell_length
        new.pop()
    return (start, end) if start < end else None
