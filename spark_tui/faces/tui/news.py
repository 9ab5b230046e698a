"""What is new since the app was opened: notices as toasts and a ring, and what was found when it was opened."""

import asyncio
from typing import TYPE_CHECKING

from spark_tui.domain.notice import News, Notice
from spark_tui.faces.tui.screens.notices import headline
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.faces.tui.telling import Severity
    from spark_tui.service.making_up import Backlog

SETTLE = 0.3  # seconds in which notices that come together become one toast
QUIET = 5.0  # seconds between two rings of the terminal at least
SHOWN = 8.0  # seconds that a toast stays
MOST = 50  # schedules whose backlog is looked at before an engine decides it
BAD, UNDECIDED = {News.LATE, News.FAILED, News.MISSED, News.DOWN, News.UNDELIVERED}, {News.HELD, News.PAUSED}


class Newsreader:
    """Reads behind a cursor, which is taken before an engine of this process decides anything."""

    def __init__(self) -> None:
        self.found: Sequence[Backlog] = ()  # what an engine found at the start, until somebody has looked at it
        self._seq = 0
        self._rang_at = float("-inf")

    async def look_back(self, spark: Spark) -> None:
        """What passed and is not decided yet, and which notices are old."""
        self._seq = await spark.notices.last_seq()
        self.found = await spark.making_up.backlog(limit=MOST)

    async def follow(self, app: "SparkApp", spark: Spark) -> None:
        """Tell what comes; for ever."""
        with spark.bell.ear() as ear:
            while True:
                if notices := await self._new(spark):
                    self._tell(app, spark, notices)
                await ear.wait()
                await asyncio.sleep(SETTLE)

    async def _new(self, spark: Spark) -> list[Notice]:
        new: list[Notice] = []
        while batch := await spark.notices.after(self._seq):
            new += batch
            self._seq = batch[-1].seq
        return new

    def _tell(self, app: "SparkApp", spark: Spark, notices: list[Notice]) -> None:
        """One toast, and a ring for all but good news."""
        told = severity({notice.news for notice in notices})
        app.notify(headline(notices), severity=told, timeout=SHOWN)
        now = spark.clock.monotonic()
        if spark.notices.rings and told != "information" and now - self._rang_at >= QUIET:
            self._rang_at = now
            app.bell()


def severity(news: set[News]) -> "Severity":
    """That of the worst."""
    if news & BAD:
        return "error"
    return "warning" if news & UNDECIDED else "information"
