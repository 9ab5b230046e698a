"""A phrase as tokens: each piece of text with everything that it could mean.

"second" is a unit and an ordinal, "segunda" a weekday and an ordinal, "9h" a time and a
duration: a token keeps all its senses and the grammar chooses. A token's span points into
the phrase as it was typed.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from agent.phrases.lexicon.words import Lexicon, edits
from agent.phrases.shapes import SHAPES

Senses = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is normalised: lower case, without accents."""

    text: str
    senses: Senses
    start: int
    end: int
    meant: str = ""  # the word it was taken for, when it was misspelled

    @property
    def known(self) -> bool:
        return bool(self.senses)

    @property
    def is_word(self) -> bool:
        return self.text[:1].isalpha()


_SAME = {"’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": ";", "−": "-", "‑": "-"}


def normal(text: str) -> str:
    """Lower case without accents, character for character, so that positions stay true."""
    text = text.translate(_SPACES)
    return text.lower() if text.isascii() else "".join(map(_base, text))


_SPACES = dict.fromkeys(map(ord, "\t\n\r\v\f\u00a0\u2009\u202f"), " ")


_FRACTION = "\N{FRACTION SLASH}"  # of ½, which is no 1


@lru_cache(maxsize=4096)
def _base(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    plain = unicodedata.normalize("NFKD", char)
    if _FRACTION in plain:
        return char
    first = plain[0].lower()[:1]
    return " " if unicodedata.category(first) in ("Cf", "Cc", "Mn", "Cs", "So", "Sk") else first


_AREAS = """
    africa america antarctica arctic asia atlantic australia europe indian pacific us etc canada brazil chile mexico
""".split()
_SHAPED = "|".join(f"(?P<{kind}>{shape})" for kind, shape, _ in SHAPES)
_IANA = rf"(?P<iana>\b(?:{'|'.join(_AREAS)})(?:/[a-z][\w+-]+)+)"
_SPOKEN = r"[^\W\d_]+(?:'[^\W\d_]+)*"
_PIECES = re.compile(rf"{_SHAPED}|{_IANA}|(?P<word>{_SPOKEN})|(?P<mark>\.\.+|\S)")
_WORD = re.compile(_SPOKEN)
_ADDRESS = re.compile(next(shape for kind, shape, _ in SHAPES if kind == "address"))
_SENSES = {kind: senses for kind, _, senses in SHAPES}
_MARKS: dict[str, dict[str, Any]] = {
    ",": {"comma": True},
    ";": {"stop": True},
    "-": {"dash": True},
    "..": {"dash": True},
    "...": {"dash": True},
    "&": {"and": True},
    "+": {"and": True},
    "/": {"slash": True},
    "@": {"at": True},
    "~": {"about": True},
    "?": {"askmark": True},
    ".": {"stopmark": True},
}


def area_like(word: str) -> str:
    """The area of zone names that `word` misspells: "euorpe"."""
    if len(word) < 4:
        return ""
    near = [area for area in _AREAS if area[0] == word[0] and len(area) > 3 and 0 < edits(word, area, 2) < 3]
    return near[0] if len(near) == 1 else ""


def words_of(phrase: str) -> list[tuple[str, str]]:
    """The words of the phrase, normalised and as they were written; those of an address are of no language."""
    text = _ADDRESS.sub(lambda match: " " * len(match[0]), normal(phrase))
    return [(word[0], phrase[word.start() : word.end()]) for word in _WORD.finditer(text)]


def tokenise(phrase: str, lexicon: Lexicon, *, forgiving: bool = False) -> list[Token]:
    """The tokens of `phrase`; when `forgiving`, misspelled keywords are read as what they resemble."""
    text = normal(phrase)
    pieces = [(match.lastgroup or "mark", match[0], match.start(), match.end()) for match in _PIECES.finditer(text)]
    typed = tuple(piece[1] for piece in pieces)
    words = _corrected(typed, pieces, lexicon) if forgiving else typed
    tokens, at = [], 0
    while at < len(pieces):
        size, senses = lexicon.longest(words, at)
        if forgiving and not size and pieces[at][0] == "word" and (halves := lexicon.halves(words[at])):
            tokens += _halves(pieces[at], halves, lexicon)
            at += 1
            continue
        end = at + max(size, 1)
        meant = " ".join(words[at:end]) if words[at:end] != typed[at:end] else ""
        tokens.append(_token(pieces[at:end], senses, phrase, lexicon, meant))
        at = end
    return [
        replace(token, senses={}) if "greeting" in token.senses and not _begins(tokens[:at]) else token
        for at, token in enumerate(tokens)
    ]


def _halves(piece: tuple[str, str, int, int], halves: tuple[str, str], lexicon: Lexicon) -> list[Token]:
    """ "Dayat": two words typed as one."""
    _, text, start, end = piece
    first, second = halves
    middle = start + len(first)
    return [
        Token(text, lexicon.senses(first), start, middle, " ".join(halves)),
        Token(second, lexicon.senses(second), middle, end),
    ]


def _begins(before: Sequence[Token]) -> bool:
    """Whether a greeting greets there: elsewhere it is a name, as in "every day at 9 run hello"."""
    said = [token for token in before if "noise" not in token.senses]
    return not said or bool(said[-1].senses.keys() & {"comma", "stop", "stopmark"}) or said[-1].text in ("!", ":")


def _corrected(
    typed: tuple[str, ...], pieces: Sequence[tuple[str, str, int, int]], lexicon: Lexicon
) -> tuple[str, ...]:
    """The words as they must have been meant: those of no entry are corrected."""
    words, at = list(typed), 0
    while at < len(typed):
        size, _ = lexicon.longest(typed, at)
        if not size and pieces[at][0] == "word":
            words[at] = lexicon.resembling(typed[at]) or lexicon.inside(words, at) or typed[at]
        at += max(size, 1)
    return tuple(words)


def _token(pieces: list[tuple[str, str, int, int]], senses: Senses, phrase: str, lexicon: Lexicon, meant: str) -> Token:
    kind, text, start, _ = pieces[0]
    end = pieces[-1][3]
    if kind == "meridiem" and text[-1] == "a" and lexicon.language != "en":
        kind = "nth"  # 2ª feira, not two in the morning
    if not senses:
        senses = _own_senses(kind, text, phrase[start:end])
        if kind == "clock" and lexicon.wide:
            senses = {"clock": replace(senses["clock"], sure=True)}
    elif kind in _SENSES:
        senses = {**_own_senses(kind, text, phrase[start:end]), **senses}
    return Token(" ".join(piece[1] for piece in pieces), senses, start, end, meant)


def _own_senses(kind: str, text: str, typed: str) -> Senses:
    if kind in _SENSES:
        return _SENSES[kind](text)
    if kind == "iana":
        return {"iana": typed}
    return _MARKS.get(text, {}) if kind == "mark" else {}
