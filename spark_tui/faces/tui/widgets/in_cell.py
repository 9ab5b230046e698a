"""What is in the cell of a calendar under the cursor, where there is room for it: its moments, or its schedules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from spark_tui.domain.grid import View, grid_of
from spark_tui.domain.marks import Cell, Mark, total, worst
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.show.sheets import BY_HAND
from spark_tui.faces.tui.text import Piece, fit
from spark_tui.faces.tui.widgets.moment_line import moment_line
from spark_tui.faces.tui.widgets.painted import Painted

if TYPE_CHECKING:
    from datetime import date

    from spark_tui.domain.ids import ScheduleId
    from spark_tui.service.spark import Spark
    from spark_tui.service.timeline import Calendar, Moment

LEAST = 2  # lines below which it shows nothing
WORST_FIRST = list(Mark)
LABEL = 30  # cells of a name
GONE = "removed schedules"  # their runs and what was left out stay


class InCell(Painted):
    """Tell it the cell; it reads, and draws what fits."""

    def __init__(self, spark: "Spark", zone: str) -> None:
        super().__init__(id="in_cell")
        self._spark, self._zone = spark, zone
        self._moments: Sequence[Moment] = ()
        self._cells: Sequence[tuple[str, Cell]] = ()
        self._day: tuple[date, Calendar] | None = None  # that was read last

    @property
    def has_room(self) -> bool:
        return self.size.height >= LEAST

    def clear(self) -> None:
        """Another cell: what was in the last one is not in it."""
        self._moments, self._cells = (), ()
        self.repaint()

    def forget(self) -> None:
        """Something has happened since it was read."""
        self._day = None

    async def look(self, schedule: Schedule | None, view: View, first: datetime, until: datetime) -> None:
        if not self.has_room:
            return
        if view is not View.DAY:
            self._moments, self._cells = (), await self._by_schedule(first, until)
        elif schedule is not None:
            self._moments, self._cells = await self._spark.timeline.moments(schedule, first, until), ()
        self.repaint()

    async def _by_schedule(self, first: datetime, until: datetime) -> list[tuple[str, Cell]]:
        """The worst first, and of those the ones with most in them."""
        calendar = await self._day_of(first)
        slots = calendar.grid.slots_of(first, until - timedelta(microseconds=1))
        names: dict[ScheduleId | None, str] = {schedule.id: schedule.name for schedule in calendar.schedules}
        names[None] = BY_HAND
        rows = [(names[which], [row]) for which, row in calendar.rows.items() if which in names]
        rows.append((GONE, [row for which, row in calendar.rows.items() if which not in names]))
        found = [(name, total(row[slot] for row in of for slot in slots if slot in row)) for name, of in rows]
        return sorted((one for one in found if worst(one[1])), key=lambda one: (_rank(one[1]), -one[1].total(), one[0]))

    async def _day_of(self, moment: datetime) -> "Calendar":
        day = moment.astimezone(zone_of(self._zone)).date()
        if self._day is None or self._day[0] != day:
            self._day = day, await self._spark.timeline.of(grid_of(View.DAY, day, self._zone))
        return self._day[1]

    # ------------------------------------------------------------------ drawing

    def line(self, y: int, width: int) -> Sequence[Piece]:
        many, last = len(self._moments) or len(self._cells), self.size.height - 1
        if y >= many:
            return ()
        if y == last and many > last + 1:
            return [(f"   and {many - last:,} more" + ("; enter lists them" if self._moments else ""), "dim")]
        if self._moments:
            return moment_line(self._moments[y], self._zone, self._spark.clock.now(), width)
        name, cell = self._cells[y]
        sign = show.mark(WORST_FIRST[_rank(cell)])
        room = min(LABEL, width // 3)
        return [
            (f" {sign.glyph} ", sign.mood),
            (fit(name, room), "plain"),
            (fit(f" {show.cell(cell)}", width - room - 3), "dim"),
        ]


def _rank(cell: Cell) -> int:
    found = worst(cell)
    return WORST_FIRST.index(found) if found is not None else len(WORST_FIRST)
