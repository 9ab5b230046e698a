"""What comes in the next day, and the numbers of the week: read where they stand on the board."""

from functools import partial
from typing import TYPE_CHECKING

from spark_tui.faces.tui.pace import Pace
from spark_tui.faces.tui.widgets.next_day import NextDay
from spark_tui.faces.tui.widgets.numbers import Numbers

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.service.spark import Spark

SOONEST = 0.2  # seconds between two looks while something changes
SHARE = 20  # and as many times as long as the last one took
LATEST = 30.0  # seconds between two looks while nothing changes


class Figures:
    """Looked at soon after something changed, and now and then."""

    def __init__(self, board: "Board") -> None:
        self._board = board
        self._pace = Pace(soonest=SOONEST, share=SHARE, latest=LATEST)

    def change(self) -> None:
        self._pace.change()
        self.draw()

    def draw(self) -> None:
        board = self._board
        if board.spark is None or not (board.panes.stands("ahead") or board.panes.stands("numbers")):
            return
        if self._pace.begin(board.spark.clock.monotonic()):
            board.begin(partial(self._read, board.spark), "figures")

    async def _read(self, spark: "Spark") -> None:
        board, now = self._board, spark.clock.monotonic
        began = now()
        try:
            board.query_one(NextDay).show(await spark.timeline.ahead(board.zone))
            if board.panes.stands("numbers"):
                board.query_one(Numbers).show(await spark.statistics.report(zone=board.zone))
        finally:
            self._pace.end(now(), took=now() - began)
