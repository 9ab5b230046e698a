"""Languages mixed in one phrase: "every segunda às 9h". A word of another language keeps its meaning."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.phrases.languages import LANGUAGES, Language
from agent.phrases.tokens import Senses, Token

SHORTEST = 4  # letters; shorter words mean something in too many languages
_BORROWED = frozenset("every weekday plural dayset freq relday".split())


def borrowed(tokens: Sequence[Token], language: Language) -> list[Token]:
    """The tokens; what the language does not know, beside a word about time, means what it does in another."""
    found = list(tokens)
    for at, (before, here, after) in enumerate(_with_neighbours(tokens)):
        beside = bool((before and before.known) or (after and after.known))
        if beside and here.is_word and not here.known and (senses := _elsewhere(here.text, language)):
            found[at] = replace(here, senses=senses)
    return found


def _with_neighbours(tokens: Sequence[Token]) -> list[tuple[Token | None, Token, Token | None]]:
    padded = [None, *tokens, None]
    return [
        (before, here, padded[at + 2]) for at, (before, here) in enumerate(pairwise(padded[:-1])) if here is not None
    ]


def _elsewhere(word: str, language: Language) -> Senses:
    if len(word) < SHORTEST or language.lexicon.knows(word):
        return {}
    senses = (each.lexicon.senses(word) for each in LANGUAGES if each is not language)
    return next((each for each in senses if each.keys() & _BORROWED), {})
