"""A language's words: from spellings to senses, and from misspellings to words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

Senses = dict[str, Any]
Table = Mapping[str, Mapping[Any, str]]  # sense → value → spellings, separated by commas

WORKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
ODD, EVEN = tuple(range(1, 32, 2)), tuple(range(2, 32, 2))  # days of the month
VOWELS = "aeiou"
SHORTEST = 4  # a word shorter than this is never corrected


class Lexicon:
    """The words of one language, found by their spelling.

    `real` are words of the language that look like a keyword and are not one: they are never
    corrected. In a `wide` language "7:30" is a time of the 24-hour clock.
    """

    def __init__(
        self, language: str, table: Table, say: Mapping[str, str], real: str = "", *, wide: bool = True
    ) -> None:
        self.language = language
        self.say = say
        self.wide = wide
        self._table = table
        self._real = real

    @cached_property
    def _senses(self) -> dict[tuple[str, ...], Senses]:
        found: dict[tuple[str, ...], Senses] = {}
        for sense, values in self._table.items():
            for value, spellings in values.items():
                for spelling in spellings.split(","):
                    found.setdefault(tuple(_split(spelling)), {})[sense] = value
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """How many words the longest entry has that begins with a word."""
        found: dict[str, int] = {}
        for words in self._senses:
            found[words[0]] = max(len(words), found.get(words[0], 0))
        return found

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(
            word for words, senses in self._senses.items() if not senses.keys() & {"place", "zone"} for word in words
        )

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(self._real.split())

    @cached_property
    def _uncorrected(self) -> frozenset[str]:
        return self._own | self._longest.keys()

    @cached_property
    def _keywords(self) -> dict[int, list[str]]:
        return _by_length(words[0] for words, senses in self._senses.items() if _corrects(words, senses))

    def longest(self, words: Sequence[str], at: int) -> tuple[int, Senses]:
        """How many words from `at` on are one entry, and its senses; (0, {}) when none."""
        for size in range(self._longest.get(words[at], 0), 0, -1):
            found = self._senses.get(tuple(words[at : at + size]))
            if found is not None:
                return size, found
        return 0, {}

    def senses(self, word: str) -> Senses:
        return self._senses.get((word,), {})

    def knows(self, word: str) -> bool:
        """Whether it is a word of this language, places and zones apart."""
        return word in self._vocabulary or word in self._own

    def resembling(self, word: str) -> str:
        """The keyword that `word` misspells, or nothing when none or several are as near."""
        if word in self._uncorrected:
            return ""
        if len(word) < SHORTEST:
            return self._without_a_vowel(word)
        nearest: dict[int, list[str]] = {}
        for size in range(len(word) - 2, len(word) + 3):
            for keyword in self._keywords.get(size, ()):
                if keyword[0] == word[0] or keyword[-1] == word[-1]:
                    allowed = _allowed(len(keyword))
                    distance = edits(word, keyword, allowed)
                    if distance <= allowed and (distance < 2 or keyword[0] == word[0]):
                        nearest.setdefault(distance, []).append(keyword)
        return self._likeliest(word, nearest[min(nearest)]) if nearest else ""

    def _without_a_vowel(self, word: str) -> str:
        """A word of four letters that lost a vowel in its middle: "cda", "utl"."""
        if len(word) != SHORTEST - 1:
            return ""
        found = [
            keyword
            for keyword in self._keywords.get(SHORTEST, ())
            if any(keyword[at] in VOWELS and keyword[:at] + keyword[at + 1 :] == word for at in (1, 2))
        ]
        return self._likeliest(word, found) if found else ""

    def inside(self, words: Sequence[str], at: int) -> str:
        """The word that `words[at]` misspells when it stands in an entry of several words: "for the whoel of"."""
        if len(words[at]) < SHORTEST or words[at] in self._own:
            return ""
        for size in range(4, 1, -1):
            for begin in range(max(0, at - size + 1), at + 1):
                row = tuple(words[begin : begin + size])
                gap = at - begin
                for word in self._gaps.get((*row[:gap], "", *row[gap + 1 :]), ()) if len(row) == size else ():
                    if edits(words[at], word, 1) == 1:
                        return word
        return ""

    @cached_property
    def _gaps(self) -> dict[tuple[str, ...], list[str]]:
        """Entries of several words about when, each without one of them; the words that fill the gap."""
        found: dict[tuple[str, ...], list[str]] = {}
        for words, senses in self._senses.items():
            if 1 < len(words) < 5 and not senses.keys() & _BESIDE_TIME:
                for at, word in enumerate(words):
                    if len(word) > SHORTEST or ("place" in senses and len(word) == SHORTEST):
                        found.setdefault((*words[:at], "", *words[at + 1 :]), []).append(word)
        return found

    def nearest_place(self, word: str) -> str:
        """The place of one word that `word` misspells."""
        if word in self._uncorrected:
            return ""
        near: dict[int, list[str]] = {}
        for place in self._places:
            if place[0] == word[0] and (distance := edits(word, place, _allowed(len(place)))) <= _allowed(len(place)):
                near.setdefault(distance, []).append(place)
        return self._likeliest(word, near[min(near)]) if near else ""

    @cached_property
    def _places(self) -> list[str]:
        return [words[0] for words in self.spelled_in("place") if len(words) == 1 and len(words[0]) > SHORTEST]

    def spelled_in(self, sense: str) -> list[tuple[str, ...]]:
        return [words for words, senses in self._senses.items() if sense in senses]

    def spelled(self, sense: str) -> list[str]:
        """The single words that have a sense."""
        return [words[0] for words in self.spelled_in(sense) if len(words) == 1]

    def halves(self, word: str) -> tuple[str, str] | None:
        """The two words that were typed as one, a day and what goes before or after it: "mondayat", "everyday"."""
        if len(word) < SHORTEST + 1 or word in self._uncorrected:
            return None
        splits = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
        found = [split for split in splits if _is_glued(*map(self.senses, split))]
        return found[0] if len(found) == 1 else None

    def _likeliest(self, word: str, keywords: list[str]) -> str:
        """Of the nearest, the one that begins and ends most like the word; nothing when in doubt."""
        most = max(_alike(word, keyword) for keyword in keywords)
        best = [keyword for keyword in keywords if _alike(word, keyword) == most]
        senses = [self._senses[(keyword,)] for keyword in best]
        least = min(range(len(best)), key=lambda at: len(senses[at]))
        return best[least] if all(senses[least].items() <= other.items() for other in senses) else ""


_CORRECTED = frozenset(
    """
    every weekday plural dayset unit freq twiceorsecond month part relday clock ordinal other except feast until
    starting next last util between parts after before
    """.split()
)


_BESIDE_TIME = frozenset(
    """
    noise greeting det than cond holiday ask edit teller told scheduled inject state joiner soft share vague vaguenoun
    """.split()
)
_NUMBERS = frozenset({"number", "hourword", "sixtieths"})
SHORTEST_TENS, SHORTEST_NUMBER = 5, 6  # letters; "fire" is no "five"
_DAYS = frozenset({"weekday", "plural", "dayset", "unit", "freq", "relday"})
_BEFORE, _AFTER = frozenset({"every", "next", "this"}), frozenset({"at", "part"})


def _is_glued(first: Senses, second: Senses) -> bool:
    one = bool(first.keys() & _DAYS) and bool(second.keys() & _AFTER)
    return one or (bool(first.keys() & _BEFORE) and bool(second.keys() & _DAYS))


def _corrects(words: tuple[str, ...], senses: Senses) -> bool:
    if len(words) != 1:
        return False
    size = len(words[0])
    number = ("tens" in senses and size >= SHORTEST_TENS) or (senses.keys() & _NUMBERS and size >= SHORTEST_NUMBER)
    return bool(number) or (size >= SHORTEST and bool(senses.keys() & _CORRECTED))


def _allowed(size: int) -> int:
    return 1 if size < 7 else 2


def _alike(one: str, other: str) -> int:
    """How many letters they share at both ends."""
    return _shared(one, other) + _shared(one[::-1], other[::-1]) + 2 * (one[0] == other[0])


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found


def _split(spelling: str) -> list[str]:
    """As the tokeniser does, which takes "24/7" for one piece."""
    return re.sub(r"(-|(?<!\d)/|/(?!\d))", r" \1 ", spelling).split()


def edits(one: str, other: str, most: int) -> int:
    """How many letters must be changed, added, dropped or swapped with a neighbour; `most` + 1 when more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return above[-1]
