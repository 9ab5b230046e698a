"""Every key, by the place where it is valid, with a filter that one types."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from spark_tui.faces.tui.actions import Action, Offer
from spark_tui.faces.tui.actions.moving import MOVES
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.actions.registry import KnownAction, registry
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, fit, title
from spark_tui.faces.tui.widgets.page import Lines, Page, wrapped_after
from spark_tui.faces.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

KEYS, IDS = 14, 20  # cells


class KeysWindow(Window[None]):
    """All actions with keys, id, words and the command that does the same; those that cannot be done now say why."""

    PLACE = "Keys"
    ACTIONS = MOVES

    def __init__(self, now: Sequence[Offer]) -> None:
        """`now` is what can be reached where one came from."""
        super().__init__()
        self._now = {offer.action.id: offer for offer in now}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Keys")
            box.border_subtitle = title("type to filter · ↑↓ scroll · esc close")
            yield TextLine("filter", placeholder="filter")
            yield Page(self._page, id="page")

    @on(Input.Changed)
    def filter(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(Page).renew()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_close()

    def action_move(self, by: int) -> None:
        self.query_one(Page).action_move(by)

    def action_page(self, pages: float) -> None:
        self.query_one(Page).action_page(pages)

    # ------------------------------------------------------------------ as lines

    def _page(self, width: int) -> Lines:
        words = self.query_one("#filter", Input).value.casefold().split()
        found = [known for known in registry().values() if _fits(words, known, self._keys(known.action))]
        lines: Lines = []
        for place, here in groupby(found, key=lambda known: known.place):
            lines += [[], [(f" {place}", "strong")], *self._lines(here, width)]
        return [*self._not_used(width), *(lines or [[], [("  no action has these words", "dim")]])]

    def _not_used(self, width: int) -> Lines:
        """What the person set that is wrong."""
        told = cast("SparkApp", self.app).keys_not_used
        return [line for wrong in told for line in wrapped_after(" ! ", wrong, width, "warn")]

    def _lines(self, here: Iterable[KnownAction], width: int) -> Lines:
        return [line for known in here for line in self._action(known.action, width)]

    def _action(self, action: Action, width: int) -> Lines:
        """Its keys and id, then what it does, why not now, and the command."""
        offer = self._now.get(action.id)
        why = offer.why if offer else ""
        lead, ink = " " * (KEYS + IDS), "dim" if why else "plain"
        head: list[Piece] = [(fit(f"  {self._keys(action)}", KEYS), "key"), (fit(action.id, IDS), "dim")]
        (_, says), *further = wrapped_after(lead, action.says, width, ink)
        lines: Lines = [[*head, says], *further]
        lines += wrapped_after(lead, f"not now: {why}", width, "warn") if why else []
        return lines + (wrapped_after(lead, action.twin, width, "dim") if action.twin else [])

    def _keys(self, action: Action) -> str:
        keys = self.keys_of(action)
        return " ".join(map(shown, keys)) or "–"


def _fits(words: Sequence[str], known: KnownAction, keys: str) -> bool:
    texts = (known.action.id, keys, known.action.says.casefold(), known.place.casefold(), known.action.twin)
    return all(any(word in text for text in texts) for word in words)
