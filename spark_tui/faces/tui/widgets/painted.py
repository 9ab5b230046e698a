"""Lines that are drawn from pieces, and redrawn only where they changed.

A slow line carries what is sent over it: a countdown that ticks sends its own few cells, not
the pane around it.
"""

from collections.abc import Sequence
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from spark_tui.faces.tui.text import Piece

KEPT = 300  # strips of a widget: a few screens of lines


class Painted(Widget):
    """Say what stands in a line, in `line`; call `repaint` when it may have changed.

    Whoever scrolls keeps its own offset: then nothing is laid out anew when lines come and go.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._drawn: dict[int, Strip] = {}  # as the screen has them
        self._fresh: dict[int, Strip] = {}  # made by `repaint`, and not drawn yet
        self._inks: dict[str, Style] = {}
        self._base = Style.null()
        self._based: dict[str, Style] = {}  # inks on that base
        self._made: dict[tuple[int, tuple[Piece, ...]], Strip] = {}  # what stands in many a line, again and again
        super().__init__(id=id, classes=classes)

    def notify_style_update(self) -> None:
        """Another theme, another focus: the styles are worked out anew."""
        super().notify_style_update()
        self._inks.clear()
        self._base = Style.null()
        self._forget()

    def line(self, y: int, width: int) -> Sequence[Piece]:
        """What stands `y` lines below the top edge of the widget."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        self._look_at_base()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        fresh = self._fresh.pop(y, None)
        strip = fresh if fresh is not None and fresh.cell_length == self.size.width else self._strip(y)
        self._drawn[y] = strip
        return strip

    def repaint(self) -> None:
        """Draw again what is not any more as it was drawn."""
        self._look_at_base()
        self._fresh.clear()
        for y in range(self.size.height):
            strip = self._strip(y)
            span = changed_span(self._drawn.get(y), strip)
            if span is not None:
                self._fresh[y] = strip
                self.refresh(Region(span[0], y, span[1] - span[0], 1))

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """All of it, whoever asks for no region: lines are made anew."""
        if not regions:
            self._fresh.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _look_at_base(self) -> None:
        """Once for all lines: it is put together from the styles of all who are around."""
        base = self.rich_style
        if base != self._base:
            self._base = base
            self._forget()

    def _forget(self) -> None:
        """What was made in other styles."""
        for made in (self._based, self._made, self._fresh):
            made.clear()

    def _strip(self, y: int) -> Strip:
        """A line that stood there before, or in another place, is the same strip."""
        width = self.size.width
        of = (width, tuple(self.line(y, width)))
        strip = self._made.get(of)
        if strip is None:
            if len(self._made) >= KEPT:
                self._made.clear()
            strip = self._made[of] = self._strip_of(*of)
        return strip

    def _strip_of(self, width: int, pieces: Sequence[Piece]) -> Strip:
        segments = [Segment(text, self._based.get(ink) or self._on_base(ink)) for text, ink in pieces if text]
        return Strip(segments).adjust_cell_length(width, self._base)

    def _on_base(self, ink: str) -> Style:
        style = self._based[ink] = self._base + self.ink(ink)
        return style

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
    if before is after:
        return None
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
