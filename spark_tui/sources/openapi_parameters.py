"""The parameters of an operation: where each goes, and how a value is written there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from spark_tui.domain.errors import Invalid
from spark_tui.domain.text import one_line
from spark_tui.sources.sealing import Sealed
from spark_tui.sources.telling import at

PLACES = ("path", "query", "header", "cookie")
OURS = (
    "authorization",
    "accept",
    "content-type",
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "cookie",
)
_BETWEEN = {"spaceDelimited": " ", "pipeDelimited": "|"}
Pair = tuple[str, str | Sealed]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of them. `field` is what a person calls it: its name, with its place where another has that name."""

    name: str
    place: str
    schema: Any
    field: str = ""
    style: str = "form"
    explode: bool = True
    json: bool = False  # its value is written as JSON
    required: bool = False
    description: str = ""

    def pairs(self, value: Any) -> Iterator[Pair]:
        """The name and the text of it, as often as it is said."""
        if isinstance(value, Sealed):
            yield self.name, value
        elif self.json:
            yield self.name, json.dumps(value)
        elif isinstance(value, dict) and self.style == "deepObject":
            yield from ((f"{self.name}[{key}]", written(one)) for key, one in value.items())
        elif isinstance(value, dict) and self.explode and self.place in ("query", "cookie"):
            yield from ((key, written(one)) for key, one in value.items())
        elif isinstance(value, list) and self.explode and self.place in ("query", "cookie"):
            yield from ((self.name, written(one)) for one in value)
        else:
            yield self.name, _BETWEEN.get(self.style, ",").join(_flat(value, explode=self.explode))

    def part(self, value: Any) -> str:
        """As a part of the path. Raises Invalid for one that leads elsewhere."""
        if isinstance(value, Sealed):
            raise Invalid(f"“{one_line(self.name, 60)}” is a part of the path, which bears no secret")
        each = [json.dumps(value)] if self.json else list(_flat(value, explode=self.explode))
        text = {"label": ".", "matrix": ","}.get(self.style, ",").join(quote(one, safe="=") for one in each)
        if text in ("", ".", ".."):
            raise Invalid(f"“{one_line(self.name, 60)}” is a part of the path, and “{text}” is none")
        return {"label": f".{text}", "matrix": f";{self.name}={text}"}.get(self.style, text)


def parameter(one: Any) -> Parameter | None:
    """None for what is none, and for headers that are ours to say."""
    name, place = at(one, "name"), at(one, "in")
    if not isinstance(name, str) or not name or place not in PLACES or (place == "header" and name.lower() in OURS):
        return None
    content = at(one, "content")
    inner = next(iter(content.values()), None) if isinstance(content, dict) else None
    usual = "form" if place in ("query", "cookie") else "simple"
    style = at(one, "style") if isinstance(at(one, "style"), str) else usual
    explode = at(one, "explode")
    said = at(one, "description")
    return Parameter(
        name,
        place,
        at(inner, "schema") if inner is not None else at(one, "schema"),
        name,
        style,
        explode if isinstance(explode, bool) else style == "form",
        inner is not None,
        at(one, "required") is True or place == "path",
        said if isinstance(said, str) else "",
    )


def _flat(value: Any, *, explode: bool) -> Iterator[str]:
    match value:
        case list():
            yield from map(written, value)
        case dict():
            for key, one in value.items():
                yield from [f"{key}={written(one)}"] if explode else [str(key), written(one)]
        case _:
            yield written(value)


def written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, dict | list) else str(value)


def cookie_of(pairs: list[Pair]) -> Sealed | str:
    """All of them in one header."""
    parts: list[str] = [""]
    for number, (name, value) in enumerate(pairs):
        parts[-1] += f"{'; ' if number else ''}{quote(name, safe=_COOKIE)}="
        if isinstance(value, Sealed):
            parts[-1] += value.parts[0]
            parts += value.parts[1:]
        else:
            parts[-1] += quote(value, safe=_COOKIE)
    return Sealed(tuple(parts)) if len(parts) > 1 else parts[0]


_COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"  # what stands in a cookie as it is
