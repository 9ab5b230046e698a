"""Names and ids as people type them: a name, an id, or the unique beginning of an id."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from spark_tui.domain.errors import Ambiguous, NotFound
from spark_tui.domain.text import one_line

T = TypeVar("T")
SHORTEST_PREFIX = 3


def pick(wanted: str, items: Sequence[T], names: Callable[[T], Iterable[str]], what: str, hint: str = "") -> T:
    """The one item that `wanted` names; `names` gives its id first, then what else it is called.

    An exact name goes before the beginning of an id. Raises NotFound or Ambiguous.
    """
    low = wanted.strip().casefold()
    named = [item for item in items if low in (name.casefold() for name in names(item))]
    begun = [item for item in items if len(low) >= SHORTEST_PREFIX and next(iter(names(item))).startswith(low)]
    for found in (named, begun):
        if len(found) == 1:
            return found[0]
        if found:
            raise Ambiguous(f"“{one_line(wanted, 60)}” fits {len(found)} {what}s", hint=_one_of(found, names))
    raise NotFound(f"there is no {what} “{one_line(wanted, 60)}”", hint=_near(low, items, names) or hint)


def _one_of(found: Sequence[T], names: Callable[[T], Iterable[str]]) -> str:
    return "say which by its id: " + ", ".join(" ".join(list(names(item))[:2]) for item in found[:5])


def _near(low: str, items: Sequence[T], names: Callable[[T], Iterable[str]]) -> str:
    known = {name.casefold(): name for item in items for name in list(names(item))[1:]}
    near = difflib.get_close_matches(low, known, n=3, cutoff=0.55)
    return "did you mean " + " or ".join(f"“{known[name]}”" for name in near) + "?" if near else ""
