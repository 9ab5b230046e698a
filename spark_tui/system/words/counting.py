"""Several things as one phrase, and numbers as places: "a, b and c", "10th to 20th", "second-to-last"."""

from collections.abc import Sequence

ORDINALS = {
    1: "first",
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    -1: "last",
    -2: "second-to-last",
    -3: "third-to-last",
}


def listed(items: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)


def in_a_row(numbers: Sequence[int]) -> list[list[int]]:
    """1, 2, 3, 7 as 1, 2, 3 and 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def spans(numbers: Sequence[int]) -> list[str]:
    """1st, 15th; 10th to 20th for a run."""
    said: list[str] = []
    for run in in_a_row(numbers):
        said += [f"{nth(run[0])} to {nth(run[-1])}"] if len(run) > 2 else list(map(nth, run))
    return said


def nth(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def place(number: int) -> str:
    """first, 6th; last, 4th-to-last when it is counted from the end."""
    return ORDINALS.get(number) or (nth(number) if number > 0 else f"{nth(-number)}-to-last")


def monthday(number: int) -> str:
    """13th; last day."""
    return nth(number) if number > 0 else f"{place(number)} day"
