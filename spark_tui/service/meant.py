"""Who is meant by a name that was typed, among what is known."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spark_tui.domain.naming import is_pattern
from spark_tui.domain.proposal import Question
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.service.known import Known

SEE = "see: spark schedule list"
NEAR = 4  # names that are offered for one that is not there


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to do, and why. `missing`: what was named is not there; `hint` is where to see what is."""

    text: str
    missing: bool = False
    hint: str = ""


def matching(name: str, known: Known, phrase: str) -> list[Schedule] | Question | Nothing | None:
    found = known.names.fitting(name)
    return known.called(found) if found else nobody(name, known.names.near(name, NEAR), phrase)


def one_of(name: str, known: Known, phrase: str) -> Schedule | Question | Nothing | None:
    found = matching(name, known, phrase)
    return found[0] if isinstance(found, list) else found


def nobody(name: str, near: Sequence[str], phrase: str) -> Question | Nothing | None:
    """A name that nobody has: those that it may have meant; with several words it may be no name at all."""
    shown = one_line(name, 60)
    if is_pattern(name):
        return Nothing(f"no schedule fits “{shown}”", missing=True, hint=SEE)
    if near:
        meant = tuple(said_instead(phrase, name, one) for one in near)
        return Question(f"there is no schedule “{shown}”; which one is it?", meant)
    return None if " " in name else Nothing(f"there is no schedule “{shown}”", missing=True, hint=SEE)


def said_instead(phrase: str, name: str, other: str) -> str:
    """The phrase with another name in the place of that one, which may stand within other words too."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: other, phrase, count=1)


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{one_line(name, 40)}”" for name in names)
