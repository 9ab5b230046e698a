"""All actions of the app, found where the screens and panes say them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import spark_tui.faces.tui as here
from spark_tui.faces.tui.actions.action import Action
from spark_tui.faces.tui.actions.acts import Acts


@dataclass(frozen=True, slots=True)
class KnownAction:
    """An action, and the classes that have it; `place` is where it is valid, as people call it."""

    action: Action
    places: tuple[type[Acts], ...]

    @property
    def place(self) -> str:
        return "Moving" if self.action.scope == "move" else self.places[0].PLACE


@cache
def registry() -> dict[str, KnownAction]:
    """By id; the app's first, then the board's, then by place."""
    found: dict[str, KnownAction] = {}
    for place in sorted(places(), key=_rank):
        for action in place.__dict__["ACTIONS"]:
            before = found.get(action.id)
            found[action.id] = KnownAction(action, (*(before.places if before else ()), place))
    order = list(dict.fromkeys(known.place for known in found.values()))
    return dict(sorted(found.items(), key=lambda one: order.index(one[1].place)))


@cache
def places() -> tuple[type[Acts], ...]:
    """Every screen and pane that says actions. Imports all of them."""
    for module in walk_packages(here.__path__, f"{here.__name__}."):
        import_module(module.name)
    ours = (place for place in _below(Acts) if place.__module__.startswith(f"{here.__name__}."))
    return tuple(place for place in ours if place.__dict__.get("ACTIONS"))


def _below(top: type[Acts]) -> Iterator[type[Acts]]:
    for one in top.__subclasses__():
        yield one
        yield from _below(one)


_FIRST = ("SparkApp", "Board")


def _rank(place: type[Acts]) -> tuple[int, str]:
    name = place.__name__
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), f"{place.__module__}.{name}")
