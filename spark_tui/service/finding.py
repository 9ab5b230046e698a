"""Names and ids as people type them: a name, an id, or the unique beginning of an id."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from spark_tui.domain.errors import Ambiguous, Invalid, NotFound
from spark_tui.domain.text import one_line

T = TypeVar("T")
NEAR = "did you mean"  # what a hint begins with that names something near
SHORTEST_PREFIX = 3
SHOWN_ID = 8  # characters of an id that a list shows
NAME_LIMIT = 60  # characters of a name that Spark makes


def pick(wanted: str, items: Sequence[T], names: Callable[[T], Iterable[str]], what: str, hint: str = "") -> T:
    """The one item that `wanted` names; `names` gives its id first, then what else it is called.

    An exact name goes before the beginning of an id, and that before the beginning of a name.
    Raises NotFound or Ambiguous.
    """
    low = wanted.strip().casefold()
    called = [(item, [name.casefold() for name in names(item)]) for item in items]
    exact = [item for item, known in called if low in known]
    enough = len(low) >= SHORTEST_PREFIX
    by_id = [item for item, known in called if enough and known[0].startswith(low)]
    by_name = [item for item, known in called if enough and any(name.startswith(low) for name in known[1:])]
    for found in (exact, by_id, by_name):
        if len(found) == 1:
            return found[0]
        if found:
            raise Ambiguous(f"“{one_line(wanted, 60)}” fits {len(found)} {what}s", hint=_one_of(found, names))
    raise NotFound(f"there is no {what} “{one_line(wanted, 60)}”", hint=_near(low, items, names) or hint)


def is_whole(wanted: str, id: str, *names: str) -> bool:  # noqa: A002
    """Whether it is a name or an id as Spark shows them, rather than the beginning of one.

    What stops or removes something must not do so to what merely begins alike.
    """
    low = wanted.strip().casefold()
    shown = len(low) >= SHOWN_ID and id.casefold().startswith(low)
    return shown or low in (id.casefold(), *(name.casefold() for name in names))


def _one_of(found: Sequence[T], names: Callable[[T], Iterable[str]]) -> str:
    return "say which by its id: " + ", ".join(" ".join(list(names(item))[:2]) for item in found[:5])


def _near(low: str, items: Sequence[T], names: Callable[[T], Iterable[str]]) -> str:
    known = {name.casefold(): list(names(item))[1] for item in items for name in list(names(item))[1:]}
    near = dict.fromkeys(known[name] for name in difflib.get_close_matches(low, known, n=6, cutoff=0.55))
    return f"{NEAR} " + " or ".join(f"“{name}”" for name in list(near)[:3]) + "?" if near else ""


def given_name(text: str) -> str:
    """What a person wants something to be called, as a name. Raises Invalid for what holds none."""
    if re.search(r"[^\W_]", text) is None:
        raise Invalid(f"“{one_line(text, 40)}” is no name", hint="letters and digits, such as daily-report")
    return slug(text)


def slug(text: str) -> str:
    """A name that is easy to type: lower case, words joined by hyphens."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return "-".join(words)[:NAME_LIMIT].strip("-") or "unnamed"
