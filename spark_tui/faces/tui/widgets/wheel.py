"""The wheel of a mouse moves what has the pointer over it, and nothing under that."""

from typing import ClassVar

from textual import events


class Wheeled:
    """For whoever can be moved."""

    WHEEL: ClassVar[int] = 1  # lines at one turn

    def action_move(self, by: int) -> None:
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(self.WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-self.WHEEL)
