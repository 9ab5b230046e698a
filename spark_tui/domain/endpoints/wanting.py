"""What an endpoint wants to be given, as its definition says it: a JSON Schema, or its properties alone.

inputs:
  city: {type: string, description: Where, required: true}
  days: {type: integer, default: 7}
  level: {enum: [low, high]}
  note: string
  place: {type: string, required: true, unless: city}
"""

from typing import Any

from spark_tui.domain.endpoints.values import WORDS, map_of, mistake
from spark_tui.domain.nodes import Items, Map, Node, Text
from spark_tui.domain.text import near, one_line

TYPES = ("string", "integer", "number", "boolean", "array", "object")


def schema_of(node: Node) -> dict[str, Any]:
    """The schema of an object. Raises Invalid with the line."""
    given = map_of(node, "inputs stand here by name, such as city: {type: string}")
    whole = {key.value: value for key, value in given.pairs()}
    is_schema = isinstance(whole.get("properties"), Map)
    named = map_of(whole["properties"], "") if is_schema else given
    properties = {name.value: _property(value) for name, value in named.pairs()}
    _must_name_others(named, properties)
    needed = [name for name, one in properties.items() if one.pop("required", None) is True]
    listed = _plain(whole["required"]) if is_schema and "required" in whole else []
    rest = {key: _plain(value) for key, value in whole.items() if key in ("$defs", "definitions")} if is_schema else {}
    return rest | {"properties": properties, "required": [*needed, *(listed if isinstance(listed, list) else [])]}


def _must_name_others(named: Map, properties: dict[str, dict[str, Any]]) -> None:
    """Where one is not needed because of another, that one is there. Raises Invalid with the line."""
    for name, node in named.pairs():
        other = str(properties[name.value].get("unless", ""))
        if other and (other == name.value or other not in properties):
            raise mistake(node, f"“{one_line(other, 40)}” is no other input", near(other, list(properties)))


def _property(node: Node) -> dict[str, Any]:
    """A text alone is its type."""
    if isinstance(node, Text):
        return {"type": _type(node)}
    given = map_of(node, "such as {type: string, description: …}")
    for key, value in given.pairs():
        if key.value == "type" and isinstance(value, Text):
            _type(value)
        if key.value == "format" and isinstance(value, Text) and value.value == "password":
            raise mistake(value, "a secret is no input of an endpoint", "a header bears it by name: ${NAME}")
    found = _plain(given)
    assert isinstance(found, dict)
    return found


def _type(node: Text) -> str:
    if node.value not in TYPES:
        raise mistake(node, f"“{one_line(node.value, 40)}” is no type", near(node.value, TYPES))
    return node.value


def _plain(node: Node) -> Any:
    """As YAML reads it; no text here is a template."""
    match node:
        case Map():
            return {key.value: _plain(value) for key, value in node.pairs()}
        case Items(values=values):
            return [_plain(one) for one in values]
        case Text(value=text):
            return text if node.quoted or text not in WORDS else WORDS[text]
