"""A calendar as a sheet of cells: a day by schedule, a week by hour, a month by day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from spark_tui.domain.grid import Grid, View
from spark_tui.domain.marks import Cell, Row, total
from spark_tui.domain.schedule import Schedule
from spark_tui.faces.show.times import DAYS, MONTHS
from spark_tui.service.timeline import Calendar

BY_HAND = "(by hand)"


@dataclass(frozen=True, slots=True)
class Spot:
    """The half hours from `first` on and before `until`, and what is in them; none where the clock skips the hour."""

    first: int
    until: int
    cell: Cell = field(default_factory=Counter)
    away: bool = False  # whether nobody was there for some of it

    def __bool__(self) -> bool:
        return self.until > self.first


@dataclass(frozen=True, slots=True)
class Band:
    """One line of a sheet."""

    label: str
    spots: Sequence[Spot]
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines, with what stands over the columns, and where now is: the half hour, which may be outside."""

    view: View
    calendar: Calendar
    heads: Sequence[str]
    bands: Sequence[Band]
    now: int

    def is_now(self, spot: Spot) -> bool:
        return spot.first <= self.now < spot.until


def sheet(view: View, calendar: Calendar) -> Sheet:
    grid = calendar.grid
    heads, bands = {View.DAY: _day, View.WEEK: _week, View.MONTH: _month}[view](calendar)
    return Sheet(view, calendar, heads, bands, grid.slot(calendar.now))


def heading(view: View, grid: Grid) -> str:
    """Wed 25 Nov 2026 · week 48, 23–29 Nov 2026 · November 2026."""
    first, last = grid.local(0).date(), grid.local(len(grid) - 1).date()
    match view:
        case View.DAY:
            hours = len(grid) / 2
            change = f" ({hours:g} hours: the clock changes)" if hours != 24 else ""
            return f"{DAYS[first.weekday()]} {_date(first)}{change}"
        case View.WEEK:
            return f"week {first.isocalendar().week}, {first.day} {MONTHS[first.month - 1]} – {_date(last)}"
        case View.MONTH:
            return f"{first:%B} {first.year}"


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


Parts = tuple[Sequence[str], Sequence[Band]]


def _day(calendar: Calendar) -> Parts:
    grid, away = calendar.grid, _away(calendar)
    heads = [f"{local.hour:02}" if (local := grid.local(slot)).minute == 0 else "" for slot in range(len(grid))]
    bands = [
        Band(schedule.name, _spots(calendar.rows.get(schedule.id, {}), len(grid), away), schedule)
        for schedule in calendar.schedules
    ]
    by_hand = calendar.rows.get(None)
    return heads, [*bands, Band(BY_HAND, _spots(by_hand, len(grid), away))] if by_hand else bands


def _spots(row: Row, many: int, away: set[int]) -> list[Spot]:
    nothing: Cell = Counter()
    return [Spot(slot, slot + 1, row.get(slot, nothing), slot in away) for slot in range(many)]


def _away(calendar: Calendar) -> set[int]:
    """The half hours in which nobody was there for some time."""
    spans = (calendar.grid.slots_of(one.since, one.until) for one in calendar.outages)
    return {slot for span in spans for slot in span}


def _week(calendar: Calendar) -> Parts:
    """An hour that the clock shows twice is one cell with both; one that it skips has none."""
    grid, away = calendar.grid, _away(calendar)
    hours: dict[tuple[date, int], list[int]] = {}
    for slot in range(len(grid)):
        local = grid.local(slot)
        hours.setdefault((local.date(), local.hour), []).append(slot)
    first = grid.local(0).date()
    days = [first + timedelta(days=n) for n in range(7)]
    bands = [
        Band(
            f"{DAYS[day.weekday()]} {day.day:2}",
            [_spot(calendar, hours.get((day, hour), []), away) for hour in range(24)],
        )
        for day in days
    ]
    return [f"{hour:02}" for hour in range(24)], bands


def _month(calendar: Calendar) -> Parts:
    grid, away = calendar.grid, _away(calendar)
    days: dict[date, list[int]] = {}
    for slot in range(len(grid)):
        days.setdefault(grid.local(slot).date(), []).append(slot)
    first = min(days)
    monday = first - timedelta(days=first.weekday())
    weeks = -(-(max(days) - monday + timedelta(days=1)) // timedelta(days=7))
    bands = []
    for week in range(weeks):
        begin = monday + timedelta(days=7 * week)
        spots = [_spot(calendar, days.get(begin + timedelta(days=n), []), away) for n in range(7)]
        bands.append(Band(f"W{begin.isocalendar().week:02}", spots))
    return DAYS, bands


def _spot(calendar: Calendar, slots: Sequence[int], away: set[int]) -> Spot:
    if not slots:
        return Spot(0, 0)
    cell = total(calendar.total[slot] for slot in slots if slot in calendar.total)
    return Spot(slots[0], slots[-1] + 1, cell, not away.isdisjoint(slots))
