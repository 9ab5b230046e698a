"""What a flow of LangFlow wants to be given: the fields of its components that nothing else fills.

The text of a run goes to Chat Input; each other field is a tweak, told by its component and its name. LangFlow
ignores a tweak of what it does not know, silently, so what there is must be known before.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from spark_tui.domain.inputs import MOST_FIELDS, Declared, Field, FieldType, spelled
from spark_tui.sources.telling import at

TYPES = {
    "str": FieldType.TEXT,
    "prompt": FieldType.TEXT,
    "int": FieldType.INTEGER,
    "float": FieldType.NUMBER,
    "slider": FieldType.NUMBER,
    "bool": FieldType.BOOLEAN,
    "dict": FieldType.JSON,
    "NestedDict": FieldType.JSON,
}
FOR_THE_TEXT = ("ChatInput", "ChatOutput")
FIRST = "TextInput"


def declared_by(flow: Any) -> Declared:
    """Those of text inputs first, what is advanced last; at most MOST_FIELDS."""
    nodes = _nodes(flow)
    nodes.sort(key=lambda node: at(node, "data", "type") != FIRST)
    filled = {(at(edge, "target"), at(edge, "data", "targetHandle", "fieldName")) for edge in _edges(flow)}
    fields = [field for node in nodes for field in _fields(node, filled)]
    fields.sort(key=lambda field: field.advanced)
    return Declared(tuple(fields[:MOST_FIELDS]))


def secret_in(flow: Any) -> set[str]:
    """The fields of a flow that are given by the name of a secret."""
    return {one.name for node in _nodes(flow) for one in _fields(node, set()) if one.secret}


def unknown_to(flow: Any, values: Mapping[str, Any]) -> list[str]:
    """Values for what the flow does not have any more, whatever may fill it: it was edited since they were given."""
    nodes = at(flow, "data", "nodes")
    templates = (
        [(at(node, "id"), at(node, "data", "node", "template")) for node in nodes] if isinstance(nodes, list) else []
    )
    there = {f"{id}.{name}" for id, template in templates if isinstance(template, dict) for name in template}  # noqa: A001
    return [name for name in values if name not in there]


def tweaks_of(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """As LangFlow wants them: by component, by field."""
    tweaks: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        component, _, field = name.rpartition(".")
        tweaks.setdefault(component, {})[field] = value
    return tweaks


def _nodes(flow: Any) -> list[Any]:
    nodes = at(flow, "data", "nodes")
    known = nodes if isinstance(nodes, list) else []
    return [node for node in known if at(node, "data", "type") not in FOR_THE_TEXT]


def _edges(flow: Any) -> list[Any]:
    edges = at(flow, "data", "edges")
    return edges if isinstance(edges, list) else []


def _fields(node: Any, filled: set[tuple[Any, Any]]) -> Iterator[Field]:
    id, template = at(node, "id"), at(node, "data", "node", "template")  # noqa: A001
    if not isinstance(id, str) or not isinstance(template, dict):
        return
    called = str(at(node, "data", "node", "display_name") or at(node, "data", "type") or id)
    for name, field in template.items():
        if (id, name) not in filled and _may_be_given(field):
            yield _field(f"{id}.{name}", called, field)


def _may_be_given(field: Any) -> bool:
    return at(field, "type") in TYPES and bool(at(field, "show"))


def _field(name: str, component: str, field: Any) -> Field:
    said = partial(
        Field,
        name,
        title=f"{component}: {at(field, 'display_name') or name.rpartition('.')[2]}",
        description=str(at(field, "info") or ""),
        advanced=bool(at(field, "advanced")),
    )
    if at(field, "password") or at(field, "load_from_db"):  # what stands there is a secret, or the name of one
        return said(secret=True)
    value, options = at(field, "value"), at(field, "options")
    needed = bool(at(field, "required")) and value in ("", None)  # LangFlow writes "" for no value
    choices = tuple(one for one in options if isinstance(one, str)) if isinstance(options, list) else ()
    closed = bool(choices) and not at(field, "combobox") and not at(field, "list")
    kind = FieldType.JSON if at(field, "list") else FieldType.CHOICE if closed else TYPES[field["type"]]
    return said(
        type=kind,
        required=needed,
        default=None if needed or value is None else spelled(value),
        choices=choices if closed else (),
    )
