"""Many short texts on two lines."""

from collections.abc import Sequence

from spark_tui.domain.text import counted

MANY = 8  # that are worth reading


def in_two(told: Sequence[str], many: int = 0) -> list[str]:
    """The first of them; with `many`, there are so many in all."""
    shown, many = list(told[:MANY]), max(many, len(told))
    half = -(-len(shown) // 2)
    more = f" · and {counted(many - len(shown), 'other')}" if many > len(shown) else ""
    return [line for line in (" · ".join(shown[:half]), " · ".join(shown[half:]) + more) if line]
