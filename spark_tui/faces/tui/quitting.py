"""What becomes of the engine when the app is left, and what a person wants remembered of that."""

from collections.abc import Callable
from dataclasses import dataclass

ENDINGS = {"background": "keep", "stop": "quit"}  # what the setting says, and how the app ends


def _forget(_: str) -> None:
    """Nothing is remembered where there are no settings."""


@dataclass(slots=True)
class Quitting:
    """`on_quit` is ask, background or stop."""

    on_quit: str = "ask"
    remember: Callable[[str], None] = _forget

    @property
    def ending(self) -> str:
        """How the app ends without being asked; empty when the person is to be asked."""
        return ENDINGS.get(self.on_quit, "")

    def always(self, ending: str) -> None:
        """From now on without asking. Raises Invalid where that cannot be kept."""
        self.on_quit = next(said for said, known in ENDINGS.items() if known == ending)
        self.remember(self.on_quit)
