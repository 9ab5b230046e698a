"""What is left out: taken from the calendars themselves where they can say it, else an exception."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from agent.phrases.meaning import SAME_DAY, But, Calendar, Impossible, Unclear
from spark_tui.domain.timing import Except

WEEK = frozenset(range(7))
YEAR = frozenset(range(1, 13))
MOST_DAYS = 31  # of a span that is left out


@dataclass(slots=True)
class Left:
    """Days that the timing as a whole leaves out."""

    weekdays: set[int] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    days: set[tuple[int, int]] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)

    def exclusion(self, zone: str) -> Except | None:
        if not (self.weekdays or self.months or self.days or self.dates):
            return None
        if self.weekdays >= WEEK or self.months >= YEAR:
            raise Impossible("nothing_left")
        return Except(
            zone, frozenset(self.weekdays), frozenset(self.months), frozenset(self.days), frozenset(self.dates)
        )


def leave_out(buts: Iterable[But], calendars: Sequence[Calendar], left: Left, today: date) -> list[Calendar]:
    """The calendars without what is left out; what they cannot say goes into `left`.

    Without calendars everything goes into `left`.
    """
    kept = list(calendars)
    for but in buts:
        if but.clocks or but.window:
            raise Unclear("excluded")
        left.dates.update(each(today) for each in but.dates)
        left.dates.update(day for first, last in but.spans for day in _days(first(today), last(today)))
        for unwanted in but.calendars:
            kept = (
                [part for each in kept for part in _less(each, unwanted, left)] if kept else _only_left(unwanted, left)
            )
    if calendars and not kept:
        raise Impossible("nothing_left")
    return kept


def _days(first: date, last: date) -> list[date]:
    """Each of them, as an exception of its own."""
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Unclear("excluded")
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _less(calendar: Calendar, unwanted: Calendar, left: Left) -> list[Calendar]:
    if any(day == SAME_DAY for _, day in unwanted.nth):
        if len(calendar.weekdays) != 1:
            raise Unclear("excluded")
        (weekday,) = calendar.weekdays
        unwanted = replace(unwanted, nth=tuple((n, weekday) for n, _ in unwanted.nth))
    weekly = (
        calendar.step == 1 and calendar.unit in ("", "day", "week") and not (calendar.picks - bool(calendar.weekdays))
    )
    if weekly and unwanted.nth and unwanted.picks == 1 and not unwanted.months:
        return _less_nth(calendar, unwanted.nth)
    if weekly and len(calendar.weekdays) == 1 and (places := _places(unwanted)):
        (weekday,) = calendar.weekdays
        return _less_nth(calendar, [(place, weekday) for place in places])
    if weekly and unwanted.monthdays and min(unwanted.monthdays) < 0 and unwanted.picks == 1 and not unwanted.months:
        return [_less_monthdays(calendar, unwanted.monthdays)]
    if weekly and unwanted.weekdays and unwanted.picks == 1 and not unwanted.months:
        days = (calendar.weekdays or WEEK) - unwanted.weekdays
        return [replace(calendar, unit="week", weekdays=days)] if days else []
    if weekly and unwanted.weekdays and _is_numbered(unwanted) and unwanted.picks == 2:
        return _less_both(calendar, unwanted)
    if calendar.step == 1 and unwanted.months and not unwanted.picks:
        months = (calendar.months or YEAR) - unwanted.months
        return (
            [replace(calendar, months=months, unit=calendar.unit or "day" if not calendar.picks else calendar.unit)]
            if months
            else []
        )
    _only_left(unwanted, left)
    return [calendar]


def _places(unwanted: Calendar) -> Sequence[int]:
    """ "Every Monday except the first of the month" leaves out a Monday, not a first."""
    days = unwanted.monthdays
    return days if unwanted.picks == 1 and not unwanted.months and all(-5 <= day <= 5 for day in days) else ()


def _only_left(unwanted: Calendar, left: Left) -> list[Calendar]:
    """As an exception of the whole timing, where that can say it."""
    if unwanted.nth or unwanted.business or unwanted.step > 1 or min(unwanted.monthdays, default=1) < 0:
        raise Unclear("excluded")
    if unwanted.picks > 1 or (unwanted.weekdays and unwanted.months):
        raise Unclear("excluded")
    left.weekdays |= unwanted.weekdays
    if unwanted.monthdays:
        left.days |= {(month, day) for month in unwanted.months or YEAR for day in unwanted.monthdays}
    else:
        left.months |= unwanted.months
    return []


def _less_nth(calendar: Calendar, nth: Sequence[tuple[int, int]]) -> list[Calendar]:
    """All Mondays but the last: counted from the same end, the others of up to five."""
    days = calendar.weekdays or WEEK
    touched = {day for _, day in nth} & days
    kept = [replace(calendar, unit="week", weekdays=days - touched)] if days - touched else []
    for day in sorted(touched):
        gone = {n for n, each in nth if each == day}
        if min(gone) < 0 < max(gone):
            raise Unclear("excluded")
        sign = -1 if min(gone) < 0 else 1
        others = tuple((sign * n, day) for n in range(1, 6) if sign * n not in gone)
        kept.append(replace(calendar, unit="month", weekdays=frozenset(), nth=others))
    return kept


def _is_numbered(unwanted: Calendar) -> bool:
    return bool(unwanted.monthdays) and min(unwanted.monthdays) > 0 and not unwanted.months


def _less_both(calendar: Calendar, unwanted: Calendar) -> list[Calendar]:
    """ "Every Friday except Friday the 13th": those weekdays on the other days of the month."""
    days = calendar.weekdays or WEEK
    touched = days & unwanted.weekdays
    kept = [replace(calendar, unit="week", weekdays=days - touched)] if days - touched else []
    others = tuple(day for day in range(1, MOST_DAYS + 1) if day not in unwanted.monthdays)
    return [*kept, *([replace(calendar, unit="month", weekdays=touched, monthdays=others)] if touched else [])]


def _less_monthdays(calendar: Calendar, gone: Sequence[int]) -> Calendar:
    """Every day but the last of the month: counted from the end, where the month ends."""
    if any(day > 0 for day in gone):
        raise Unclear("excluded")
    return replace(calendar, unit="month", monthdays=tuple(-n for n in range(1, 32) if -n not in gone))
