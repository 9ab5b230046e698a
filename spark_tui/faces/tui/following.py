"""The board follows the store: it looks whenever the bell rings, at a pace that the looking itself sets."""

import asyncio
from typing import TYPE_CHECKING

from spark_tui.faces.tui.glance import Looker

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.service.spark import Spark

PACE = 0.2  # seconds between two looks at least
SHARE = 5  # and as many times as long as the last look took
SILENCE = 10.0  # seconds after which it looks without a ring: a lease runs out silently


class Following:
    """What was seen last is handed to the board."""

    def __init__(self, board: "Board", spark: "Spark") -> None:
        self._board, self._spark, self._looker = board, spark, Looker(spark)

    async def follow(self) -> None:
        """For ever; a screenful of it is there at once."""
        board, now = self._board, asyncio.get_running_loop().time
        with self._spark.bell.ear() as ear:
            await board.app.told_when_wrong(self._glimpse())
            while True:
                began = now()
                await board.app.told_when_wrong(self.look())
                await asyncio.sleep(max(PACE, SHARE * (now() - began)))
                while not await ear.wait(SILENCE):
                    board.glance = board.glance.served_by(await self._spark.runs.engine())

    async def _glimpse(self) -> None:
        self._board.publish(await self._looker.first())

    async def look(self) -> None:
        """At all there is, now."""
        self._board.publish(await self._looker.look())
        self._board.seen()
