"""Weekdays and months in phrases that crons and calendar rules share: "every weekday", "the last Friday of June"."""

from collections.abc import Sequence

from spark_tui.system.words.counting import in_a_row, listed, place

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
KNOWN_WEEKS = {
    frozenset(range(5)): "every weekday",
    frozenset({5, 6}): "every Saturday and Sunday",
    frozenset(range(7)): "every day",
}


def season(months: Sequence[int]) -> str:
    """June and July; May to August; every month but December when most are in; nothing when all are."""
    if len(months) == 12:
        return ""
    if len(months) > 8:
        missing = [MONTHS[n - 1] for n in range(1, 13) if n not in months]
        return f"every month but {listed(missing)}"
    return listed(_runs(months, MONTHS, 1))


def within(months: str) -> str:
    """What follows the days: " in June", " of every month but December"; nothing for no season."""
    if not months:
        return ""
    return f" of {months}" if months.startswith("every") else f" in {months}"


def week(days: set[int]) -> str:
    """Weekdays, Monday being 0, that come every week."""
    if known := KNOWN_WEEKS.get(frozenset(days)):
        return known
    if len(days) == 6:
        return f"every day but {DAYS[min(set(range(7)) - days)]}"
    return f"every {listed(_runs(_from_the_gap(days), DAYS * 2, 0))}"


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
    """(weekday, place in the month) as "on the first and third Monday of every month"."""
    by_day: dict[int, list[int]] = {}
    for day, nth in pairs:
        by_day.setdefault(day, []).append(nth)
    if len(by_day) == 1 and (missing := _all_but_one(pairs)):
        return f"every {DAYS[pairs[0][0]]} but the {place(missing)} of {months}"
    said = [f"{listed(list(map(place, nths)))} {DAYS[day]}" for day, nths in by_day.items()]
    return f"on the {listed(said)} of {months}"


def _all_but_one(pairs: Sequence[tuple[int, int]]) -> int:
    """The place that four of five leave out, counted from the same end; 0 when it is not so."""
    places = {nth for _, nth in pairs}
    sign = -1 if max(places) < 0 else 1
    missing = {sign * n for n in range(1, 6)} - places
    return missing.pop() if len(places) == 4 and len(missing) == 1 else 0
