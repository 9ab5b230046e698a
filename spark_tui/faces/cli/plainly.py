"""What is wrong with a value of an option, in words for people: typer hands on those of its checker."""

import re
from typing import Any

import typer
from typer.core import TyperGroup

_SAID = (
    (r"Value error, (.+)", r"\1"),
    (r"Input should be greater than or equal to (.+)", r"it is at least \1"),
    (r"Input should be less than or equal to (.+)", r"it is at most \1"),
    (r"Input should be a valid integer\b.*", "it is a whole number"),
    (r"Input should be a valid number\b.*", "it is a number"),
)


class Plainly(TyperGroup):
    """The command above all others."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as wrong:
            wrong.message = plainly(wrong.message)
            raise


def plainly(said: str) -> str:
    """The same where there are no words for it."""
    return next((found.expand(ours) for kind, ours in _SAID if (found := re.fullmatch(kind, said, re.DOTALL))), said)
