"""The next moments on a few weeks of a calendar, beside what is told of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest

from spark_tui.domain.timing import zone_of
from spark_tui.faces.show import DAYS, MONTHS
from spark_tui.faces.tui.text import Piece, width_of
from spark_tui.faces.tui.widgets.page import Lines

WEEKS = 6
WIDTH = 4 + 7 * 3  # cells: the month, and three for each day


def weeks(moments: Sequence[datetime], zone: str, now: datetime) -> Lines:
    """From the week of today on, or of the first moment where that is further away; a day with a moment is marked."""
    days = {moment.astimezone(zone_of(zone)).date() for moment in moments}
    today = now.astimezone(zone_of(zone)).date()
    first = _monday(today)
    if days and min(days) >= first + timedelta(weeks=WEEKS):
        first = _monday(min(days))
    head: list[Piece] = [("    " + "".join(f"{day[:2]} " for day in DAYS), "dim")]
    return [head, *(_week(first + timedelta(weeks=n), n == 0, days, today) for n in range(WEEKS))]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date, first: bool, marked: set[date], today: date) -> list[Piece]:
    """The name of a month stands where it begins."""
    days = [monday + timedelta(days=n) for n in range(7)]
    named = next((day for day in days if day.day == 1), days[0] if first else None)
    pieces: list[Piece] = [(f"{MONTHS[named.month - 1] if named else '':<4}", "dim")]
    for day in days:
        ink = "key" if day in marked else "dim" if day < today else "plain"
        pieces += [(f"{day.day:2}", "cursor" if day == today else ink), ("●" if day in marked else " ", "key")]
    return pieces


def beside(left: Lines, right: Lines, width: int) -> Lines:
    """Two blocks in one width, the right one at the right edge."""
    room = width - max(map(width_of, right), default=0)
    pairs = zip_longest(left, right, fillvalue=list[Piece]())
    return [[*one, (" " * max(0, room - width_of(one)), "plain"), *other] for one, other in pairs]
