"""Words that are misspelled where only one kind of word stands: a city behind a time, "times" behind a number.

Anywhere else the same letters may be a word of the task, and are left alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from agent.phrases.lexicon.places import ABBREVIATIONS
from agent.phrases.lexicon.words import Lexicon, edits
from agent.phrases.meaning import Zone
from agent.phrases.tokens import Token, area_like
from agent.phrases.zones import named

SHORTEST_PLACE = 5  # letters
_TIMED = frozenset({"clock", "hour", "hourword", "oclock", "ampm", "dial", "packed", "dotted", "part"})
_DAYS = frozenset({"weekday", "plural", "dayset", "unit", "freq", "relday"})
_COUNTS = frozenset({"number", "ones", "hourword"})


def in_their_place(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens, with those taken for what must have been meant there."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        taken, size = _iana(tokens, at) or (_one(tokens, at, lexicon), 1)
        found.append(taken)
        at += size
    return found


def _one(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Token:
    token = tokens[at]
    if token.known or not token.is_word:
        return token
    meant = next((word for judge in (_place, _zone, _times, _ordinal) if (word := judge(tokens, at, lexicon))), "")
    return replace(token, senses=lexicon.senses(meant), meant=meant) if meant else token


def _before(tokens: Sequence[Token], at: int, back: int = 1) -> frozenset[str]:
    return frozenset(tokens[at - back].senses) if at >= back else frozenset()


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether no word of a task follows: "9am Lisbom", but not "at 9 texts mom"."""
    return at + 1 == len(tokens) or tokens[at + 1].known


def _place(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str:
    """ "At 9 in Sydeny", "9am Lisbom", "Brelin time"."""
    inside = "in" in _before(tokens, at) and _before(tokens, at, 2) & (_TIMED | _DAYS)
    alone = _before(tokens, at) & _TIMED and _ends(tokens, at)
    clocked = at + 1 < len(tokens) and "time" in tokens[at + 1].senses and at > 0
    if len(tokens[at].text) < SHORTEST_PLACE or not (inside or alone or clocked):
        return ""
    return lexicon.nearest_place(tokens[at].text)


def _zone(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str:
    """ "9am ETS": two letters changed places."""
    text = tokens[at].text
    if not (_before(tokens, at) & _TIMED and _ends(tokens, at) and len(text) > 2):
        return ""
    swapped = [name for name in ABBREVIATIONS if sorted(name) == sorted(text) and edits(name, text, 1) == 1]
    return swapped[0] if len(swapped) == 1 and "zone" in lexicon.senses(swapped[0]) else ""


def _times(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str:
    """ "6 timse": letters that changed places, were lost or doubled; "6 tiles" are tiles."""
    if not (_before(tokens, at) & _COUNTS and _ends(tokens, at)):
        return ""
    return next((word for word in lexicon.spelled("times") if _slipped(tokens[at].text, word)), "")


def _ordinal(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str:
    """ "Fist Monday of the month"; elsewhere a fist is one."""
    if at + 2 >= len(tokens) or "weekday" not in tokens[at + 1].senses or "of" not in tokens[at + 2].senses:
        return ""
    near = [word for word in lexicon.spelled("ordinal") if len(word) > 3 and edits(tokens[at].text, word, 1) == 1]
    return near[0] if len(near) == 1 else ""


def _slipped(typed: str, word: str) -> bool:
    if len(word) < 4 or edits(typed, word, 1) != 1:
        return False
    return sorted(typed) == sorted(word) or len(typed) < len(word) or set(typed) == set(word)


def _iana(tokens: Sequence[Token], at: int) -> tuple[Token, int] | None:
    """ "Euorpe/Berlin": an area that is misspelled before a slash."""
    area = area_like(tokens[at].text) if at + 2 < len(tokens) and tokens[at + 1].text == "/" else ""
    end = at + 1
    while area and end < len(tokens) and tokens[end].start == tokens[end - 1].end:
        end += 1
    if end < at + 3:
        return None
    rest = "_".join(token.text for token in tokens[at + 2 : end] if token.text != "_").replace(" ", "_")
    zone = named(f"{area}/{rest}".replace("_/_", "/"))
    if isinstance(zone, Zone):
        text = "".join(token.text for token in tokens[at:end])
        return Token(text, {"iana": zone.name}, tokens[at].start, tokens[end - 1].end, zone.name), end - at
    return None
