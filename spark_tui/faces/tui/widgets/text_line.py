"""A line of text to type in. A letter is a letter there, whatever key it is elsewhere."""

from textual.widgets import Input

from spark_tui.faces.tui.actions import Acts
from spark_tui.faces.tui.actions.names import FIXED
from spark_tui.faces.tui.text import flat


class TextLine(Input, Acts):
    """One line of a form. Its cursor does not blink: that would be sent over the line twice a second."""

    def __init__(
        self,
        id: str,  # noqa: A002
        value: str = "",
        placeholder: str = "",
        most: int = 2_000,
        *,
        password: bool = False,
    ) -> None:
        text = flat(value)
        super().__init__(
            text, placeholder, id=id, compact=True, password=password, max_length=most, select_on_focus=False
        )
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Also the keys that edit."""
        return super().check_consume_key(key, character) or self.takes(key)

    def takes(self, key: str) -> bool:
        return super().takes(key) or (key in self._bindings.key_to_bindings and key not in FIXED)
