"""Names as people type them: as a pattern, in any spelling, or nearly so.

Names are looked up at every key press, among ten thousand; what is needed for that is worked out once.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from fnmatch import translate
from functools import cached_property, lru_cache
from heapq import nlargest

CLOSE = 0.7  # how alike a name must be that may have been meant
ALIKE = 40  # names that are compared letter by letter: those that share the most pairs of letters


def is_pattern(name: str) -> bool:
    """Whether it stands for several names: etl*, report-?."""
    return "*" in name or "?" in name


def folded(name: str) -> str:
    """As names are compared: whatever their case, and with spaces for what joins words."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


@lru_cache(maxsize=2)
def names_of(known: tuple[str, ...]) -> "Names":
    """The same again while the names are the same, which they are from one look to the next."""
    return Names(known)


class Names:
    """Those that are there, arranged to be found."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known: dict[str, list[str]] = {}
        for name in known:
            self._known.setdefault(folded(name), []).append(name)

    def fitting(self, name: str) -> list[str]:
        """Those that are meant: all that a pattern fits, or those that are spelled like it.

        Square brackets mean themselves.
        """
        wanted = folded(name)
        if not is_pattern(name):
            return self._known.get(wanted, [])
        fits = re.compile(translate(wanted.replace("[", "[[]"))).match
        return [one for said, alike in self._known.items() if fits(said) for one in alike]

    def near(self, name: str, most: int) -> list[str]:
        """Those that may have been meant: that have it in them, from the beginning of a word; then those like it."""
        low = folded(name)
        begun = f" {low}"
        found = [said for said in self._known if begun in f" {said}"][:most]
        if len(found) < most:
            found += difflib.get_close_matches(low, self._sharing(low), n=most, cutoff=CLOSE)
        return [self._known[said][-1] for said in dict.fromkeys(found)][:most]

    def _sharing(self, low: str) -> list[str]:
        """Comparing ten thousand names letter by letter takes a second: most are out of question."""
        pairs = _pairs(low)
        shared: Counter[str] = Counter()
        for pair in pairs:
            shared.update(self._having.get(pair, ()))
        alike = nlargest(ALIKE, shared.items(), key=lambda one: one[1] / (len(pairs) + len(one[0])))
        return [said for said, _ in alike]

    @cached_property
    def _having(self) -> dict[str, list[str]]:
        """By two letters that stand together, the names that have them."""
        having: dict[str, list[str]] = {}
        for said in self._known:
            for pair in _pairs(said):
                having.setdefault(pair, []).append(said)
        return having


def _pairs(said: str) -> set[str]:
    around = f" {said} "
    return {around[at : at + 2] for at in range(len(around) - 1)}
