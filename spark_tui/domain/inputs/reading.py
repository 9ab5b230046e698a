"""One value as its field wants it. Nothing is guessed: a text is no number unless its digits say so."""

import difflib
import json
import math
import re
from collections.abc import Callable
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs.fields import SHOWN, Field, FieldType
from spark_tui.domain.inputs.values import is_named, spelled
from spark_tui.domain.text import one_line

_WHOLE = re.compile(r"[+-]?\d{1,18}")
_TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def read(of: Field, value: Any) -> Any:
    """A str is what a person typed, anything else is JSON. Raises Invalid with what would do."""
    return _secret(of, value) if of.secret else _READ[of.type](of, value)


def _wrong(of: Field, value: Any) -> Invalid:
    return Invalid(f"“{of.name}” is {of.wants}, not “{one_line(spelled(value), SHOWN)}”", hint=_example(of))


def _example(of: Field) -> str:
    if of.type is FieldType.CHOICE:
        return ""
    return f"such as {of.name}={of.default}" if of.default and len(of.default) <= SHOWN else ""


def _secret(of: Field, value: Any) -> str:
    """Never told again: it may be the secret itself."""
    if isinstance(value, str) and is_named(value.strip()):
        return value.strip()
    raise Invalid(
        f"“{of.name}” is a secret, and what is given is kept in the clear",
        hint=f"keep it with: spark secret keep NAME   and give {of.name}=vault:NAME",
    )


def _text(of: Field, value: Any) -> str:
    if isinstance(value, dict | list) or value is None:
        raise _wrong(of, value)
    return spelled(value)


def _integer(of: Field, value: Any) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(of, value)
    return value


def _number(of: Field, value: Any) -> int | float:
    found = _digits(value) if isinstance(value, str) else value
    if not isinstance(found, int | float) or isinstance(found, bool) or not math.isfinite(found):
        raise _wrong(of, value)
    return found


def _digits(text: str) -> int | float | None:
    try:
        return int(text) if _WHOLE.fullmatch(text.strip()) else float("no" if "_" in text else text)
    except ValueError:
        return None


def _boolean(of: Field, value: Any) -> bool:
    found = _TRUTH.get(value.strip().casefold()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise _wrong(of, value)
    return found


def _choice(of: Field, value: Any) -> str:
    said = spelled(value)
    if said in of.choices:
        return said
    alike = [one for one in of.choices if one.casefold() == said.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    known = {one.casefold(): one for one in of.choices}
    near = difflib.get_close_matches(said.casefold(), known, n=1)
    raise Invalid(_wrong(of, value).message, hint=f"did you mean “{known[near[0]]}”?" if near else "")


def _json(of: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _wrong(of, value) from None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


_READ: dict[FieldType, Callable[[Field, Any], Any]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.JSON: _json,
}
