"""The last runs of each schedule in view, as the strips beside it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from spark_tui.faces.tui.glance import Timed

if TYPE_CHECKING:
    from spark_tui.domain.listing import Beat
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.service.spark import Spark

KNOWN = 2_000  # strips that are remembered
Key = tuple[str, object, object]


class Strips:
    """Of the schedules in view, with one question for all of them; what is known is not asked again."""

    def __init__(self, board: "Board") -> None:
        self._board = board
        self._known: dict[Key, Sequence[Beat]] = {}

    def draw(self) -> None:
        board, view = self._board, self._board.schedules.in_view
        board.schedules.strips = {row.schedule.id: known for row in view if (known := self._known.get(_key(row)))}
        if board.spark is not None and any(_key(row) not in self._known for row in view):
            board.begin(partial(self._read, board.spark, view), "strips", newest_only=True)

    async def _read(self, spark: "Spark", view: Sequence[Timed]) -> None:
        strips = await spark.runs.strips([row.schedule.id for row in view])
        if len(self._known) > KNOWN:
            self._known.clear()
        self._known |= {_key(row): strips.get(row.schedule.id, ()) for row in view}
        self._board.schedules.strips = {row.schedule.id: self._known[_key(row)] for row in view}
        self._board.schedules.repaint()


def _key(row: Timed) -> Key:
    """A strip is another one when the newest run is another one, or is over."""
    latest = row.latest
    return (row.schedule.id, latest.id if latest else None, latest.state if latest else None)
