"""A JSON Schema as fields that a person fills."""

from typing import Any

import pytest

from spark_tui.domain.inputs import Field, FieldType
from spark_tui.sources.json_schema import fields_of

NULL = {"type": "null"}
ENDLESS = {"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}
KINDS = {
    "a/b~c": {"type": "integer"},
    "Kind": {"enum": ["a", "b"], "type": "string"},
    "Sub": {"type": "object", "properties": {}},
}


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        ({"type": "string", "title": "T", "description": "d"}, Field("x", title="T", description="d")),
        ({"type": "integer", "default": 2}, Field("x", FieldType.INTEGER, default="2")),
        ({"type": "number"}, Field("x", FieldType.NUMBER)),
        ({"type": "boolean", "default": False}, Field("x", FieldType.BOOLEAN, default="false")),
        ({"enum": ["a", "b"], "default": "a"}, Field("x", FieldType.CHOICE, default="a", choices=("a", "b"))),
        ({"const": "a"}, Field("x", FieldType.CHOICE, choices=("a",))),
        ({"enum": [1, 2], "type": "integer"}, Field("x", FieldType.INTEGER)),
        ({"type": "array", "default": ["a"]}, Field("x", FieldType.JSON, default='["a"]')),
        ({"type": "object"}, Field("x", FieldType.JSON)),
        ({}, Field("x", FieldType.JSON)),
        ({"type": ["number", "null"]}, Field("x", FieldType.NUMBER)),
        ({"type": ["number", "string"]}, Field("x", FieldType.JSON)),
        (
            {"anyOf": [{"type": "number"}, NULL], "default": None, "title": "T"},
            Field("x", FieldType.NUMBER, "T"),
        ),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, Field("x", FieldType.JSON)),
        ({"$ref": "#/$defs/Kind"}, Field("x", FieldType.CHOICE, choices=("a", "b"))),
        ({"anyOf": [{"$ref": "#/$defs/Sub"}, NULL]}, Field("x", FieldType.JSON)),
        ({"$ref": "#/$defs/a~1b~0c"}, Field("x", FieldType.INTEGER)),
        ({"$ref": "#/$defs/Nowhere"}, Field("x", FieldType.JSON)),
    ],
)
def test_a_property_becomes_a_field(schema: dict[str, Any], field: Field) -> None:
    assert fields_of({"properties": {"x": schema}, "$defs": KINDS}) == (field,)


def test_what_is_needed_is_told_unless_it_has_a_default() -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {"type": "string", "default": ""}}, "required": ["a", "b"]}
    assert [(one.name, one.required) for one in fields_of(schema)] == [("a", True), ("b", False)]


PASSWORD = {"type": "string", "format": "password"}


@pytest.mark.parametrize(
    ("schema", "secret"),
    [
        (PASSWORD, True),
        ({"type": "string", "writeOnly": True}, True),
        ({**PASSWORD, "writeOnly": True}, True),
        ({"anyOf": [PASSWORD, NULL]}, True),
        ({"type": "string", "format": "uuid", "writeOnly": True}, False),
        ({"type": "string", "enum": ["a", "b"], "writeOnly": True}, False),
        ({"type": "integer", "writeOnly": True}, False),
        ({"type": "string"}, False),
    ],
)
def test_a_password_is_a_secret_and_left_out_where_nobody_fills_it_in(schema: dict[str, Any], secret: bool) -> None:
    whole = {"properties": {"p": schema}}
    assert [one.secret for one in fields_of(whole, secrets=True)] == [secret]
    assert len(fields_of(whole)) == (not secret)


@pytest.mark.parametrize(
    "schema",
    [
        None,
        [],
        "x",
        {},
        {"properties": []},
        {"properties": {"a": 1}},
        {"$ref": "#"},
        ENDLESS,
    ],
)
def test_another_shape_has_no_fields(schema: Any) -> None:
    assert fields_of(schema) == ()


def test_what_is_made_of_itself_many_times_over_is_read_once() -> None:
    whole: dict[str, Any] = {"A": {"properties": {"x": {"type": "string"}}}}
    for name, inner in ("BA", "CB", "DC", "ED", "FE", "GF", "HG"):
        whole[name] = {"allOf": [{"$ref": f"#/{inner}"}] * 40}
    schema = {"allOf": [{"$ref": "#/H"}, {"properties": {"y": {"type": "string"}}}]}
    assert [one.name for one in fields_of(schema, whole)] == ["x", "y"]
