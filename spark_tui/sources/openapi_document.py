"""An OpenAPI document (3.0, 3.1): which operations it offers, what each wants, and where they live."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import Declared, Field, FieldType
from spark_tui.domain.text import one_line
from spark_tui.service.ports import MOST_OFFERS
from spark_tui.sources.json_schema import fields_of, parts_of, pointed, resolved
from spark_tui.sources.openapi_bodies import NO_BODY, PARTS, Body, chosen, is_file
from spark_tui.sources.openapi_parameters import Pair, Parameter, parameter
from spark_tui.sources.openapi_security import BEARER, Bearing, bearing_of
from spark_tui.sources.openapi_servers import servers_of
from spark_tui.sources.openapi_text import loaded
from spark_tui.sources.telling import at

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
BODY = "body"  # what a body that is no object is given as
REFERENCES = 8  # that lead to each other


@dataclass(frozen=True, slots=True)
class Operation:
    """One workflow. What is given and is no parameter is a part of the body. `why_not` says why it cannot be run.

    `bases` are where it lives, if it says so itself.
    """

    method: str
    path: str
    title: str
    description: str
    declared: Declared
    parameters: tuple[Parameter, ...] = ()
    body: Body = NO_BODY
    whole_body: bool = False  # it is no object: given as `body`
    bearing: Bearing = BEARER
    bases: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    def path_of(self, values: Mapping[str, Any]) -> str:
        """Each value is one part of the path, whatever is in it. Raises Invalid for one that leads elsewhere."""
        known = {one.name: one for one in self.parameters if one.place == "path"}

        def part(found: re.Match[str]) -> str:
            one = known.get(found[1]) or Parameter(found[1], "path", None, found[1], "simple", explode=False)
            return one.part(values.get(one.field, ""))

        return re.sub(r"\{([^}]*)\}", part, self.path)

    def given(self, place: str, values: Mapping[str, Any]) -> list[Pair]:
        """What goes there."""
        found = [one for one in self.parameters if one.place == place and one.field in values]
        return [pair for one in found for pair in one.pairs(values[one.field])]

    def body_of(self, values: Mapping[str, Any]) -> Any:
        """What the body is to hold; None for none."""
        if not self.body.kind:
            return None
        if self.whole_body:
            return values.get(BODY)
        taken = {one.field for one in self.parameters}
        parts = {name: value for name, value in values.items() if name not in taken}
        return parts if parts or self.body.needed else None


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    version: str
    bases: tuple[str, ...]  # of its servers: a path, or a whole URL
    operations: Mapping[str, Operation]

    @property
    def wants_key(self) -> str:
        """What of it can only be run with a key, and as what that goes out; empty for nothing."""
        keyed = [one for one in self.operations.values() if one.bearing.needed and one.bearing.place]
        ways = sorted({one.bearing.told for one in keyed})
        return f"{len(keyed):,} of its operations want a key ({'; '.join(ways)})" if keyed else ""


def read(raw: bytes | str) -> Document:
    """Raises Invalid with what it seems to be."""
    whole = loaded(raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace"))
    version = at(whole, "openapi")
    if str(at(whole, "swagger") or "").startswith("2"):
        raise Invalid("it is a document of Swagger 2.0", hint="convert it to OpenAPI 3: converter.swagger.io")
    if not str(version or "").startswith("3."):
        raise Invalid("it is no OpenAPI document", hint="give the URL of its openapi.json or openapi.yaml")
    found = {one.key: one for one in _operations(whole)}
    return Document(
        one_line(str(at(whole, "info", "title") or "an API"), 100),
        one_line(str(at(whole, "info", "version") or ""), 40),
        servers_of(whole),
        found,
    )


def _operations(whole: Any) -> Iterator[Operation]:
    paths, count = at(whole, "paths"), 0
    for path, said in paths.items() if isinstance(paths, dict) else ():
        item = _led(said, whole)
        for method in METHODS:
            if isinstance(operation := at(item, method), dict) and isinstance(path, str) and path.startswith("/"):
                yield _operation(method, path, item, operation, whole)
                count += 1
                if count > MOST_OFFERS:
                    return


def _operation(method: str, path: str, item: Any, operation: dict[str, Any], whole: Any) -> Operation:
    parameters, lost = _parameters(item, operation, whole)
    body, unfit = _body(operation, whole)
    properties, wanted = parts_of(body.schema, whole) if body.kind and not _is_text(body) else ({}, set())
    properties = {name: one for name, one in properties.items() if at(resolved(one, whole), "readOnly") is not True}
    is_whole = bool(body.kind) and not properties
    parameters = _apart(parameters, {*properties, *([BODY] if is_whole else [])})
    schema = {
        "properties": {**properties, **{one.field: _said(one, whole) for one in parameters}},
        "required": [*(wanted if body.needed else ()), *(one.field for one in parameters if one.required)],
    }
    fields = fields_of(schema, whole, secrets=True)
    if is_whole:
        kind = FieldType.TEXT if _is_text(body) else FieldType.JSON
        fields = (*fields, Field(BODY, kind, description=f"the body, {body.kind}", required=body.needed))
    bearing = bearing_of(operation, whole)
    why_not = "; ".join(filter(None, (unfit, *lost, bearing.why_not)))
    title = operation.get("operationId") or operation.get("summary") or f"{method.upper()} {path}"
    told = (f"cannot be run: {why_not}" if why_not else "", operation.get("summary"), operation.get("description"))
    return Operation(
        method.upper(),
        path,
        one_line(str(title), 100),
        one_line(" – ".join(str(one) for one in told if one), 1_000),
        Declared(fields, text=False),
        tuple(replace(one, schema=None) for one in parameters),  # a document is kept: its schemas are most of it
        replace(_typed(body, properties, operation, whole), schema=None),
        is_whole,
        bearing,
        servers_of(operation) or servers_of(item),
        why_not,
    )


def _parameters(item: Any, operation: dict[str, Any], whole: Any) -> tuple[list[Parameter], list[str]]:
    """Those of the operation count before those of the path. And which references lead nowhere."""
    found: dict[tuple[str, str], Parameter] = {}
    lost: list[str] = []
    for given in (at(item, "parameters"), operation.get("parameters")):
        for said in given if isinstance(given, list) else ():
            one = _led(said, whole)
            if one is None and isinstance(at(said, "$ref"), str):
                lost.append(f"nothing stands at {one_line(said['$ref'], 80)}")
            elif (known := parameter(one)) is not None:
                found[known.place, known.name] = known
    return list(found.values()), lost


def _apart(parameters: list[Parameter], taken: set[str]) -> list[Parameter]:
    """One whose name another has as well is called by its place too."""
    counts = Counter(one.name for one in parameters)
    clash = {name for name, count in counts.items() if count > 1 or name in taken}
    return [replace(one, field=f"{one.place}.{one.name}") if one.name in clash else one for one in parameters]


def _said(one: Parameter, whole: Any) -> dict[str, Any]:
    """One whose type is open is given as a text."""
    schema = resolved(one.schema, whole)
    about = {"description": one.description} if one.description else {}
    typed = isinstance(schema, dict) and (schema.get("type", "any") != "any" or one.json)
    return about | (schema if isinstance(schema, dict) else {}) | ({} if typed else {"type": "string"})


def _body(operation: dict[str, Any], whole: Any) -> tuple[Body, str]:
    """It, and why it cannot be given; one that need not be is left out."""
    said = _led(operation.get("requestBody"), whole)
    content, needed = at(said, "content"), at(said, "required") is True
    if not isinstance(content, dict) or not content:
        return NO_BODY, ""
    kinds = [kind for kind in content if isinstance(kind, str)]
    kind = chosen(kinds)
    if not kind:
        told = f"its body is {one_line(', '.join(kinds), 60)}, and JSON, a form or a text can be given"
        return NO_BODY, told if needed else ""
    media = content.get(kind, content.get("*/*"))
    return Body(kind, resolved(at(media, "schema"), whole), needed), ""


def _is_text(body: Body) -> bool:
    return not (body.is_json or body.is_form)


def _typed(body: Body, properties: dict[str, Any], operation: dict[str, Any], whole: Any) -> Body:
    """With the parts of a form that are files, and the types that it says of parts."""
    if body.kind != PARTS:
        return body
    files = frozenset(name for name, one in properties.items() if is_file(resolved(one, whole)))
    encoding = at(_led(operation.get("requestBody"), whole), "content", PARTS, "encoding")
    told = {name: at(one, "contentType") for name, one in encoding.items()} if isinstance(encoding, dict) else {}
    types = dict.fromkeys(files, "application/octet-stream") | {
        name: kind.partition(",")[0].strip() for name, kind in told.items() if isinstance(kind, str) and "*" not in kind
    }
    return replace(body, files=files, types=tuple(types.items()))


def _led(value: Any, whole: Any) -> Any:
    """Where its references lead."""
    for _ in range(REFERENCES):
        reference = at(value, "$ref")
        if not isinstance(reference, str):
            return value
        value = pointed(reference, whole)
    return None
