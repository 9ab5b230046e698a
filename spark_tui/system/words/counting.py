"""Several things as one phrase: "a, b and c", "10th to 20th"."""

from collections.abc import Callable, Sequence

from spark_tui.domain.timing import in_a_row

Runs = Sequence[Sequence[int]]  # numbers in order, those of a run together


def listed(items: Sequence[str], last: str) -> str:
    """a; a and b; a, b and c."""
    return last.join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)


def counted_together(days: Sequence[int]) -> list[list[int]]:
    """Days of a month, each by itself but the last ones, which are counted together: the last 3 days."""
    last = [day for day in sorted(days) if day < 0]
    together = len(last) > 1 and last == list(range(-len(last), 0))
    return [*([day] for day in days if day > 0 or not together), *([last] if together else [])]


def runs_of_days(days: Sequence[int]) -> list[list[int]]:
    """The same, with the runs of those that are counted from the first."""
    return in_a_row(days) if min(days) > 0 else counted_together(days)


def spans(runs: Runs, name: Callable[[int], str], span: str) -> list[str]:
    """1st, 15th; 10th to 20th for a run."""
    return [name(run[0]) if len(run) == 1 else span.format(name(run[0]), name(run[-1])) for run in runs]
