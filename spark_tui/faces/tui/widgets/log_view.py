"""The live log: the last lines of all runs, or of one schedule's.

It follows the end until one scrolls up; then it stands still, counts what comes in below, and
follows again on G or End. A bounded number of lines is kept; the store has them all.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from textual import events
from textual.message import Message

from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.log import Level, Line
from spark_tui.domain.timing import zone_of
from spark_tui.faces.tui.actions import MOVES, SIDEWAYS, Acts
from spark_tui.faces.tui.actions.moving import steps
from spark_tui.faces.tui.text import Piece, fit, flat
from spark_tui.faces.tui.widgets.painted import Painted

KEPT = 5_000  # lines
NAME_WIDTH = 14
SIDE = 16  # cells that one goes sideways at once
NOTHING_OF_IT: list[list[Piece]] = [[("  Its runs have said nothing yet. L shows the log of all again.", "dim")]]
MARKS = {Level.OUT: (" ", "plain"), Level.ERR: ("!", "bad"), Level.NOTE: ("─", "dim")}


@dataclass(frozen=True, slots=True)
class Told:
    """A line with the name of who said it."""

    line: Line
    name: str
    schedule: ScheduleId | None


class LogView(Painted, Acts, can_focus=True):
    """Draws the lines in view; adding a line costs nothing until the next repaint."""

    PLACE = "Log"
    ACTIONS = (*MOVES, *SIDEWAYS)

    class Changed(Message):
        """Its title has something else to say."""

    def __init__(self, *, id: str, zone: str, ring: int = KEPT) -> None:  # noqa: A002
        super().__init__(id=id, classes="pane")
        self.zone = zone
        self.nothing: Sequence[Sequence[Piece]] = ()
        self.only: ScheduleId | None = None
        self._ring = ring
        self._all: deque[Told] = deque(maxlen=ring)
        self._shown: deque[Told] = self._all
        self._held: int | None = None  # the first line in view while it stands still; None while it follows
        self._left = 0
        self.unseen = 0  # lines that came in since it stands still

    # ------------------------------------------------------------------ what the board asks

    @property
    def follows(self) -> bool:
        return self._held is None

    def add(self, told: Iterable[Told]) -> None:
        """More lines, in order."""
        lines = list(told)
        self._all.extend(lines)
        mine = [line for line in lines if self.only in (None, line.schedule)]
        if self._shown is not self._all:
            self._shown.extend(mine)
        self._hold(len(mine))
        if lines:
            self._changed()

    def narrow(self, only: ScheduleId | None, told: Iterable[Told] = ()) -> None:
        """Only the lines of one schedule: those that are given (older than ours) and those that follow."""
        self.only = only
        mine = {line.line.seq: line for line in (*told, *self._all) if line.schedule == only}
        ordered = (mine[seq] for seq in sorted(mine))
        self._shown = self._all if only is None else deque(ordered, maxlen=self._ring)
        self.action_follow()

    def _hold(self, added: int) -> None:
        """While it stands still, the same lines stay in view, even when the oldest ones are let go."""
        if self._held is not None and added:
            self.unseen += added
            if len(self._shown) == self._ring:
                self._held = max(0, self._held - added)

    # ------------------------------------------------------------------ drawing

    @property
    def _top(self) -> int:
        last = max(0, len(self._shown) - self.size.height)
        return last if self._held is None else min(self._held, last)

    def line(self, y: int, width: int) -> Sequence[Piece]:
        if not self._shown:
            silent = self.nothing if self.only is None else NOTHING_OF_IT
            return silent[y] if y < len(silent) else ()
        told = next(islice(self._shown, self._top + y, self._top + y + 1), None)
        return self._pieces(told, width) if told is not None else ()

    def _pieces(self, told: Told, width: int) -> list[Piece]:
        at = f"{told.line.at.astimezone(zone_of(self.zone)):%H:%M:%S}"
        mark, ink = MARKS[told.line.level]
        room = width - len(at) - NAME_WIDTH - 5
        text = flat(told.line.text[: self._left + width * 4])[self._left :]
        return [
            (f" {at} ", "dim"),
            (fit(told.name, NAME_WIDTH), "live"),
            (f" {mark} ", ink),
            (fit(text, room), ink if told.line.level is not Level.OUT else "plain"),
        ]

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        last = max(0, len(self._shown) - self.size.height)
        top = max(0, min(self._top + by, last))
        if top >= last and by > 0:
            return self.action_follow()
        if last:
            self._held = top
        return self._changed()

    def action_page(self, pages: float) -> None:
        self.action_move(steps(pages, self.size.height))

    def action_sideways(self, by: int) -> None:
        self._left = max(0, self._left + by * SIDE)
        self._changed()

    def action_follow(self) -> None:
        self._held, self.unseen, self._left = None, 0, 0
        self._changed()

    def _changed(self) -> None:
        self.repaint()
        self.post_message(self.Changed())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)
