"""A line of text that may hold one of a few values: the arrows go through them, and one may type one, too."""

from collections.abc import Sequence
from typing import ClassVar

from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.widgets.text_line import TextLine


class ChoiceLine(TextLine):
    """An empty line is none of them."""

    PLACE = "Line of a few values"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("line.next", "down", "next value", "The next one of its values", "choose(1)", in_line=False),
        Action("line.before", "up", "value before", "The one of its values before", "choose(-1)", in_line=False),
    )

    def __init__(self, id: str, value: str, placeholder: str, choices: Sequence[str]) -> None:  # noqa: A002
        self._choices = ("", *choices)
        super().__init__(id, value, placeholder)

    def action_choose(self, step: int) -> None:
        at = self._choices.index(self.text) if self.text in self._choices else 0
        self.text = self._choices[(at + step) % len(self._choices)]
        self.cursor_position = len(self.value)
