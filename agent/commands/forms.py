"""Forms: how a command may be said, written as patterns of words with gaps.

`(a|b)` is either, `[a ]` may be there, `{names}` is a gap. A form fits a phrase as a whole or not at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Gaps = dict[str, str]


@dataclass(frozen=True)
class Said:
    """How one thing is said: `what` it is, and the forms for it."""

    what: str
    forms: Sequence[str]

    @cached_property
    def _patterns(self) -> Sequence[re.Pattern[str]]:
        return [_compiled(form) for form in self.forms]

    def fits(self, phrase: str, typed: str = "") -> Gaps | None:
        """What stands in the gaps of the first form that fits; as it was typed, character for character the phrase."""
        for pattern in self._patterns:
            if match := pattern.fullmatch(phrase):
                spans = ((name, slice(*match.span(name))) for name in match.groupdict() if match[name])
                return {name: (typed or phrase)[span].strip() for name, span in spans}
        return None


def _compiled(form: str) -> re.Pattern[str]:
    """The gaps as groups, what may be there as optional; all else stands for itself."""
    pattern = form.replace("[", "(?:").replace("]", ")?").replace("(?:", "\0").replace("(", "(?:").replace("\0", "(?:")
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>\\S.*?)", pattern), re.IGNORECASE)


@dataclass(frozen=True)
class Tongue:
    """The commands of one language, all as data.

    `polite` are words that say nothing at either end; `joins` part one name from the next; `leads` stand before a
    name, `all` are words for every schedule. `unclear` says what is asked of a verb that could be either of two.
    `days` counts ahead, `behind` back; `windows` are stretches to come, `pasts` those that have passed.
    """

    name: str
    said: Sequence[Said]
    unclear: Mapping[str, tuple[str, str, str]]
    polite: Sequence[str]
    joins: Sequence[str]
    leads: Sequence[str]
    all: frozenset[str]
    places: Mapping[str, str]
    days: Mapping[str, int]
    weekdays: Sequence[str]
    parts: Mapping[str, tuple[int, int]]
    clocks: Mapping[str, int]
    ahead: str
    at_midnight: str
    windows: Sequence[Said]
    behind: Mapping[str, int]
    pasts: Sequence[Said]
