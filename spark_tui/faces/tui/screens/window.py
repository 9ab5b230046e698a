"""What every window over the board has: the inks its lines are drawn with, its keys, and work that may fail."""

from typing import Any, ClassVar, Generic, TypeVar, cast

from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ModalScreen

from spark_tui.faces.tui.actions import Action, Acts
from spark_tui.faces.tui.actions.moving import PANES
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.text import INK_CLASSES, title

T = TypeVar("T")
BORDER = 6  # cells of a border beside the text in it


class Window(ModalScreen[T], Acts, Generic[T], inherit_bindings=False):
    """Ends with an answer of its own type."""

    PLACE = "Window"
    ACTIONS = (*PANES, Action("window.close", "escape,q", "close", "Close the window, with nothing done", "close"))
    COMPONENT_CLASSES: ClassVar[set[str]] = INK_CLASSES
    _hints = False  # whether its lower border has its keys
    _room = 1_000  # cells for them

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """The first answer counts: a key that comes in a burst with it would close what is under this one, too."""
        if not self.is_current:
            return AwaitComplete()
        if result is None:
            self.end_opening()
        return super().dismiss(result)

    def end_opening(self) -> None:
        """Without an answer nothing follows: the next key is for what is under it, even in a burst."""
        under = self.app.screen_stack[-2:][0]
        if isinstance(under, Acts):
            under.window_opens = None

    def action_close(self) -> None:
        self.dismiss(cast("Any", None))

    def on_resize(self) -> None:
        """Once the window has its width, its keys have theirs."""
        self.call_after_refresh(self._fit_hint)

    def _fit_hint(self) -> None:
        for box in self.query(".dialog"):
            if self._hints and (room := box.outer_size.width - BORDER) != self._room:
                self._room = room
                box.border_subtitle = self.hint()

    def hint(self) -> Content:
        """The keys of the window, for its lower border; to close it is the last one.

        Where there is no room for all, those that are said last are left out.
        """
        actions = sorted(self.actions().values(), key=lambda action: action.call == "close")
        told = [f"enter {does}"] if (does := self.enter_does()) else []
        told += [
            f"{shown(keys[0])} {action.brief}"
            for action in actions
            if action.in_line and not self.why_not(action) and (keys := self.keys_of(action))
        ]
        return self.in_border(told)

    def tell_keys(self) -> None:
        """Another row, or another state of things: other keys do something."""
        self.query_one(".dialog").border_subtitle = self.hint()

    def enter_does(self) -> str:
        """To what is selected in its list, in a word; empty where nothing, or where an action of its own says it."""
        return ""

    def in_border(self, told: list[str]) -> Content:
        """As many keys as there is room for; the last one stays."""
        self._hints = True
        while len(told) > 1 and len(" · ".join(told)) > self._room:
            del told[-2]
        return title(" · ".join(told))
