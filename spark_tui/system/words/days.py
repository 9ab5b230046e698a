"""Weekdays and months in phrases that crons and calendar rules share: "every weekday", "the last Friday of June"."""

from collections.abc import Sequence
from itertools import combinations

from spark_tui.system.words.counting import in_a_row, listed, place

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EXCEPT = " except in "
MOST = f"every month{EXCEPT}"
KNOWN_WEEKS = {
    frozenset(range(5)): "every weekday",
    frozenset({5, 6}): "every Saturday and Sunday",
    frozenset(range(7)): "every day",
}


def season(months: Sequence[int]) -> str:
    """June and July; May to August; every month except in December when most are in; nothing when all are."""
    if len(months) == 12:
        return ""
    if len(months) > 8:
        missing = [MONTHS[n - 1] for n in range(1, 13) if n not in months]
        return f"{MOST}{listed(missing)}"
    return listed(_runs(months, MONTHS, 1))


def within(months: str) -> str:
    """What follows the days: " in June", " except in December"; nothing for no season."""
    if not months:
        return ""
    return f"{EXCEPT}{months.removeprefix(MOST)}" if months.startswith(MOST) else f" in {months}"


def yearly(days: str, months: str) -> str:
    """Days of some months, which come every year."""
    return f"every year {days}" if months and not months.startswith("every") else days


def week(days: set[int]) -> str:
    """Weekdays, Monday being 0, that come every week."""
    if known := KNOWN_WEEKS.get(frozenset(days)):
        return known
    if len(days) == 6:
        return f"every day except {DAYS[min(set(range(7)) - days)]}"
    return f"every {listed(_runs(_from_the_gap(days), DAYS * 2, 0))}"


def without(said: str, weekday: str) -> str:
    """The week of which `said` is all but that weekday: "every day" for "every day except Friday" without Friday."""
    if weekday not in DAYS:
        return ""
    gone = DAYS.index(weekday)
    weeks = [set(days) for size in range(2, 8) for days in combinations(range(7), size) if gone in days]
    return next((week(days) for days in weeks if week(days - {gone}) == said), "")


def _from_the_gap(days: set[int]) -> list[int]:
    """Saturday to Monday is one run: begin after the first day that is left out."""
    gap = max(set(range(7)) - days)
    return [day for day in range(gap + 1, gap + 7) if day % 7 in days] if 6 in days and 0 in days else sorted(days)


def _runs(numbers: Sequence[int], names: Sequence[str], first: int) -> list[str]:
    """Names of numbers, three or more in a row as a range."""
    said: list[str] = []
    for run in in_a_row(numbers):
        named = [names[n - first] for n in run]
        said += [f"{named[0]} to {named[-1]}"] if len(run) > 2 else named
    return said


def nth_weekdays(pairs: Sequence[tuple[int, int]], months: str) -> str:
    """(weekday, place in the month) as "on the first and third Monday of every month"; `months` are theirs."""
    by_day: dict[int, list[int]] = {}
    for day, nth in pairs:
        by_day.setdefault(day, []).append(nth)
    if len(by_day) == 1 and (missing := _all_but_one(pairs)):
        name = DAYS[pairs[0][0]]
        return f"every {name} except the {place(missing)} {name} of {months}"
    said = [f"{listed(list(map(place, nths)))} {DAYS[day]}" for day, nths in by_day.items()]
    return yearly(f"on the {listed(said)} of {months}", months)


def _all_but_one(pairs: Sequence[tuple[int, int]]) -> int:
    """The place that four of five leave out, counted from the same end; 0 when it is not so."""
    places = {nth for _, nth in pairs}
    sign = -1 if max(places) < 0 else 1
    missing = {sign * n for n in range(1, 6)} - places
    return missing.pop() if len(places) == 4 and len(missing) == 1 else 0
