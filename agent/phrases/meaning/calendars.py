"""Days as people say them, and two such sayings laid together: both at once, or either."""

from dataclasses import dataclass, replace
from typing import Any

SAME_DAY = -1  # in `nth`: the weekday that was said before, as in "except the last one"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Some days: every `step` units, narrowed to weekdays, days of the month, months.

    `nth` holds (n, weekday) as in "first Monday"; `business` the n-th working day of a month;
    negative numbers count from the end. `repeats` is false for "on Friday", which is one day.
    `week` is how many weeks ahead that one day is; `times` how many moments are expected
    ("three times a week").
    """

    unit: str = ""
    step: int = 1
    weekdays: frozenset[int] = frozenset()
    nth: tuple[tuple[int, int], ...] = ()
    monthdays: tuple[int, ...] = ()
    business: tuple[int, ...] = ()
    months: frozenset[int] = frozenset()
    repeats: bool = True
    week: int | None = None
    times: int = 0

    @property
    def picks(self) -> int:
        return sum(bool(x) for x in (self.weekdays, self.nth, self.monthdays, self.business))

    @property
    def plain(self) -> bool:
        """Nothing but a unit: every day, every two weeks."""
        return not (self.picks or self.months)

    @property
    def at_end(self) -> bool:
        """Whether all that it picks is counted from the end."""
        numbers = (*self.monthdays, *(n for n, _ in self.nth), *self.business)
        return bool(numbers) and max(numbers) < 0

    @property
    def many(self) -> bool:
        """Several days were named, which suggests that they come again."""
        return self.size > 1

    @property
    def size(self) -> int:
        """How many days of one week, month or year it picks."""
        days = max(map(len, (self.weekdays, self.monthdays, self.nth, self.business)))
        return days * (len(self.months) or 1) if self.unit == "year" else days


FORTNIGHT = 15  # days, as Portuguese, Spanish and French count two weeks


def in_weeks(one: Calendar, other: Calendar) -> Calendar | None:
    """Every 14 days on Monday is every two weeks on Monday; None when it is no such thing."""
    days, week = (one, other) if one.unit == "day" else (other, one)
    if days.unit != "day" or not days.plain or days.step < 7 or len(week.weekdays) != 1 or week.picks > 1:
        return None
    size = 14 if days.step == FORTNIGHT else days.step
    if size % 7 or week.unit or week.months:
        return None
    return replace(week, unit="week", step=size // 7, repeats=True)


_UNITS = ("", "day", "week", "month", "year")
_NARROWING = ("step", "weekdays", "nth", "monthdays", "business", "months", "week", "times")


def narrowed(one: Calendar, other: Calendar) -> Calendar | None:
    """Both at once, as in "every day" + "on weekdays"; None when they contradict each other."""
    for often, days in ((one, other), (other, one)):
        if often.unit == "day" and often.plain and often.step == 1 and days.picks and days.unit in ("month", "year"):
            return days  # "every day from the 10th to the 20th of each month"
    units = {one.unit, other.unit} - {""}
    if len(units) > 1 and units != {"month", "year"}:
        return None
    merged: dict[str, Any] = {"unit": max(one.unit, other.unit, key=_UNITS.index)}
    for name in _NARROWING:
        mine, theirs, empty = getattr(one, name), getattr(other, name), getattr(Calendar(), name)
        if mine != empty and theirs != empty and mine != theirs:
            return None
        merged[name] = theirs if mine == empty else mine
    both = replace(one, **merged, repeats=one.repeats or other.repeats)
    if not _coherent(both, one, other) or contradict(one, other) or contradict(other, one):
        return None
    return replace(both, months=PERIOD_ENDS.get(both.months, both.months)) if _ends(one, other) else both


# The months in which quarters and halves of the year begin, and those in which they end.
PERIOD_ENDS = {
    frozenset({1, 4, 7, 10}): frozenset({3, 6, 9, 12}),
    frozenset({1, 7}): frozenset({6, 12}),
}


def _ends(one: Calendar, other: Calendar) -> bool:
    """Quarterly, on the last day: of the quarter."""
    period, days = (one, other) if not one.picks else (other, one)
    return not period.picks and not days.months and days.at_end


def contradict(often: Calendar, single: Calendar) -> bool:
    """ "Every day on Friday", "every Tuesday on 25 March": one of the two is about something else."""
    if not often.repeats or single.repeats or often.step > 1:
        return False
    if often.unit == "day":
        return bool(single.picks)
    return bool(often.weekdays and len(single.monthdays) == 1 and single.months)


def _coherent(both: Calendar, one: Calendar, other: Calendar) -> bool:
    """Whether the parts can be said of one calendar."""
    stepped = one if one.step > 1 else other
    if both.step > 1 and stepped.unit != both.unit:
        return False
    if both.unit == "day" and both.step > 1 and both.picks:
        return False
    if both.picks > 1 and not (both.picks == 2 and both.weekdays and both.monthdays):
        return False
    if both.weekdays and not both.monthdays:
        return both.unit in ("", "day", "week")
    return not (both.picks and both.unit == "week")


def together(one: Calendar, other: Calendar) -> list[Calendar]:
    """Either, as in "on Mondays and on Fridays": in one calendar where that can be."""
    days = one.weekdays | other.weekdays
    if (
        one.weekdays
        and other.weekdays
        and replace(one, weekdays=days, repeats=True) == replace(other, weekdays=days, repeats=True)
    ):
        return [replace(one, weekdays=days, repeats=one.repeats or other.repeats)]
    return [one, other]
