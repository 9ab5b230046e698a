"""What a workflow wants to be given: a field for each thing, with what may be given for it in words."""

from dataclasses import dataclass
from enum import StrEnum

from spark_tui.domain.text import one_line

MOST_FIELDS = 150  # of one workflow that are told
MOST_CHOICES = 100
LONGEST_DEFAULT = 1_000  # characters
SHOWN = 40  # characters of a value that is told to be wrong
NAMES_TOLD = 8


class FieldType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a workflow wants to be given.

    `default` is what holds where nothing is given, as a person would type it; None where there is none. One that is
    `secret` is given by its name in the vault; one that is `advanced` is seldom given, and shown when asked for. One
    that is `required` is not where the one is given that it names in `unless`.
    """

    name: str
    type: FieldType = FieldType.TEXT
    title: str = ""
    description: str = ""
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    secret: bool = False
    advanced: bool = False
    unless: str = ""

    @property
    def wants(self) -> str:
        """What may be given, in words: a whole number; one of: low, high."""
        if self.secret:
            return "a secret by its name: vault:NAME"
        if self.type is FieldType.CHOICE:
            return "one of: " + ", ".join(one_line(choice, SHOWN) for choice in self.choices[:NAMES_TOLD])
        return WORDS[self.type]


WORDS = {
    FieldType.TEXT: "a text",
    FieldType.INTEGER: "a whole number",
    FieldType.NUMBER: "a number",
    FieldType.BOOLEAN: "true or false",
    FieldType.CHOICE: "a choice",
    FieldType.JSON: "JSON",
}


@dataclass(frozen=True, slots=True)
class Declared:
    """The fields of one workflow. `text` is whether it takes a text beside them, `as_text` the field that one is."""

    fields: tuple[Field, ...] = ()
    text: bool = True
    as_text: str = ""
