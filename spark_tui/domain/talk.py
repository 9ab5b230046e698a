"""A conversation with a model, as values: what was said, what it may use, what happens, what it costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from spark_tui.domain.proposal import Question


class Who(StrEnum):
    PERSON = "person"
    MODEL = "model"
    NOTE = "note"  # what Spark says of it: accepted, undone


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that were read and written, and what they cost in US dollars."""

    read: int = 0
    written: int = 0
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        return self.read + self.written

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.read + other.read, self.written + other.written, self.cost + other.cost)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said, and what it cost to have it said."""

    who: Who
    text: str
    at: datetime
    spent: Spent = Spent()


# ------------------------------------------------------------------ tools


@dataclass(frozen=True, slots=True)
class Tool:
    """Something a model may use. `schema` is the JSON schema of its arguments."""

    name: str
    says: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A model wants to use a tool; `arguments` is JSON as the model wrote it, if it is JSON."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a call. `refused`: it was no good, and the text says why."""

    text: str
    refused: bool = False


# ------------------------------------------------------------------ what happens in a turn


@dataclass(frozen=True, slots=True)
class Piece:
    """More of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """A tool was used."""

    call: Call
    result: Result


@dataclass(frozen=True, slots=True)
class LeftToModel:
    """What is known by heart does not do: the model is asked from here on."""


Happened = LeftToModel | Piece | Call | Called | Spent
Hear = Callable[[Happened], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one turn may take: seconds on the clock, tokens, US dollars, and replies of the model."""

    seconds: float = 120.0
    tokens: int = 200_000
    cost: float = 1.0
    replies: int = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person said, and all that is needed to answer it."""

    phrase: str
    before: Sequence[Said]
    tools: Sequence[Tool]
    now: datetime
    zone: str
    limits: Limits = field(default=Limits())


@dataclass(frozen=True, slots=True)
class Answered:
    """How a turn ended: with a text, or with a question to the person."""

    text: str
    question: Question | None = None
