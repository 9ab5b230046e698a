"""Days as people say them, and two such sayings laid together: both at once, or either."""

from dataclasses import dataclass, replace
from typing import Any


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
    def many(self) -> bool:
        """Several days were named, which suggests that they come again."""
        return self.size > 1

    @property
    def size(self) -> int:
        """How many days of one week, month or year it picks."""
        return max(map(len, (self.weekdays, self.monthdays, self.nth, self.business)))


_UNITS = ("", "day", "week", "month", "year")
_NARROWING = ("step", "weekdays", "nth", "monthdays", "business", "months", "week", "times")


def narrowed(one: Calendar, other: Calendar) -> Calendar | None:
    """Both at once, as in "every day" + "on weekdays"; None when they contradict each other."""
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
    return both if _coherent(both, one, other) else None


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
