"""What is no schedule: questions, changes to schedules, orders hidden in the words, now."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from agent.phrases.meaning import Impossible
from agent.phrases.tokens import Token

LOOKAHEAD = 5  # words behind "stop" in which "schedule" makes it a change of one


def refuse_chatter(tokens: Sequence[Token]) -> None:
    """Raise Impossible for a phrase that is not about a new schedule, whatever times stand in it."""
    if any("inject" in token.senses for token in tokens):
        raise Impossible("inject")
    words = [token for token in tokens if token.is_word and not token.senses.keys() & {"noise", "joiner"}]
    if not words:
        return
    first = words[0].senses
    very_first = next(token for token in tokens if token.is_word and "noise" not in token.senses).senses
    if "teller" in first and len(words) > 1 and "told" in words[1].senses:
        raise Impossible("no_time")  # "She said she would be back in 10 minutes"
    if "ask" in first and "joiner" not in very_first:  # "it should run" is no question
        raise Impossible("question")
    leaves_out = "not" in first and len(words) > 1 and "on" in words[1].senses  # "não aos domingos"
    if (first.get("edit") == "always" and not leaves_out) or ("edit" in first and _of_a_schedule(words)):
        raise Impossible("edit")


def _of_a_schedule(words: Sequence[Token]) -> bool:
    return any("scheduled" in word.senses for word in words[1 : 1 + LOOKAHEAD])


def _right_behind(verb: Token, tokens: Sequence[Token]) -> int:
    """The character where the next word begins: a time there is what it is changed to, as in "make it hourly"."""
    return next((token.start for token in tokens if token.start > verb.start), -1)


def refuse_change(tokens: Sequence[Token], *, repeats: bool, to: Collection[int]) -> None:
    """ "Move the standup to 10": without saying how often, a changing verb changes something that is.

    So it does when what it changes is "to" a time: `to` are the characters where times begin.
    """
    words = [token for token in tokens if token.is_word and not token.senses.keys() & {"noise", "joiner"}]
    if not words or words[0].senses.get("edit") != "change":
        return
    to_a_time = any("to" in one.senses and two.start in to for one, two in pairwise(tokens))
    if not repeats or to_a_time or _right_behind(words[0], tokens) in to:
        raise Impossible("edit")
