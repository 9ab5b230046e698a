"""What comes in the next 24 hours, a line for each schedule: a pane of the board."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from spark_tui.domain.marks import Mark, Row
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.tui.text import Piece, fit, spread
from spark_tui.faces.tui.widgets.page import Lines
from spark_tui.faces.tui.widgets.painted import Painted

if TYPE_CHECKING:
    from spark_tui.service.timeline import Ahead

HOURS = {48: 4, 24: 6, 16: 6, 12: 6, 8: 12}  # columns into which 48 half hours can be cut: hours between two labels
COLUMNS = tuple(HOURS)
NAMED = 12  # cells of a name that go before finer columns
LEVELS = ((1, "▂"), (3, "▄"), (6, "▆"))  # up to so many starts


class NextDay(Painted):
    """Hand over what `Timeline.ahead` answers; as many schedules are told as there are lines, the next ones first."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._ahead: Ahead | None = None

    def show(self, ahead: "Ahead") -> None:
        self._ahead = ahead
        self.repaint()

    def line(self, y: int, width: int) -> Sequence[Piece]:
        if self._ahead is None:
            return ()
        lines = next_day(self._ahead, width, self.size.height)
        return lines[y] if y < len(lines) else ()


def next_day(ahead: "Ahead", width: int, height: int) -> Lines:
    """The hours, the schedules, and where they pile up."""
    calendar = ahead.calendar
    coming = [
        (min(row), schedule, row) for schedule in calendar.schedules if (row := _planned(calendar.rows[schedule.id]))
    ]
    if not coming:
        return [[(" nothing to come in 24 hours", "dim")]]
    coming.sort(key=lambda one: (one[0], one[1].name.casefold()))
    shown = coming if len(coming) <= height - 2 else coming[: max(0, height - 3)]
    named = min(NAMED, max((cell_len(schedule.name) for _, schedule, _ in shown), default=0))
    columns = next((number for number in COLUMNS if number <= width - named - 2), COLUMNS[-1])
    room = min(16, width - columns - 2)
    lines = [_hours(ahead, columns, room), *(_line_of(schedule, row, columns, room) for _, schedule, row in shown)]
    if len(shown) < len(coming):
        lines.append([(fit(f" and {len(coming) - len(shown)} more", width), "dim")])
    return [*lines, _told(ahead, width)]


def _planned(row: Row) -> Row:
    return {slot: cell for slot, cell in row.items() if cell[Mark.PLANNED]}


def _hours(ahead: "Ahead", columns: int, room: int) -> list[Piece]:
    """A label as often as it has room, over the column in which its hour begins."""
    grid, each = ahead.calendar.grid, 48 // columns
    told = [" "] * columns
    for slot in range(48):
        hour, column = grid.local(slot), slot // each
        if hour.minute == 0 and hour.hour % HOURS[columns] == 0 and column < columns - 1:
            told[column : column + 2] = f"{hour.hour:02}"
    return [(fit("", room + 2), ""), ("".join(told), "dim")]


def _line_of(schedule: Schedule, row: Row, columns: int, room: int) -> list[Piece]:
    each = 48 // columns
    counts = [
        sum(row[slot][Mark.PLANNED] for slot in range(n * each, (n + 1) * each) if slot in row) for n in range(columns)
    ]
    return [(f" {fit(schedule.name, room)} ", "plain"), ("".join(map(_level, counts)), "live")]


def _level(count: int) -> str:
    return next((glyph for most, glyph in LEVELS if count <= most), "█") if count else "·"


def _told(ahead: "Ahead", width: int) -> list[Piece]:
    """The first pile-up where there is one, or else the peak."""
    zone = zone_of(ahead.calendar.grid.zone)
    if ahead.calendar.crowds:
        crowd, more = ahead.calendar.crowds[0], len(ahead.calendar.crowds) - 1
        told = f" ! {show.clock(crowd.at.astimezone(zone))} {len(crowd.schedules)} start, {crowd.room} {crowd.what}"
        return [(fit(told + (f"; {more} more pile-ups" if more else ""), width), "warn")]
    at, together = ahead.peak or (ahead.calendar.now, 0)
    peak = f" peak {show.clock(at.astimezone(zone))} x{together}" if together > 1 else ""
    return spread([(peak, "dim")], [("from now ", "dim")], width)
