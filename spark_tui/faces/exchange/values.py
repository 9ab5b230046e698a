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

DEEPEST = 6  # a value that is nested deeper stands there as the text of its JSON
_BARE = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?|true|false")


def read_values(node: Node, notes: Notes) -> dict[str, Any]:
    """By name; what is no mapping is noted."""
    if isinstance(node, Map):
        return {key.value: _value(value) for key, value in node.pairs()}
    notes.add(node.mark, "inputs stand here by name", "such as seconds: 2; see: spark workflow show")
    return {}


def values_shape(values: Values) -> dict[str, Shape]:
    return {name: value if _depth(value) <= DEEPEST else spelled(value) for name, value in values.of().items()}


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


def _depth(value: Any) -> int:
    """How deep it is nested, as far as that counts."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
        ]
        depth += 1
    return depth
