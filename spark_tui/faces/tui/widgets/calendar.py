"""A calendar with a cursor: of a sheet of any number of lines only those in view are drawn."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message

from spark_tui.domain.grid import View
from spark_tui.domain.marks import FAULTS, Mark, faults, starts, worst
from spark_tui.faces import show
from spark_tui.faces.show.sheets import Band, Sheet, Spot
from spark_tui.faces.tui.actions import MOVES, SIDEWAYS, Acts
from spark_tui.faces.tui.actions.moving import steps
from spark_tui.faces.tui.text import Piece, fit, flat
from spark_tui.faces.tui.widgets.painted import Painted
from spark_tui.faces.tui.widgets.wheel import Wheeled

HEAD = 1
BESIDE = 4  # lines under it that tell of the cell under the cursor
LABEL = {View.WEEK: 7, View.MONTH: 4}
WIDEST = {View.DAY: 3, View.WEEK: 6, View.MONTH: 24}  # cells of one spot
NARROWEST = {View.DAY: 1, View.WEEK: 2, View.MONTH: 9}
SHADES = "░▒▓█"


class CalendarView(Wheeled, Painted, Acts, can_focus=True):
    """Show it a sheet; the cursor stays where it is."""

    PLACE = "Calendar"
    ACTIONS = (*MOVES, *SIDEWAYS)

    class Moved(Message):
        """The cursor is on another cell."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.sheet: Sheet | None = None
        self._row, self._column = 0, 0
        self._top, self._left = 0, 0
        self._longest = 0  # label
        self._range = (1, 1)  # of starts in a cell, where there are any

    # ------------------------------------------------------------------ what the screen asks

    @property
    def band(self) -> Band | None:
        return self.sheet.bands[self._row] if self.sheet and self._row < len(self.sheet.bands) else None

    @property
    def spot(self) -> Spot | None:
        return self.band.spots[self._column] if self.band else None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """No higher than what it shows, and no higher than what there is beside what is told of a cell."""
        many = len(self.sheet.bands) if self.sheet is not None else 1
        return max(1, min(HEAD + many, container.height - BESIDE))

    @property
    def legend(self) -> str:
        """What the shades of a week mean, by how many start in an hour."""
        least, most = self._range
        if self.sheet is None or self.sheet.view is not View.WEEK or least == most:
            return ""
        begins = {least - (-n * (most - least) // 3): shade for n, shade in enumerate(SHADES)}
        return "starts in an hour: " + "  ".join(f"{shade} from {count:,}" for count, shade in begins.items())

    def show(self, sheet: Sheet) -> None:
        if self.sheet is None or len(self.sheet.bands) != len(sheet.bands):
            self.refresh(layout=True)
        self.sheet = sheet
        self._longest = max((cell_len(flat(band.label[:40])) for band in sheet.bands), default=0)
        counts = [count for band in sheet.bands for spot in band.spots if (count := starts(spot.cell))]
        self._range = (min(counts), max(counts)) if counts else (1, 1)
        self.go(self._row, self._column)

    def go(self, row: int, column: int) -> None:
        """Put the cursor there, as near as there is a cell."""
        if self.sheet is None or not self.sheet.bands:
            self.repaint()
            return
        self._row = max(0, min(row, len(self.sheet.bands) - 1))
        self._column = max(0, min(column, len(self.sheet.heads) - 1))
        self._keep_in_view()
        self.repaint()
        self.post_message(self.Moved())

    def go_to(self, slot: int) -> None:
        """To the half hour, in the line of the cursor where it is there."""
        if self.sheet is None:
            return
        rows = [self._row, *range(len(self.sheet.bands))] if self.sheet.bands else []
        for row in rows:
            for column, spot in enumerate(self.sheet.bands[row].spots):
                if spot.first <= slot < spot.until:
                    self.go(row, column)
                    return

    # ------------------------------------------------------------------ where things stand

    def _measures(self, width: int) -> tuple[int, int, int]:
        """Cells of the label, cells of a spot, and how many spots are in view."""
        assert self.sheet is not None
        view, many = self.sheet.view, len(self.sheet.heads)
        label = LABEL.get(view) or min(max(self._longest, 8), 26, max(8, width - many - 3))
        each = max(NARROWEST[view], min(WIDEST[view], (width - label - 2) // many))
        return label, each, max(1, min(many, (width - label - 2) // each))

    def _keep_in_view(self) -> None:
        assert self.sheet is not None
        height = max(1, self.size.height - HEAD)
        self._top = max(0, min(max(self._top, self._row - height + 1), self._row, len(self.sheet.bands) - height))
        across = self._measures(self.size.width)[2]
        left = min(max(self._left, self._column - across + 1), self._column)
        self._left = max(0, min(left, len(self.sheet.heads) - across))

    def _columns(self, width: int) -> range:
        """Those in view: it may be drawn wider before it has heard that it is."""
        assert self.sheet is not None
        across = self._measures(width)[2]
        left = max(0, min(self._left, len(self.sheet.heads) - across))
        return range(left, left + across)

    # ------------------------------------------------------------------ drawing

    def line(self, y: int, width: int) -> Sequence[Piece]:
        if self.sheet is None:
            return [("  counting …", "dim")] if y == 0 else ()
        if not self.sheet.bands:
            return [("  No schedules yet.", "dim")] if y == 0 else ()
        if y < HEAD:
            return self._heads(width)
        row = y - HEAD + self._top
        return self._band(row, width) if row < len(self.sheet.bands) else ()

    def _heads(self, width: int) -> list[Piece]:
        """Over each column its name, with a gap to the next one; now is where the bar stands."""
        assert self.sheet is not None
        label, each, across = self._measures(width)
        told = [" "] * (across * each)
        for place, column in enumerate(self._columns(width)):
            name, here = self.sheet.heads[column], self.sheet.view is View.DAY and column == self.sheet.now
            begin, end = place * each, place * each + cell_len(name)
            free = begin == 0 or told[begin - 1] in " ▌"
            if here:
                told[begin] = "▌"
            elif name and free and end <= len(told) and not self._now_between(column, cell_len(name), each):
                told[begin:end] = name
        before, bar, after = "".join(told).partition("▌")
        return [(" " * (label + 2), ""), (before, "dim"), (bar, "key"), (after, "dim")]

    def _now_between(self, column: int, length: int, each: int) -> bool:
        """Whether a name that begins there would cover the bar."""
        assert self.sheet is not None
        return self.sheet.view is View.DAY and column < self.sheet.now < column + -(-length // each)

    def _band(self, row: int, width: int) -> list[Piece]:
        assert self.sheet is not None
        label, each, _ = self._measures(width)
        band, here = self.sheet.bands[row], row == self._row
        pieces: list[Piece] = [
            ("▌" if here else " ", "key"),
            (f"{fit(band.label, label)} ", "strong" if here else "plain"),
        ]
        for column in self._columns(width):
            cursor = here and column == self._column
            drawn = self._spot(band.spots[column], each)
            pieces += [(text, f"{ink} cursor") for text, ink in drawn] if cursor else drawn
        return pieces

    def _spot(self, spot: Spot, each: int) -> list[Piece]:
        assert self.sheet is not None
        if not spot:
            return [(" " * each, "dim")]
        match self.sheet.view:
            case View.DAY:
                return [(_day_cell(spot, each, now=self.sheet.is_now(spot)), _mood(spot))]
            case View.WEEK:
                return self._heat(spot, each)
            case View.MONTH:
                return self._day_of_month(spot, each)

    def _heat(self, spot: Spot, each: int) -> list[Piece]:
        """The more starts, the darker; a fault has its glyph at the end of the cell."""
        assert self.sheet is not None
        count, mark = starts(spot.cell), worst(spot.cell)
        shade = self._shade(count) if count else "░" if spot.away else "·"
        ink = ("live" if spot.first > self.sheet.now else "good") if count else "dim"
        first = "▌" if self.sheet.is_now(spot) else shade
        last = show.mark(mark).glyph if mark in FAULTS else shade
        return [
            (first, "key" if first == "▌" else ink),
            (shade * (each - 2), ink),
            (last, "bad" if mark in FAULTS else ink),
        ]

    def _shade(self, count: int) -> str:
        """Between the emptiest and the fullest cell in which anything starts."""
        least, most = self._range
        return SHADES[(count - least) * 3 // (most - least)] if most > least else SHADES[1]

    def _day_of_month(self, spot: Spot, each: int) -> list[Piece]:
        assert self.sheet is not None
        local = self.sheet.calendar.grid.local(spot.first)
        count, bad = starts(spot.cell), faults(spot.cell)
        wrong = f"{'✗' if spot.cell[Mark.FAILED] else '!'}{bad}" if bad else "░" if spot.away else ""
        ink = "live" if spot.first > self.sheet.now else "plain"
        room = max(0, each - 3 - cell_len(wrong))
        told = _short(count, room - 1)
        today = "▌" if self.sheet.is_now(spot) else " "
        text = fit(f" {told if count else '·'} ", min(room, len(told) + 2 if count else 3))
        return [
            (today, "key"),
            (f"{local.day:2}", "strong"),
            (text, ink if count else "dim"),
            (wrong, "bad" if bad else "dim"),
            (" " * (room - len(text)), "dim"),
        ]

    def ink(self, name: str) -> Style:
        """The cursor is reversed: it is seen without colours too."""
        if not name.endswith(" cursor"):
            return super().ink(name)
        return super().ink(name.removesuffix(" cursor")) + Style(reverse=True)

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        self.go(self._row + by, self._column)

    def action_page(self, pages: float) -> None:
        self.action_move(steps(pages, self.size.height - HEAD))

    def action_sideways(self, by: int) -> None:
        self.go(self._row, self._column + by)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self.sheet is None or offset.y < HEAD:
            return
        label, each, _ = self._measures(self.size.width)
        self.go(offset.y - HEAD + self._top, (offset.x - label - 2) // each + self._left)

    def on_resize(self) -> None:
        if self.sheet is not None and self.sheet.bands:
            self._keep_in_view()
            self.repaint()


def _short(count: int, room: int) -> str:
    """1234 where there is room for it; else 1.2k, or 1k."""
    told = (f"{count}", f"{count / 1000:.1f}k", f"{count // 1000}k")
    return next((text for text in told if len(text) <= room), told[-1])


def _day_cell(spot: Spot, each: int, *, now: bool) -> str:
    mark = worst(spot.cell)
    if mark is None:
        return fit("▌" if now else "░" if spot.away else "·", each)
    count = sum(spot.cell.values())
    many = (str(count) if count < 10 else "+") if count > 1 and each > 2 else ""
    return fit(f"{show.mark(mark).glyph}{many}", each)


def _mood(spot: Spot) -> str:
    mark = worst(spot.cell)
    return show.mark(mark).mood if mark else "dim"
