"""Words tied together without a space: "may-report", "worker-3", "hive/daily" are names, "mon-fri" is not.

A name holds at least one word that has nothing to do with time. Whatever else stands in it, a day,
an hour, a number, is a part of the name and says nothing of when.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.phrases.scanning import is_plain
from agent.phrases.tokens import Token

_TIES = frozenset({"dash", "slash"})
_NAMELESS = frozenset({"place", "vaguenoun"})  # "9am/Tokyo" and "dawn-8am" are about when


def as_names(tokens: Sequence[Token]) -> list[Token]:
    """The tokens; those that are parts of a name mean nothing."""
    found: list[Token] = []
    for chain in _chains(tokens):
        named = len(chain) > 2 and (any(map(_is_foreign, chain)) or _are_no_number_of_times(chain) or _is_flag(chain))
        found += [replace(token, senses={}, meant="") for token in chain] if named else chain
    return found


def _chains(tokens: Sequence[Token]) -> list[list[Token]]:
    """Runs of tokens between which nothing stands but a hyphen or a slash."""
    chains = [[token] for token in tokens[:1]]
    for before, each in pairwise(tokens):
        tied = before.end == each.start and bool((before.senses.keys() | each.senses.keys()) & _TIES)
        if tied:
            chains[-1].append(each)
        else:
            chains.append([each])
    return chains


def _is_foreign(token: Token) -> bool:
    return is_plain(token) and not token.senses.keys() & _NAMELESS


def _is_flag(chain: Sequence[Token]) -> bool:
    """ "--days" of a command."""
    return all("dash" in token.senses for token in chain[:2]) and chain[2].is_word


def _are_no_number_of_times(chain: Sequence[Token]) -> bool:
    """ "Sunday-times" is a paper, "3-times" a count."""
    return "times" in chain[-1].senses and "number" not in chain[-3].senses
