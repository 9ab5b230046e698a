"""The fields that a JSON Schema asks for, as a person fills them: what is nested is given as JSON."""

from typing import Any

from spark_tui.domain.inputs import MOST_FIELDS, Field, FieldType, spelled
from spark_tui.sources.telling import at

TYPES = {
    "string": FieldType.TEXT,
    "integer": FieldType.INTEGER,
    "number": FieldType.NUMBER,
    "boolean": FieldType.BOOLEAN,
}
DEEPEST = 8  # references that lead to each other
HIDDEN = ("password",)  # formats


def fields_of(schema: Any, whole: Any = None, *, secrets: bool = False) -> tuple[Field, ...]:
    """One for each property of an object; none for another shape. References lead within `whole`.

    Without `secrets` those are left out: where nobody fills them in they would be kept in the clear.
    """
    whole = schema if whole is None else whole
    properties, needed = parts_of(schema, whole)
    found = [(name, resolved(one, whole)) for name, one in properties.items()]
    kept = [(name, one) for name, one in found if isinstance(one, dict) and (secrets or not _is_secret(one))]
    return tuple(_field(name, one, needed=name in needed) for name, one in kept[:MOST_FIELDS])


def parts_of(schema: Any, whole: Any, depth: int = 8, seen: set[int] | None = None) -> tuple[dict[str, Any], set[str]]:
    """The properties of an object, and which of them are required; of one that is made of several (allOf) all.

    `seen` are those lists of several that were read: what names one a hundred times is read as soon as another.
    """
    schema = resolved(schema, whole)
    properties: dict[str, Any] = {}
    needed: set[str] = set()
    several, seen = at(schema, "allOf"), set() if seen is None else seen
    is_new = isinstance(several, list) and id(several) not in seen
    seen.add(id(several))
    for one in several if is_new and depth else ():
        inner, wanted = parts_of(one, whole, depth - 1, seen)
        properties, needed = properties | inner, needed | wanted
    own, required = at(schema, "properties"), at(schema, "required")
    properties |= own if isinstance(own, dict) else {}
    return properties, needed | (set(map(str, required)) if isinstance(required, list) else set())


def _is_secret(schema: dict[str, Any]) -> bool:
    """So it says, or it is a text that is never told back, of no other format: what JSON Schema calls a password."""
    hidden = schema.get("writeOnly") is True and schema.get("type") == "string" and not _choices(schema)
    return schema.get("format") in HIDDEN or (hidden and "format" not in schema)


def pointed(reference: str, whole: Any) -> Any:
    """Where a reference within the document leads, as RFC 6901 writes it; None for nowhere."""
    steps = (step.replace("~1", "/").replace("~0", "~") for step in reference.removeprefix("#/").split("/"))
    return at(whole, *steps)


def _field(name: str, schema: dict[str, Any], *, needed: bool) -> Field:
    if _is_secret(schema):
        return Field(name, FieldType.TEXT, *_about(schema), required=needed, secret=True)
    choices = _choices(schema)
    kind = FieldType.CHOICE if choices else TYPES.get(str(schema.get("type")), FieldType.JSON)
    has_default = "default" in schema and schema["default"] is not None
    return Field(
        name,
        kind,
        *_about(schema),
        required=needed and "default" not in schema,
        default=spelled(schema["default"]) if has_default else None,
        choices=choices,
    )


def _choices(schema: dict[str, Any]) -> tuple[str, ...]:
    """Those of texts; numbers among a few are numbers."""
    one_of = [schema["const"]] if "const" in schema else schema.get("enum")
    one_of = [one for one in one_of if one is not None] if isinstance(one_of, list) else one_of
    texts = isinstance(one_of, list) and all(isinstance(one, str) for one in one_of)
    return tuple(one_of) if texts and one_of else ()


def _about(schema: dict[str, Any]) -> tuple[str, str]:
    return _text(schema, "title"), _text(schema, "description")


def _text(schema: dict[str, Any], key: str) -> str:
    said = schema.get(key)
    return said if isinstance(said, str) else ""


def resolved(schema: Any, whole: Any) -> Any:
    """Where references lead, and what may be null as what it else is; what is written beside counts first."""
    for _ in range(DEEPEST):
        if not isinstance(schema, dict):
            return schema
        beside = {key: value for key, value in schema.items() if key not in ("$ref", "anyOf", "oneOf", "allOf")}
        if isinstance(ref := schema.get("$ref"), str):
            schema = _merged(pointed(ref, whole), beside)
        elif (only := _only(schema)) is not None:
            schema = _merged(only, beside)
        else:
            break
    return _without_null(schema)


def _merged(found: Any, beside: dict[str, Any]) -> Any:
    return {**found, **beside} if isinstance(found, dict) else beside


def _only(schema: dict[str, Any]) -> Any:
    """The one of several that is not null; None where there are more."""
    for key in ("anyOf", "oneOf", "allOf"):
        if isinstance(several := schema.get(key), list):
            real = [one for one in several if at(one, "type") != "null"]
            return real[0] if len(real) == 1 else None
    return None


def _without_null(schema: Any) -> Any:
    kinds = at(schema, "type")
    if not isinstance(kinds, list):
        return schema
    real = [kind for kind in kinds if kind != "null"]
    return {**schema, "type": real[0] if len(real) == 1 else "number" if set(real) == {"integer", "number"} else "any"}
