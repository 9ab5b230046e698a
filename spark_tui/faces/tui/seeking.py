"""What the palette finds: actions by their words and ids, schedules, sources and workflows by their names."""

import shlex
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from spark_tui.faces.tui.actions import Acts, Offer
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.actions.registry import registry

if TYPE_CHECKING:
    from spark_tui.faces.tui.screens.board import Board

LONGEST = 120  # characters of a name that are looked at
BEGINS, STANDS, SPELLED = 6, 4, 1  # how well a word fits
INITIALS = 2  # letters of a word that may be those with which the words of a name begin


@dataclass(frozen=True, slots=True)
class Hit:
    """`why` it cannot be done now, or empty; `beside` is the command that does the same, or what a name is of."""

    id: str
    says: str
    beside: str
    act: Callable[[], Awaitable[None] | None]
    key: str = ""
    why: str = ""


def actions(here: Sequence[Offer], asker: Acts) -> list[Hit]:
    """What can be done here first; then what cannot, and what can be done elsewhere."""
    offered = {offer.action.id: _offered(offer) for offer in here}
    elsewhere = [_elsewhere(which, asker) for which in registry() if which not in offered]
    return sorted([*offered.values(), *elsewhere], key=lambda hit: bool(hit.why))


def _offered(offer: Offer) -> Hit:
    act = partial(offer.node.action_act, offer.action.id)
    twin = with_names(offer.action.twin, offer.node.stand)
    return Hit(offer.action.id, offer.action.says, twin, act, offer.shown, offer.why)


def _elsewhere(which: str, asker: Acts) -> Hit:
    known = registry()[which]
    keys = asker.keys_of(known.action)
    key = shown(keys[0]) if keys else ""
    return Hit(which, known.action.says, known.action.twin, _nothing, key, f"in: {known.place}")


def _nothing() -> None:
    """It cannot be done from here."""


def with_names(twin: str, stand: Any) -> str:
    """The command with the names of what is selected, as one would type it."""
    schedule, source, workflow, run = (getattr(stand, of, None) for of in ("schedule", "source", "workflow", "run"))
    names = {
        "NAME": getattr(schedule, "name", ""),
        "SOURCE": getattr(source, "name", ""),
        "WORKFLOW": getattr(workflow, "ref", ""),
        "RUN": getattr(run, "id", "")[:8],
    }
    return " ".join(shlex.quote(names[word]) if names.get(word) else word for word in twin.split())


def jumps(board: "Board") -> Iterator[Hit]:
    """To what the board shows; only from the board itself, where one can jump to it."""
    if board.app.screen is not board:
        return
    for row in board.glance.schedules:
        schedule = row.schedule
        to = partial(board.jump, "schedules", schedule.id)
        yield Hit(f"schedule {schedule.name}", schedule.name, f"schedule · {schedule.words}", to)
    for offered in board.glance.offered:
        title = offered.workflow.title if offered.workflow else offered.source.name
        what = f"workflow · {offered.source.name}" if offered.workflow else "source"
        to = partial(board.jump, "sources", board.sources.key(offered))
        yield Hit(f"{what.split(maxsplit=1)[0]} {title}", title, what, to)


# ------------------------------------------------------------------ how well it fits


def found(hits: Sequence[Hit], text: str) -> list[Hit]:
    """Those that have all words, the best first; among equals what can be done now, in the order given.

    Names that only have the letters of a longer word in their order are there where no word stands anywhere.
    """
    words = text.casefold().split()
    if not words:
        return [hit for hit in hits if not hit.id.startswith("move.")]
    rated = [(rates, hit) for hit in hits if all(rates := _rates(words, hit))]
    stand = [(rates, hit) for rates, hit in rated if min(rates) >= STANDS]
    fitting = stand if stand and max(map(len, words)) > INITIALS else rated
    return [hit for _, hit in sorted(fitting, key=lambda rated: (bool(rated[1].why), -sum(rated[0])))]


def _rates(words: Sequence[str], hit: Hit) -> list[int]:
    """0 where a word is not there at all; a word's beginning counts more than its middle, letters in order least."""
    name, text = hit.id[:LONGEST].casefold(), f"{hit.id} {hit.says}"[:LONGEST].casefold()
    return [_rate(word, name, text) for word in words]


def _rate(word: str, name: str, text: str) -> int:
    at = text.find(word)
    if at >= 0:
        return BEGINS if at == 0 or not text[at - 1].isalnum() else STANDS
    letters = iter(name)
    return SPELLED if len(word) > 1 and all(letter in letters for letter in word) else 0
