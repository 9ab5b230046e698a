"""The live log: of all runs, of one schedule's, or of one run.

It follows the end until one moves up; then it stands still, tells how much came in below, and
follows again on G or End. The store has the lines; here are those around what is in view.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual import events
from textual.message import Message

from spark_tui.domain.log import LogQuery
from spark_tui.domain.timing import zone_of
from spark_tui.faces.tui.actions import MOVES, SIDEWAYS, Acts
from spark_tui.faces.tui.actions.moving import EDGE, steps
from spark_tui.faces.tui.log_actions import ACTIONS
from spark_tui.faces.tui.log_verbs import count_hits
from spark_tui.faces.tui.sgr import style_of
from spark_tui.faces.tui.tail import EVERYTHING, LogWindow, NamedLine
from spark_tui.faces.tui.text import Piece
from spark_tui.faces.tui.widgets.log_lines import Look
from spark_tui.faces.tui.widgets.log_rows import LogRows, Row
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.widgets.wheel import Wheeled

if TYPE_CHECKING:
    from datetime import date

    from spark_tui.domain.ids import RunId
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.service.spark import Spark

PACE = 0.2  # seconds between two repaints at least
FAST = 500  # lines in a second from which the rate is told
SIDE = 16  # cells that one goes sideways at once
NEAR = 100  # lines before the edge of what is held when more is read
NOTHING_OF_IT: list[list[Piece]] = [[("  There is nothing of it in the log. L shows the log of all again.", "dim")]]


class LogView(Wheeled, Painted, Acts, can_focus=True):
    """Draws the lines in view. `told` of its window may be replaced at any moment: a line is known by its number."""

    PLACE = "Log"
    ACTIONS = (*MOVES, *SIDEWAYS, *ACTIONS)
    WHEEL = 3
    app: "SparkApp"

    class Changed(Message):
        """Its title has something else to say."""

    def __init__(self, *, id: str, zone: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="pane")
        self.nothing: Sequence[Sequence[Piece]] = ()
        self.nothing_of_it: Sequence[Sequence[Piece]] = NOTHING_OF_IT
        self.look = Look(zone)
        self.window: LogWindow | None = None
        self.of = "all runs"  # whose log it is, in words
        self.alone = False  # whether there is nothing else in its window
        self.mark: int | None = None  # the number of a line that one wants to find again
        self.unseen = 0  # lines that came in since it stands still
        self.rate = 0.0  # lines in a second, just now
        self.hits = ""  # how many lines hold what is searched, in words
        self._cursor: int | None = None  # the number of the line one is on; None while it follows
        self._top = 0  # the number of the first line in view, while it stands still
        self._rows: list[Row] = []
        self._reads = asyncio.Lock()

    # ------------------------------------------------------------------ what the board asks

    @property
    def spark(self) -> "Spark | None":
        return self.app.spark

    @property
    def asked(self) -> LogQuery:
        return self.window.asked if self.window else LogQuery()

    @property
    def follows(self) -> bool:
        return self._cursor is None

    @property
    def told(self) -> Sequence[NamedLine]:
        return self.window.told if self.window else ()

    @property
    def here(self) -> NamedLine | None:
        """The line that one is on; the last one while it follows."""
        return self.told[self._at] if self.told else None

    @property
    def run_here(self) -> "RunId | None":
        """Whose line one is on."""
        return self.here.line.run if self.here is not None else None

    async def follow(self, spark: "Spark", asked: LogQuery = EVERYTHING) -> None:
        """Show what comes, for ever."""
        self.window = LogWindow(spark, asked)
        await self.show(self.asked)
        self.nothing = [[("  No run has said anything yet. r runs what is selected, now.", "dim")]]
        self.repaint()
        with spark.bell.ear() as ear:
            while True:
                began = spark.clock.monotonic()
                came = await self._news()
                await asyncio.sleep(PACE)
                self._told_rate(came, spark.clock.monotonic() - began)
                if not came:
                    await ear.wait()

    async def _news(self) -> int:
        assert self.window is not None
        async with self._reads:
            came = await self.window.news(follow=self.follows)
        if came and not self.follows:
            self.unseen += came
        if came:
            self.changed()
        return came

    def _told_rate(self, came: int, seconds: float) -> None:
        rate = came / seconds if seconds > 0 else 0.0
        if max(rate, self.rate) > FAST:
            self.rate = rate
            self.post_message(self.Changed())

    async def show(self, asked: LogQuery, of: str | None = None) -> None:
        """Other lines, from their end."""
        assert self.window is not None
        async with self._reads:
            self.window.asked = asked
            await self.window.to_end()
        self.of = of or self.of
        self.look = replace(self.look, names=asked.run is None, left=0)
        if self.look.find:
            count_hits(self)
        self._follow()

    # ------------------------------------------------------------------ drawing

    @property
    def _at(self) -> int:
        """Where the line that one is on stands among those that are held."""
        last = len(self.told) - 1
        return last if self._cursor is None or self.window is None else self.window.index(self._cursor)

    def line(self, y: int, width: int) -> Sequence[Piece]:
        if not self.told:
            silent = self.nothing if self.asked == LogQuery() else self.nothing_of_it
            return silent[y] if y < len(silent) else ()
        if y == 0:
            self._lay_out(width)
        if y >= len(self._rows):
            return ()
        told, row = self._rows[y]
        return [self._edge(told), *row]

    def _edge(self, told: NamedLine) -> Piece:
        if told.seq == self._cursor:
            return ("▌", "key")
        return ("▒", "warn") if told.seq == self.mark else (" ", "plain")

    def repaint(self) -> None:
        self._lay_out(self.size.width)
        super().repaint()

    def _lay_out(self, width: int) -> None:
        """Which row is in which line of the pane."""
        self.look = replace(self.look, today=self._today())
        rows = LogRows(self.told, self.look, width, self.size.height)
        if self.window is None or not self.told or not self.size.height:
            self._rows = []
        elif self._cursor is None:
            self._rows = rows.up_from(len(self.told) - 1)
        else:
            top = rows.top_for(self._at, held=self.window.index(self._top))
            self._top = self.told[top].seq
            self._rows = rows.down_from(top)

    def _today(self) -> "date | None":
        return self.spark.clock.now().astimezone(zone_of(self.look.zone)).date() if self.spark is not None else None

    def ink(self, name: str) -> Style:
        return style_of(name) if name.startswith("sgr:") else super().ink(name)

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        if not self.told or self.window is None:
            return
        if by == -EDGE:
            self.reading(self._to_beginning)
        elif by == EDGE:
            self.reading(self._to_end)
        else:
            self._go(self._at + by)

    def _go(self, index: int) -> None:
        """To that line of those that are held; behind the last one of all, it follows."""
        assert self.window is not None
        if index >= len(self.told) and self.window.ends:
            return self.reading(self._to_end) if not self.follows else None
        index = max(0, min(index, len(self.told) - 1))
        if self.follows:
            self._top = self._rows[0][0].seq if self._rows else 0
        self._cursor = self.told[index].seq
        if index < NEAR and not self.window.begins:
            self.reading(self._older)
        elif index > len(self.told) - NEAR and not self.window.ends:
            self.reading(self._newer)
        return self.changed()

    async def _older(self) -> None:
        assert self.window is not None
        if self._at < NEAR:  # still: many keys may have asked for it
            await self.window.older()

    async def _newer(self) -> None:
        assert self.window is not None
        if self._at > len(self.told) - NEAR and not await self.window.newer():
            self.window.ends = True
            self.unseen = 0

    async def _to_beginning(self) -> None:
        assert self.window is not None
        if not self.window.begins:
            await self.window.to_beginning()
        if self.told:
            self._cursor = self._top = self.told[0].seq

    async def _to_end(self) -> None:
        assert self.window is not None
        await self.window.to_end()
        self._follow()

    def _follow(self) -> None:
        self._cursor, self.unseen, self.look = None, 0, replace(self.look, left=0)
        self.changed()

    async def go_to(self, seq: int) -> None:
        """To the line of that number, wherever it is."""
        assert self.window is not None
        if not (self.told and self.told[0].seq <= seq <= self.told[-1].seq):
            await self.window.around(seq)
        self._cursor = seq
        self._top = self.told[max(0, self._at - self.size.height // 2)].seq

    def hold(self) -> None:
        """It stands still where it is."""
        if self.told:
            self._go(len(self.told) - 1)

    def reading(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """In a worker, one after the other; then it is drawn again."""

        async def done() -> None:
            async with self._reads:
                await self.app.told_when_wrong(work())
            self.changed()

        self.begin(done, "act")

    def action_page(self, pages: float) -> None:
        self.action_move(steps(pages, self.size.height))

    def action_sideways(self, by: int) -> None:
        self.look = replace(self.look, left=max(0, self.look.left + by * SIDE))
        self.changed()

    def action_turn(self, what: str) -> None:
        self.look = self.look.turned(what)
        self.changed()

    def action_hold(self) -> None:
        if self.follows:
            self.hold()
        else:
            self.reading(self._to_end)

    def action_mark(self) -> None:
        if self.here is not None:
            self.mark = None if self.mark == self.here.seq else self.here.seq
            self.changed()

    def changed(self) -> None:
        self.repaint()
        self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._rows) and self.window is not None:
            self._go(self.window.index(self._rows[offset.y][0].seq))
