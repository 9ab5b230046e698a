"""Limits: how many runs of one source, or of the schedules with one tag, go on at once."""

import re
from dataclasses import dataclass
from enum import StrEnum

from spark_tui.domain.errors import Invalid


class Scope(StrEnum):
    SOURCE = "source"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `runs` at once of the source or tag of that name."""

    scope: Scope
    name: str
    runs: int

    def __post_init__(self) -> None:
        if not 0 <= self.runs <= 10_000:
            raise Invalid("a limit is 0 (nothing runs) to 10,000 runs at once")
        if self.scope is Scope.TAG:
            tag(self.name)

    def __str__(self) -> str:
        return f"{self.scope} {self.name}: {self.runs} at once"


def tag(text: str) -> str:
    """A tag as it is kept: letters, digits, `-`, `_` and `.`, in lower case. Raises Invalid."""
    name = text.strip().casefold()
    if not re.fullmatch(r"[^\W_][\w.-]{0,39}", name):
        raise Invalid(f"“{text[:40]}” is no tag", hint="letters and digits, such as gpu or team-a")
    return name
