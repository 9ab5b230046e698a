"""What an operation of an OpenAPI document sends: JSON, a form, a form of several parts, or a text.

Secrets stand sealed in it until it goes out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from spark_tui.domain.inputs import spelled
from spark_tui.sources.http import FORM
from spark_tui.sources.sealing import Content, unsealed
from spark_tui.sources.telling import at

PARTS = "multipart/form-data"
JSON = "application/json"
_TEXT = re.compile(r"text/|application/(?:.*\+)?xml\b|application/(?:yaml|x-yaml|graphql|x-ndjson)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """Its type (empty: there is none), and of a form which parts are files and which types they are sent as."""

    kind: str = ""
    schema: Any = None
    needed: bool = False
    files: frozenset[str] = frozenset()
    types: tuple[tuple[str, str], ...] = ()

    @property
    def is_json(self) -> bool:
        return "json" in self.kind

    @property
    def is_form(self) -> bool:
        return self.kind in (FORM, PARTS)


def chosen(kinds: list[str]) -> str:
    """The one of several types that can be sent; empty for none."""
    for fits in (_is_json, lambda kind: kind == FORM, lambda kind: kind == PARTS, _TEXT.match):
        if found := next((kind for kind in kinds if fits(kind)), ""):
            return found
    return JSON if "*/*" in kinds else ""


def _is_json(kind: str) -> bool:
    return "json" in kind and "ndjson" not in kind


def is_file(schema: Any) -> bool:
    """Whether a part is a file: 3.0 says so by its format, 3.1 by its type of content or by no type at all."""
    inner = at(schema, "items") if at(schema, "type") == "array" else schema
    return at(inner, "format") == "binary" or (at(inner, "type") == "string" and bool(at(inner, "contentMediaType")))


def content_of(body: Body, given: Any) -> tuple[str, Content]:
    """Its type as it is said, and what is sent once the secrets in it are known."""
    if body.is_json:
        return body.kind, lambda secrets: json.dumps(unsealed(given, secrets)).encode("ascii")
    if body.kind == FORM:
        return FORM, lambda secrets: _form(unsealed(given, secrets))
    if body.kind == PARTS:
        mark = f"spark-{token_hex(16)}"
        return f"{PARTS}; boundary={mark}", lambda secrets: _parts(body, unsealed(given, secrets), mark)
    return f"{body.kind}; charset=utf-8", lambda _: spelled(given).encode("utf-8", "replace")


def _form(given: Mapping[str, Any]) -> bytes:
    pairs = [(name, spelled(one)) for name, value in given.items() for one in _each(value)]
    return urlencode(pairs, errors="replace").encode("ascii")


def _parts(body: Body, given: Mapping[str, Any], mark: str) -> bytes:
    lines: list[bytes] = []
    for name, value in given.items():
        for one in _each(value):
            lines += [f"--{mark}\r\n".encode(), *_part(body, name, one), b"\r\n"]
    return b"".join([*lines, f"--{mark}--\r\n".encode()])


def _part(body: Body, name: str, value: Any) -> Iterator[bytes]:
    said = _quoted(name)
    is_file = name in body.files
    kind = dict(body.types).get(name) or (JSON if isinstance(value, dict | list) else "text/plain; charset=utf-8")
    file = f'; filename="{said}"' if is_file else ""
    yield f'content-disposition: form-data; name="{said}"{file}\r\n'.encode("utf-8", "replace")
    yield f"content-type: {kind}\r\n\r\n".encode("ascii", "replace")
    yield spelled(value).encode("utf-8", "replace")


def _quoted(name: str) -> str:
    """As a browser writes a name there."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _each(value: Any) -> list[Any]:
    """A list of plain values one by one; of others it is one value, which is JSON."""
    plain = isinstance(value, list) and not any(isinstance(one, dict | list) for one in value)
    return value if plain else [value]


NO_BODY = Body()
