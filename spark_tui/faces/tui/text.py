"""Text on the screen: pieces with an ink, and the net that holds back what a terminal would obey.

A line is a list of pieces. A piece is plain text with the name of an ink: never markup, so
nothing that comes from outside can style, link or act.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.widget import Widget

from spark_tui.domain.text import clean

Piece = tuple[str, str]  # text, ink
INKS = ("plain", "strong", "dim", "good", "bad", "warn", "live", "key", "cursor", "found")
INK_CLASSES = {f"ink--{ink}" for ink in INKS}  # held by the screens, once for all their lines


def flat(text: str) -> str:
    """Cleaned, and on one line of cells."""
    text = clean(text)
    return text if text.isprintable() else text.replace("\n", " ⏎ ").expandtabs(4)


def fit(text: str, width: int) -> str:
    """Exactly `width` cells: cut with an ellipsis, or filled up."""
    text = flat(text[: width * 4 + 8])
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…" if width > 0 else ""


def fit_right(text: str, width: int) -> str:
    """Exactly `width` cells, at the right edge."""
    text = flat(text)
    return " " * (width - cell_len(text)) + text if cell_len(text) <= width else fit(text, width)


def width_of(pieces: Iterable[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


def spread(left: Sequence[Piece], right: Sequence[Piece], width: int) -> list[Piece]:
    """One piece at each edge; where both do not fit, the right one goes."""
    gap = width - width_of(left) - width_of(right)
    return [*left, (" " * gap, "plain"), *right] if gap >= 1 else list(left)


def side_by_side(width: int, *parts: tuple[str, str, int]) -> list[Piece]:
    """Texts with an ink and how wide each may be: a third of all at most; the last one has what is left."""
    pieces: list[Piece] = []
    for number, (text, ink, most) in enumerate(parts):
        room = width - width_of(pieces) if number == len(parts) - 1 else min(most, width // 3)
        pieces.append((fit(f" {text}" if number else text, max(0, room)), ink))
    return pieces


def wrapped(text: str, width: int, most: int = 20) -> list[str]:
    """The text over several lines, broken between words where it can be."""
    import textwrap

    lines = [line for part in clean(text[: width * most]).split("\n") for line in textwrap.wrap(part, max(8, width))]
    return lines[:most]


def entitle(widget: Widget, text: str) -> None:
    """Set a border title; the same one again draws nothing."""
    if str(widget.border_title or "") != flat(text):
        widget.border_title = title(text)


def title(text: str) -> Content:
    """A border title: as it is, with no markup read in it."""
    return Content(flat(text))


# ------------------------------------------------------------------ the net

_PLAIN_GLYPHS = str.maketrans(
    "●○▶⏸∅✓✗–—…·→▌▒│─╭╮╰╯┃━┏┓┗┛┌┐└┘█▔▁▏▕“”‘’•⏎↑↓←▂▃▄▅▆▇░▓▸▾",
    "*o>=#vx--~.>||" + "|-++++" + "|=++++" + "++++" + "#-_||" + "\"\"''*<^v<" + "_--==+:%>v",
)


@lru_cache(maxsize=4096)
def _spelled(text: str, ascii_only: bool) -> str:
    """The text without anything that a terminal obeys, as wide as it was wherever it was clean."""
    if not text.isprintable():
        text = clean(text).replace("\n", " ").replace("\t", " ")
    return text.translate(_PLAIN_GLYPHS) if ascii_only else text


class Scrub(LineFilter):
    """The last net under every widget: no control character leaves for the terminal, and no text is a button."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._ascii_only = ascii_only

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        return [self._scrubbed(segment) for segment in segments]

    def _scrubbed(self, segment: Segment) -> Segment:
        text, style, control = segment
        if control:
            return segment
        spelled = text if text.isascii() and text.isprintable() else _spelled(text, self._ascii_only)
        unlinked = _without_actions(style) if style is not None else None
        return segment if spelled is text and unlinked is style else Segment(spelled, unlinked)


def _without_actions(style: Style) -> Style:
    """The style with neither a link nor an action of markup; offsets, which the screen needs, stay."""
    meta = style.meta
    if not style.link and not any(name.startswith("@") for name in meta):
        return style
    return style.clear_meta_and_links() + Style(meta={k: v for k, v in meta.items() if not k.startswith("@")})
