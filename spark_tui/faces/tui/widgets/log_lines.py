"""How one line of a log is drawn: when, who, and what was said, with its colours and what was searched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from rich.cells import cell_len, chop_cells

from spark_tui.domain.log import VIEW_LIMIT, Level, found_in
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.tui.sgr import coloured
from spark_tui.faces.tui.tail import NamedLine
from spark_tui.faces.tui.text import Piece, fit, flat

NAME_WIDTH = 14
MOST_ROWS = 400  # that one wrapped line takes
MARKS = {Level.OUT: (" ", "plain"), Level.ERR: ("!", "bad"), Level.NOTE: ("─", "dim")}


class Clock(StrEnum):
    """Which time stands before a line."""

    ABSOLUTE = "abs"
    RELATIVE = "rel"  # since its run began
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are looked at."""

    zone: str
    clock: Clock = Clock.ABSOLUTE
    wrap: bool = False
    raw: bool = False
    names: bool = True
    find: str = ""
    left: int = 0  # cells that lines begin left of the edge
    today: date | None = None  # a line of another day says which; None: no line does

    def turned(self, what: str) -> "Look":
        if what == "clock":
            order = list(Clock)
            return replace(self, clock=order[(order.index(self.clock) + 1) % len(order)])
        if what == "wrap":
            return replace(self, wrap=not self.wrap, left=0)
        return replace(self, raw=not self.raw, left=0)


def rows_of(told: NamedLine, look: Look, width: int) -> list[list[Piece]]:
    """The line in one row, or wrapped in several; the further ones stand under its text."""
    head = _head(told, look)
    room = max(8, width - sum(cell_len(text) for text, _ in head))
    said = said_of(told, look)
    if not look.wrap:
        return [[*head, *_cut(said, look.left, room)]]
    rows = _wrapped(said, room)
    under: list[Piece] = [(" " * (width - room), "plain")]
    return [[*(head if n == 0 else under), *row] for n, row in enumerate(rows)]


def _head(told: NamedLine, look: Look) -> list[Piece]:
    mark, ink = MARKS[told.line.level]
    at, name = time_of(told, look), [(fit(told.name, NAME_WIDTH), "live")] if look.names else []
    return [*([(f"{at} ", "dim")] if at else []), *name, (f" {mark} " if name else f"{mark} ", ink)]


def time_of(told: NamedLine, look: Look) -> str:
    """Empty where none is wanted."""
    match look.clock:
        case Clock.ABSOLUTE:
            at = told.line.at.astimezone(zone_of(look.zone))
            day = "" if look.today in (None, at.date()) else f"{at.day:2} {show.MONTHS[at.month - 1]} "
            return f"{day}{at:%H:%M:%S}"
        case Clock.RELATIVE:
            return _since(told)
        case _:
            return ""


def _since(told: NamedLine) -> str:
    if told.began is None:
        return f"{'':>10}"
    seconds = max(0.0, (told.line.at - told.began).total_seconds())
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"+{f'{hours}:{minutes:02}:{seconds:02.0f}' if hours else f'{minutes}:{seconds:06.3f}':>9}"


def said_of(told: NamedLine, look: Look) -> list[Piece]:
    """What was said, in pieces; what is searched is marked in it."""
    line = told.line
    plain = MARKS[line.level][1] if line.level is not Level.OUT else "plain"
    if look.raw or "␛[" not in line.raw:
        pieces = [(flat((look.raw and line.raw) or line.text), plain)]
    else:
        pieces = [(flat(text), ink or plain) for text, ink in coloured(line.raw)]
    pieces = _marked(pieces, look.find)
    if len(line.text) > VIEW_LIMIT:
        pieces.append((" … enter shows all of it", "warn"))
    return pieces


def _marked(pieces: Sequence[Piece], wanted: str) -> list[Piece]:
    places = found_in("".join(text for text, _ in pieces), wanted)
    edges = sorted({edge for place in places for edge in place})
    if not edges:
        return list(pieces)
    marked, at = [], 0
    for text, ink in pieces:
        cuts = [0, *(edge - at for edge in edges if 0 < edge - at < len(text)), len(text)]
        for start, end in pairwise(cuts):
            inside = any(begin <= at + start < over for begin, over in places)
            marked.append((text[start:end], "found" if inside else ink))
        at += len(text)
    return marked


def _cut(pieces: Sequence[Piece], left: int, room: int) -> list[Piece]:
    """From `left` on, as much as there is room for; an ellipsis where there is more."""
    row: list[Piece] = []
    used = 0
    for text, ink in pieces:
        if left >= len(text):
            left -= len(text)
            continue
        text, left = text[left:], 0  # noqa: PLW2901 - the rest of it
        if used + cell_len(text[: room * 2]) > room:
            return [*row, (fit(text, room - used), ink)] if room > used else [*row[:-1], _ended(*row[-1])]
        row.append((text, ink))
        used += cell_len(text)
    return row


def _ended(text: str, ink: str) -> Piece:
    return (fit(text + " ", cell_len(text) - 1) + "…" if len(text) > 1 else "…", ink)


def _wrapped(pieces: Sequence[Piece], room: int) -> list[list[Piece]]:
    rows: list[list[Piece]] = [[]]
    free = room
    for text, ink in pieces:
        while text:
            part = chop_cells(text[: free + 1], free)[0] if free > 0 else ""
            if not part or free <= 0:
                if len(rows) >= MOST_ROWS:
                    return rows
                rows.append([])
                free = room
                continue
            rows[-1].append((part, ink))
            text, free = text[len(part) :], free - cell_len(part)  # noqa: PLW2901 - the rest of it
    return rows
