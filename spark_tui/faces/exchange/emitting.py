"""Shapes as lines of YAML: plain where nobody can misread it, quoted where a reader of YAML 1.1 or 1.2 would.

What is written here is read back to the same text by any reader of YAML.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spark_tui.domain.text import clean

WIDEST = 100  # characters of a list that stands on one line
_WORDS = frozenset("y n yes no on off true false null".split())
_FLOW = frozenset(",[]{}?:")  # within a list some readers take more than YAML does
_MEASURES = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+([+-][\d:]+)?)?|(\d+[dhm])+(\d+(\.\d+)?s)?|\d+(\.\d+)?s")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\x1b": "\\e"}


def block(shape: Mapping[str, Any], indent: int) -> Iterator[str]:
    """One key a line, what is within it further in."""
    pad = " " * indent
    for key, value in shape.items():
        match value:
            case dict() if value:
                yield f"{pad}{scalar(key)}:"
                yield from block(value, indent + 2)
            case list() if len(_flow(value)) > WIDEST or any(isinstance(one, dict) for one in value):
                yield f"{pad}{scalar(key)}:"
                yield from (f"{pad}  - {_flow(one)}" for one in value)
            case dict() | list():
                yield f"{pad}{scalar(key)}: {_flow(value)}"
            case str() if _literal(value):
                yield f"{pad}{scalar(key)}: {'|' if value.endswith(chr(10)) else '|-'}"
                yield from (f"{pad}  {line}" if line else "" for line in value.removesuffix("\n").split("\n"))
            case _:
                yield f"{pad}{scalar(key)}: {scalar(value)}"


def _flow(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_flow(key)}: {_flow(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(one) for one in value) + "]"
        case _:
            return scalar(value, within_flow=True)


def scalar(value: str | float | None, *, within_flow: bool = False) -> str:
    """One line."""
    if value is None:
        return "null"
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if _MEASURES.fullmatch(value) or (_is_plain(value) and not (within_flow and set(value) & _FLOW)):
        return value
    if _visible(value) and "'" not in value:
        return f"'{value}'"
    return '"' + "".join(map(_escaped, value)) + '"'


def _is_plain(text: str) -> bool:
    begins = text[:1].isalpha() or text[:1] in ("$", "/", "_") or text.startswith("~/")
    odd = text.casefold() in _WORDS or ": " in text or " #" in text or text.endswith((":", " "))
    return begins and _visible(text) and not odd


def _visible(text: str) -> bool:
    """Whether a terminal shows it as it is."""
    return text.isprintable() and clean(text) == text


def _literal(text: str) -> bool:
    """Whether it reads better line by line, and comes back as it was."""
    lines = text.removesuffix("\n").split("\n")
    kept = all(_visible(line) and line == line.rstrip() for line in lines)
    return len(lines) > 1 and kept and bool(lines[0]) and not lines[0].startswith(" ") and bool(lines[-1])


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if _visible(char):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
