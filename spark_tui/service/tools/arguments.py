"""A function's parameters as a JSON schema, and a model's JSON as its arguments.

The function says it once: its name is the tool's, its docstring says what it is for, each keyword
parameter is annotated with its type and a word for the model. Types: str, int, bool, list[str],
dict[str, Any], StrEnum.
"""

import inspect
import json
from collections.abc import Callable, Mapping
from enum import EnumType, StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from spark_tui.domain.errors import Invalid
from spark_tui.domain.talk import Tool
from spark_tui.domain.text import one_line

_NAMES = {str: "string", int: "integer", bool: "boolean"}


@cache
def described(function: Callable[..., Any]) -> Tool:
    """The tool that a model is told of."""
    parameters = _parameters(function)
    schema = {
        "type": "object",
        "properties": {name: _schema(kind) for name, kind in parameters.items()},
        "required": [name for name in parameters if _is_required(function, name)],
        "additionalProperties": False,
    }
    return Tool(function.__name__, inspect.cleandoc(function.__doc__ or ""), schema)


def given(function: Callable[..., Any], arguments: str) -> dict[str, Any]:
    """The arguments that a model wrote, each of its type. Raises Invalid with what is wrong."""
    said = _object(arguments)
    parameters = _parameters(function)
    if unknown := sorted(said.keys() - parameters.keys()):
        raise Invalid(f"{function.__name__} has no {unknown[0]}", hint=f"it has: {', '.join(parameters)}")
    if missing := [name for name in parameters if _is_required(function, name) and name not in said]:
        raise Invalid(f"{function.__name__} needs {', '.join(missing)}")
    return {name: _value(name, value, parameters[name]) for name, value in said.items() if value is not None}


def _parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    hints = get_type_hints(function, include_extras=True)
    kept = inspect.signature(function).parameters.values()
    return {p.name: hints[p.name] for p in kept if p.kind is inspect.Parameter.KEYWORD_ONLY}


def _is_required(function: Callable[..., Any], name: str) -> bool:
    return inspect.signature(function).parameters[name].default is inspect.Parameter.empty


def _kind(annotated: Any) -> Any:
    """The type itself, also where None may stand in its place."""
    kind = get_args(annotated)[0]
    return next((each for each in get_args(kind) if isinstance(each, EnumType)), kind)


def _schema(annotated: Any) -> dict[str, Any]:
    kind, says = _kind(annotated), get_args(annotated)[1]
    if get_origin(kind) is list:
        return {"type": "array", "items": {"type": "string"}, "description": says}
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": True, "description": says}
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [each.value for each in kind], "description": says}
    return {"type": _NAMES[kind], "description": says}


def _object(arguments: str) -> dict[str, Any]:
    try:
        said = json.loads(arguments or "{}")
    except ValueError:
        raise Invalid("the arguments are no JSON", hint="send one JSON object") from None
    if not isinstance(said, dict):
        raise Invalid("the arguments are no JSON object", hint="send one JSON object")
    return said


def _value(name: str, value: Any, annotated: Any) -> Any:
    kind = _kind(annotated)
    if get_origin(kind) is list:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return value
    elif get_origin(kind) is dict:
        if isinstance(value, dict):
            return value
    elif issubclass(kind, StrEnum):
        if value in list(kind):
            return kind(value)
    elif isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise Invalid(f"{name} cannot be {one_line(json.dumps(value), 60)}", hint=f"its schema: {_schema(annotated)}")
