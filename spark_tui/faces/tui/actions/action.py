"""An action: its id, its keys, its words, and why it cannot be done just now."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from textual.binding import Binding

Why = Callable[[Any], str]  # of a stand: the reason why not; empty when it can be done
Verb = Callable[[Any], Coroutine[Any, Any, None]]  # what the node that acts does; in a worker


class Back(StrEnum):
    """How what was done is taken back."""

    HARMLESS = "harmless"  # there is nothing to take back
    UNDO = "undo"
    OPPOSITE = "by its opposite"  # what was started is cancelled; what was cancelled is run again
    ASKS = "asks first"  # it cannot be taken back; the answer is no unless one says yes


def always(_: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that one can do. `brief` stands in the line of keys, `says` in the help and the palette.

    `id` is `place.what`; `keys` are as Textual names them, parted by commas, the first one is shown.
    `does` is a method of the node, as Textual writes actions (`move(-1)`), done at once; or a verb, done in a worker;
    without it the method has the name of the id. `twin` is the command that does the same, with NAME, SOURCE,
    WORKFLOW, RUN for what is selected; empty where a command makes no sense.
    """

    id: str
    keys: str
    brief: str
    says: str
    does: str | Verb = ""
    twin: str = ""
    back: Back = Back.HARMLESS
    why_not: Why = always
    in_line: bool = True  # whether the line of keys shows it
    window: bool = False  # it opens one, and there is one at a time
    yields: bool = False  # while it cannot be done its keys are for what is around
    fixed: bool = False  # its keys are the terminal's, and nobody can change them
    changes: bool = False  # it changes something, writes a file or starts a program, although nothing is to take back

    @property
    def default_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self.keys.split(",") if key)

    @property
    def only_for_writers(self) -> bool:
        """Whether a view that only looks refuses it."""
        return self.changes or self.back is not Back.HARMLESS

    @property
    def scope(self) -> str:
        return self.id.partition(".")[0]

    @property
    def call(self) -> str:
        """The method of the node, for what is done at once."""
        return self.does if isinstance(self.does, str) and self.does else self.id.rpartition(".")[2]

    def bindings(self, keys: tuple[str, ...], *, priority: bool) -> list[Binding]:
        """All go through `act`, which knows the reasons."""
        act = f"act('{self.id}')"
        return [Binding(key, act, self.brief, show=False, id=self.id, priority=priority) for key in keys]
