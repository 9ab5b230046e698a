"""What is in a cell of a calendar, as a glyph of one cell, a mood and words."""

from datetime import datetime, timedelta

from spark_tui.domain.marks import Cell, Mark
from spark_tui.domain.timing import zone_of
from spark_tui.domain.zones import clock
from spark_tui.faces.show.states import Sign, sign
from spark_tui.faces.show.times import DAYS, MONTHS

_OWN = {
    Mark.LATE: Sign("~", "late", "warn"),
    Mark.QUEUED: Sign("○", "queued", "live"),
    Mark.DUE: Sign("?", "due, not decided", "bad"),
    Mark.SUPERSEDED: Sign("–", "superseded", "dim"),
    Mark.SKIPPED: Sign("–", "skipped", "warn"),
    Mark.CANCELLED: Sign("x", "cancelled", "warn"),
    Mark.PLANNED: Sign("○", "planned", "live"),
}


def mark(of: Mark) -> Sign:
    return _OWN.get(of) or sign(of.value)


def cell(of: Cell) -> str:
    """✓ 2 succeeded, ✗ 1 failed: the worst first."""
    told = [f"{mark(each).glyph} {of[each]:,} {mark(each).word}" for each in Mark if of[each]]
    return ", ".join(told) or "nothing"


def stretch(first: datetime, until: datetime, zone: str) -> str:
    """Wed 25 Nov 09:00–09:30; again where the clock shows it for the second time."""
    begin, end = (at.astimezone(zone_of(zone)) for at in (first, until))
    day = f"{DAYS[begin.weekday()]} {begin.day} {MONTHS[begin.month - 1]}"
    if until - first >= timedelta(hours=20):
        return day
    return f"{day} {clock(begin)}–{clock(end)}{' again' if begin.fold else ''}"
