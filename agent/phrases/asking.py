"""Questions and refusals in words; every choice of a question is a phrase that would do."""

from collections.abc import Mapping
from string import Formatter

from agent.phrases.meaning import Impossible, Swap, Unclear
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.text import one_line

Say = Mapping[str, str]


def question(unclear: Unclear, phrase: str, say: Say) -> Question:
    """What is open, and phrases that would settle it."""
    choices = tuple(_swapped(phrase, swap, say) for swap in unclear.swaps)
    return Question(sentence(unclear.say, unclear.words, say), choices)


def _swapped(phrase: str, swap: Swap, say: Say) -> str:
    start, end = swap.span
    text = say[swap.say].format(text=swap.text) if swap.say else swap.text
    return one_line(f"{phrase[:start]}{text}{phrase[end:]}", 400)


def refusal(impossible: Impossible, say: Say) -> Refusal:
    return Refusal(sentence(impossible.say, impossible.words, say), say.get(f"{impossible.say}_hint", say["hint"]))


def sentence(name: str, words: Mapping[str, object], say: Say) -> str:
    """A sentence of the language with its gaps filled; a gap that nothing fills stays empty."""
    pattern = say[name]
    gaps = {gap: "" for _, gap, _, _ in Formatter().parse(pattern) if gap}
    return pattern.format(**{**gaps, **{key: one_line(str(value), 80) for key, value in words.items()}})
