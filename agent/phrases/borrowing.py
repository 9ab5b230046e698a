"""Languages mixed in one phrase: "every segunda às 9h". A word of another language keeps its meaning."""

from collections.abc import Sequence
from dataclasses import replace

from agent.phrases.languages import LANGUAGES, Language
from agent.phrases.tokens import Senses, Token

SHORTEST = 4  # letters; shorter words mean something in too many languages
_BORROWED = frozenset("every weekday plural dayset freq relday".split())


def borrowed(tokens: Sequence[Token], language: Language) -> list[Token]:
    """The tokens; what the language does not know, beside a word about time, means what it does in another."""
    found = list(tokens)
    around = [None, *tokens, None]
    for at, (before, here, after) in enumerate(zip(around, tokens, around[2:], strict=False)):
        beside = bool((before and before.known) or (after and after.known))
        if beside and here.is_word and not here.known and (senses := _elsewhere(here.text, language)):
            found[at] = replace(here, senses=senses)
    return found


def _elsewhere(word: str, language: Language) -> Senses:
    if len(word) < SHORTEST or language.lexicon.knows(word):
        return {}
    senses = (each.lexicon.senses(word) for each in LANGUAGES if each is not language)
    return next((each for each in senses if each.keys() & _BORROWED), {})
