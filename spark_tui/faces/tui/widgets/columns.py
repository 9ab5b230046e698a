"""The columns of a table: said once, and shared out over the width that there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from spark_tui.faces.tui.text import Piece, fit, fit_right

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """`text` of an item in `ink`, or what `draw` makes of an item and a width, which is exactly as wide.

    It is as wide as its longest text, from `least` to `most` cells; where room is left `grows` take it, and
    where it is short they give way. It stands only in tables of at least `since` cells. `sort` is what its
    items are ordered by; without it they cannot be.
    """

    id: str
    title: str
    text: Callable[[T], str]
    least: int
    most: int
    ink: str = "plain"
    draw: Callable[[T, int], list[Piece]] | None = None
    sort: Callable[[T], Any] | None = None
    grows: bool = False
    right: bool = False
    since: int = 0
    fixed: bool = False  # nobody can hide it

    def heading(self, width: int, mark: str) -> str:
        return (fit_right if self.right else fit)(f"{self.title}{mark}", width)

    def cell(self, item: T, width: int) -> list[Piece]:
        if self.draw is not None:
            return self.draw(item, width)
        return [((fit_right if self.right else fit)(self.text(item), width), self.ink)]


Shared = list[tuple[Column[T], int]]


def longest(columns: Sequence[Column[T]], items: Sequence[T]) -> dict[str, int]:
    """How wide each would like to be."""
    found = {column.id: column.least for column in columns}
    for column in columns:
        if column.least < column.most:
            most = max((len(column.text(item)) for item in items), default=0)
            found[column.id] = min(max(column.least, most), column.most)
    return found


def share(columns: Sequence[Column[T]], wishes: dict[str, int], width: int) -> Shared[T]:
    """Which columns stand there and how wide: a cell is between two of them, and all cells are given out.

    Where they do not fit those that grow shrink to their least, the widest first; then the last ones go.
    """
    shown = [column for column in columns if width >= column.since]
    while len(shown) > 1 and sum(column.least + 1 for column in shown) - 1 > width:
        del shown[max(n for n, column in enumerate(shown) if not column.fixed or n)]
    widths = [min(wishes.get(column.id, column.least), width) for column in shown]
    over = sum(widths) + len(shown) - 1 - width
    while over > 0 and (slack := [n for n, column in enumerate(shown) if widths[n] > column.least]):
        widths[max(slack, key=lambda n: widths[n])] -= 1
        over -= 1
    growing = [n for n, column in enumerate(shown) if column.grows]
    if growing and over < 0:
        widths[growing[-1]] -= over
    return list(zip(shown, widths, strict=True))
