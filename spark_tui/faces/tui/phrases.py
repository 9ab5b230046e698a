"""What was typed into the ask line before: gone through one by one, looked for, and kept for the next time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from spark_tui.domain.document import hidden
from spark_tui.faces.tui.text import Piece, fit, flat

PHRASES = 200
LONGEST = 1_000  # characters of a phrase that is kept for the next time
MOST = 64 * 1024  # bytes of all of them as JSON: what is remembered has to stay below a limit, or nothing of it is kept
LINES = 3  # that show what was found


class History:
    """The phrases, the oldest first; each once, where it was typed last."""

    def __init__(self, phrases: Sequence[str] = ()) -> None:
        self._phrases = list(phrases)

    def __len__(self) -> int:
        return len(self._phrases)

    def add(self, phrase: str) -> None:
        if phrase.strip():
            self._phrases = [*(p for p in self._phrases if p != phrase), phrase][-PHRASES:]

    def before(self, back: int) -> str:
        """The one so many phrases ago, from 1 on."""
        return self._phrases[-back]

    def with_all(self, words: str) -> list[str]:
        """Those in which all the words stand, the newest first."""
        wanted = words.casefold().split()
        return [phrase for phrase in reversed(self._phrases) if all(word in phrase.casefold() for word in wanted)]

    def remembered(self) -> list[str]:
        """The newest of those that hold no secret, as far as there is room for them."""
        room, found = MOST, list[str]()
        for phrase in filter(is_open, reversed(self._phrases)):
            room -= len(json.dumps(phrase)) + 2
            if room < 0:
                break
            found.append(phrase)
        return found[::-1]


def recalled(kept: Any) -> list[str]:
    """Phrases from a file that anybody may have written."""
    phrases = kept if isinstance(kept, list) else []
    return [text for phrase in phrases[-PHRASES:] if (text := recalled_phrase(phrase))]


def recalled_phrase(kept: Any) -> str:
    return flat(kept[:LONGEST]) if isinstance(kept, str) else ""


@lru_cache(maxsize=2 * PHRASES)
def is_open(phrase: str) -> bool:
    """Whether it may stand in a file: it is of a usual length, and nothing in it looks like a secret."""
    return len(phrase) <= LONGEST and hidden(phrase) == phrase


@dataclass(frozen=True, slots=True)
class Search:
    """Some words are looked for among the phrases; `draft` is what stood in the line before."""

    draft: str
    words: str = ""
    found: Sequence[str] = ()
    at: int = 0

    @property
    def phrase(self) -> str:
        """The one that would be taken."""
        return self.found[self.at] if self.found else self.draft

    def moved(self, by: int) -> "Search":
        """On to older ones, and no further than there are any."""
        return replace(self, at=max(0, min(self.at + by, len(self.found) - 1)))

    @property
    def told(self) -> str:
        return f"search {self.at + 1} of {len(self.found)}" if self.found else "search"

    def lines(self, width: int) -> list[list[Piece]]:
        """The newest at the top, the one that would be taken always in view."""
        if not self.found:
            return [[(fit("  nothing that was typed before has these words", width), "warn")]]
        first = max(0, min(self.at - 1, len(self.found) - LINES))
        return [
            [("▶ " if n == self.at else "  ", "live"), (fit(self.found[n], width - 2), _ink(n == self.at))]
            for n in range(first, min(first + LINES, len(self.found)))
        ]


def _ink(taken: bool) -> str:
    return "strong" if taken else "plain"
