"""Figures as bars, a cell for each."""

from collections.abc import Sequence

LEVELS = "▁▂▃▄▅▆▇█"


def bars(values: Sequence[float], most: float = 0) -> str:
    """A bar for each value, the highest for the greatest of them (or for `most`); a dot where there is nothing."""
    top = max([*values, most], default=0)
    return "".join(LEVELS[min(7, int(value / top * 7.999))] if value > 0 else "·" for value in values)


def share(part: float | None) -> str:
    """98.7 %; a whole number where it is exact, and never 100 % of what was not all of it."""
    if part is None:
        return "–"
    percent = min(part * 100, 99.9) if part < 1 else 100
    return f"{percent:.0f} %" if percent in (0, 100) else f"{percent:.1f} %"
