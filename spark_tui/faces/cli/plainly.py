"""The command above all others: its help begins with what one needs first, and what is wrong is said plainly.

Of a wrong value typer hands on the words of its checker, which speak to programmers.
"""

import re
from typing import Any

import typer
from typer.core import TyperGroup

ORDER = """
    ask when schedule run why timeline stats source workflow undo redo daemon web demo notice destination secret limit
    model config keys export apply import backup restore doctor errors debug-info reset-term
""".split()  # as the help lists them
_SAID = (
    (r"Value error, (.+)", r"\1"),
    (r"Input should be greater than or equal to (.+)", r"it is at least \1"),
    (r"Input should be less than or equal to (.+)", r"it is at most \1"),
    (r"Input should be a valid integer\b.*", "it is a whole number"),
    (r"Input should be a valid number\b.*", "it is a number"),
)


class Plainly(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as wrong:
            wrong.message = plainly(wrong.message)
            raise


def plainly(said: str) -> str:
    """The same where there are no words for it."""
    return next((found.expand(ours) for kind, ours in _SAID if (found := re.fullmatch(kind, said, re.DOTALL))), said)
