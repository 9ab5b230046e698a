"""Numbers of a field, of days and months: those in a row are told together."""

from collections.abc import Sequence


def in_a_row(numbers: Sequence[int]) -> list[list[int]]:
    """1, 2, 3, 7 as 1, 2, 3 and 7; two neighbours are no run."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [part for run in runs for part in ([run] if len(run) > 2 else [[number] for number in run])]
