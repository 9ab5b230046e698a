"""The keys that a person set, checked: what is wrong is said, and what is built in stands in its place.

[keys]
"board.run_now" = "x"
"log.follow" = ["F", "end"]
"board.talk" = ""        # on no key
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from textual.screen import Screen
from textual.widgets import Input

from spark_tui.domain.errors import Invalid
from spark_tui.domain.text import one_line
from spark_tui.faces.tui.actions.acts import Acts
from spark_tui.faces.tui.actions.moving import MOVES
from spark_tui.faces.tui.actions.names import is_text, named, refused, shown
from spark_tui.faces.tui.actions.registry import KnownAction, places, registry

Keys = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Keymap:
    """Of actions with other keys than their own; `wrong` says line by line what was set and is not used."""

    keys: Keys = field(default_factory=dict)
    wrong: tuple[str, ...] = ()


def read(said: object) -> Keymap:
    """What stands under [keys] in the settings. It never fails: a wrong keymap does not keep the app from opening."""
    if not said:
        return Keymap()
    if not isinstance(said, Mapping):
        return Keymap(wrong=('keys is a table: [keys], then lines such as "board.run_now" = "x"',))
    keys: Keys = {}
    wrong: list[str] = []
    for which, value in _flat(said):
        try:
            keys[which] = _keys(which, value)
        except Invalid as reason:
            wrong.append(f"{one_line(which, 60)}: {reason.message}")
    return _without_clashes(keys, wrong)


def _flat(said: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, object]]:
    """`board.run_now` without quotes is a table in a table, to TOML."""
    for name, value in said.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + str(name), value


def _keys(which: str, value: object) -> tuple[str, ...]:
    """Raises Invalid with what is wrong."""
    known = registry().get(which)
    if known is None:
        near = difflib.get_close_matches(which, registry(), n=1, cutoff=0.5)
        raise Invalid("there is no such action" + (f"; did you mean {near[0]}?" if near else "; see: spark keys"))
    if known.action.fixed:
        raise Invalid(f"its key stays: {shown(known.action.default_keys[0])}")
    written = value if isinstance(value, list) else [value]
    return tuple(_key(known, text) for text in written if text != "")


def _key(known: KnownAction, text: object) -> str:
    if not isinstance(text, str):
        raise Invalid('a key is a text or a list of texts, such as "x" or ["x", "f5"]')
    key = named(text.strip())
    if not key:
        raise Invalid(f"“{one_line(text, 20)}” is no key; keys are x, X, ?, f5, ctrl+t, pageup, space …")
    if reason := refused(key):
        raise Invalid(f"{shown(key)} cannot be set: {reason}")
    if is_text(key) and any(issubclass(place, Input) for place in known.places):
        raise Invalid(f"{shown(key)} cannot be set: in a line of text it is text")
    return key


# ------------------------------------------------------------------ clashes


def _without_clashes(keys: Keys, wrong: list[str]) -> Keymap:
    """A line that clashes is left out; that may make room, or not, for another one: until none clashes."""
    while clash := next((clash for clash in clashes(keys) if keys.keys() & clash[1:]), None):
        key, one, other = clash
        mine, its = (one, other) if one in keys else (other, one)
        wrong.append(f"{mine}: {shown(key)} is the key of {its} there")
        del keys[mine]
    return Keymap(keys, tuple(wrong))


def clashes(keys: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    """Keys that two actions have in one place: (key, id, id). Those of moving and of the app are free everywhere."""
    for place in places():
        taken: dict[str, str] = {}
        for action in _together(place):
            for key in keys.get(action, registry()[action].action.default_keys):
                if taken.setdefault(key, action) != action:
                    yield key, taken[key], action


def _together(place: type[Acts]) -> dict[str, None]:
    """The actions that may not have a key in common, by id."""
    everywhere = [which for which, known in registry().items() if known.action.scope == "app"]
    moves = [action.id for action in MOVES] if issubclass(place, Screen) else []
    return dict.fromkeys((*everywhere, *moves, *place.actions()))
