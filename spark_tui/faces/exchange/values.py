"""The values of a workflow's inputs: what they are is seen by how they stand there.

A number, true and false without quotes are what they look like, and everything else is a text; the type of its
input says what becomes of it.
"""

import json
import re
from typing import Any

from spark_tui.domain.inputs import Values, spelled
from spark_tui.domain.nodes import Items, Map, Node, Text
from spark_tui.faces.exchange.codecs import Notes, Shape
from spark_tui.faces.exchange.emitting import scalar

DEEPEST = 6  # a value that is nested deeper stands there as the text of its JSON
LONGEST_KEY = 1_000  # characters as it is written: YAML wants the : of a key within 1,024
_BARE = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?|true|false")


def read_values(node: Node, notes: Notes) -> dict[str, Any]:
    """By name; what is no mapping is noted."""
    if isinstance(node, Map):
        return {key.value: _value(value) for key, value in node.pairs()}
    notes.add(node.mark, "inputs stand here by name", "such as seconds: 2; see: spark workflow show")
    return {}


def values_shape(values: Values) -> dict[str, Shape]:
    return {name: value if _is_borne(value) else spelled(value) for name, value in values.of().items()}


def _value(node: Node) -> Any:
    match node:
        case Map():
            return {key.value: _value(value) for key, value in node.pairs()}
        case Items():
            return [_value(one) for one in node.values]
        case Text():
            if node.empty:
                return None
            return json.loads(node.value) if not node.quoted and _BARE.fullmatch(node.value) else node.value


def _is_borne(value: Any) -> bool:
    """Whether it stands there as it is: nested no deeper than that, and under keys that YAML's readers take."""
    level = [value]
    for _ in range(DEEPEST):
        maps = [one for one in level if isinstance(one, dict)]
        if any(len(scalar(key, within_flow=True)) > LONGEST_KEY for one in maps for key in one):
            return False
        lists = [one for one in level if isinstance(one, list)]
        level = [inner for one in maps for inner in one.values()] + [inner for one in lists for inner in one]
    return not level
