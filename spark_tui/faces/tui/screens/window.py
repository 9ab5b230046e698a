"""What every window over the board has: the inks its lines are drawn with, and work that may fail."""

from typing import ClassVar, Generic, TypeVar

from textual.screen import ModalScreen

from spark_tui.faces.tui.text import INK_CLASSES
from spark_tui.faces.tui.working import Works

T = TypeVar("T")


class Window(ModalScreen[T], Works, Generic[T]):
    """Ends with an answer of its own type."""

    COMPONENT_CLASSES: ClassVar[set[str]] = INK_CLASSES
