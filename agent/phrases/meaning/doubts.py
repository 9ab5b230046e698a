"""When words cannot be settled: what is wrong with them, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]  # the characters of the phrase that say it


@dataclass(frozen=True, slots=True)
class Swap:
    """A place in the phrase and what to write there instead; `say` names a pattern of the language around it."""

    span: Span
    text: str
    say: str = ""


class Impossible(Exception):
    """What was said cannot be; `say` names the sentence, `words` fill its gaps."""

    def __init__(self, say: str, **words: object) -> None:
        super().__init__(say)
        self.say = say
        self.words = words


class Unclear(Exception):
    """What was said could mean several things.

    Each swap makes a phrase that would do.
    """

    def __init__(self, say: str, swaps: Sequence[Swap] = (), **words: object) -> None:
        super().__init__(say)
        self.say = say
        self.swaps = tuple(swaps)
        self.words = words
