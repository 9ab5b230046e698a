"""A line of text to type in. A letter is a letter there, whatever key it is elsewhere."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.widgets import Input

from spark_tui.domain.text import clean
from spark_tui.faces.tui.actions import Action, Acts
from spark_tui.faces.tui.actions.names import FIXED
from spark_tui.faces.tui.text import flat

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


async def _edit(line: "TextLine") -> None:
    from spark_tui.faces.tui.programs import edit_text

    text = await edit_text(cast("SparkApp", line.app), line.text)
    if text is not None:
        line.text = text


def _no_secret(line: "TextLine") -> str:
    return "a secret is not written into a file" if line.password else ""


class TextLine(Input, Acts):
    """One line of a form. Its cursor does not blink: that would be sent over the line twice a second.

    `text` is what it holds: that may have several lines, of which the field shows one.
    """

    PLACE = "Line of text"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            *("line.edit", "f4", "editor", "Edit the text in $EDITOR", _edit),
            why_not=_no_secret,
            in_line=False,
            window=True,
        ),
    )

    def __init__(
        self,
        id: str,  # noqa: A002
        value: str = "",
        placeholder: str = "",
        most: int = 2_000,
        *,
        password: bool = False,
    ) -> None:
        self._most, self._whole = most, value
        super().__init__(
            flat(value), placeholder, id=id, compact=True, password=password, max_length=most, select_on_focus=False
        )
        self.cursor_blink = False

    @property
    def text(self) -> str:
        return self._whole if self.value == flat(self._whole) else self.value

    @text.setter
    def text(self, text: str) -> None:
        self._whole = clean(text)[: self._most]
        self.value = flat(self._whole)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Also the keys that edit."""
        return super().check_consume_key(key, character) or self.takes(key)

    def takes(self, key: str) -> bool:
        return super().takes(key) or (key in self._bindings.key_to_bindings and key not in FIXED)
