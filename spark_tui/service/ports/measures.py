"""What is counted over the whole store: for the calendar and the figures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from spark_tui.domain.grid import Grid
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.marks import Ends
from spark_tui.domain.planning import Span
from spark_tui.domain.statistics import Day, Strand


class MeasureTable(Protocol):
    async def ends(self, grid: Grid, *, together: bool = False) -> list[Ends]:
        """Runs that are over and whose moments are in the grid, counted; `together`: of all schedules at once."""

    async def omitted(
        self, since: datetime | None, until: datetime, limit: int = 20_000
    ) -> list[tuple[ScheduleId, Span]]:
        """Notes of which a moment is from `since` on and before `until`; the newest, in order."""

    async def strands(
        self, since: datetime | None, until: datetime, schedule: ScheduleId | None = None
    ) -> list[Strand]:
        """Runs that ended from `since` on and before `until`, of that schedule or of all."""

    async def days(self, edges: Sequence[datetime]) -> list[Day]:
        """Runs that ended between each two of the edges, which are in order."""

    async def first_end(self) -> datetime | None:
        """When the first run ended of which anything is known."""
