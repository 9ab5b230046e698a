"""An OpenAPI document (3.0, 3.1): which operations it offers, what each wants, and where they live."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import Declared, Field, FieldType
from spark_tui.domain.text import one_line
from spark_tui.service.ports import MOST_OFFERS
from spark_tui.sources.http import FORM
from spark_tui.sources.json_schema import fields_of, pointed
from spark_tui.sources.replies import BROKEN, parsed
from spark_tui.sources.telling import at

METHODS = ("get", "put", "post", "delete", "patch")
BODY = "body"  # what a body that is no object is given as
PLACES = ("path", "query", "header")
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
REFERENCES = 8  # that lead to each other


@dataclass(frozen=True, slots=True)
class Operation:
    """One workflow. `places` says of each of its inputs where it goes; what is in none is a part of the body."""

    method: str
    path: str
    title: str
    description: str
    declared: Declared
    places: Mapping[str, str]
    body_type: str = ""  # empty where it takes none
    whole_body: bool = False  # it is no object: given as `body`
    needs_body: bool = False

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    def path_of(self, values: Mapping[str, Any]) -> str:
        """Each value is one part of the path, whatever is in it. Raises Invalid for one that leads elsewhere."""
        return re.sub(r"\{([^}]*)\}", lambda part: _part(part[1], values), self.path)

    def given(self, place: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What goes there; each of a list by itself."""
        found = [(name, values[name]) for name, where in self.places.items() if where == place and name in values]
        several = [(name, value if isinstance(value, list) else [value]) for name, value in found]
        return [(name, _written(one)) for name, each in several for one in each]

    def body_of(self, values: Mapping[str, Any]) -> Any:
        """The body as JSON; None for none."""
        if not self.body_type:
            return None
        if self.whole_body:
            return values.get(BODY)
        parts = {name: value for name, value in values.items() if name not in self.places}
        return parts if parts or self.needs_body else None


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    version: str
    base: str  # of its first server: a path, or a whole URL
    operations: Mapping[str, Operation]
    key_header: str  # which header bears the key
    bearer: bool  # and whether as `Bearer …`


def read(raw: bytes | str) -> Document:
    """Raises Invalid with what it seems to be."""
    whole = _loaded(raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace"))
    version = at(whole, "openapi")
    if str(at(whole, "swagger") or "").startswith("2"):
        raise Invalid("it is a document of Swagger 2.0", hint="convert it to OpenAPI 3: converter.swagger.io")
    if not str(version or "").startswith("3."):
        raise Invalid("it is no OpenAPI document", hint="give the URL of its openapi.json or openapi.yaml")
    found = {one.key: one for one in _operations(whole)}
    header, bearer = _security(whole)
    servers = at(whole, "servers")
    base = at(servers[0], "url") if isinstance(servers, list) and servers else ""
    return Document(
        one_line(str(at(whole, "info", "title") or "an API"), 100),
        one_line(str(at(whole, "info", "version") or ""), 40),
        base if isinstance(base, str) else "",
        found,
        header,
        bearer,
    )


def base_of(document: Document, url: str) -> str:
    """Where its operations live, told from where the document was. Raises Invalid where that is elsewhere."""
    base = urljoin(url, document.base or "/").rstrip("/")
    if "{" in base:
        raise Invalid(f"its server is {one_line(base, 100)}, with places to fill", hint=HOW_ELSEWHERE)
    try:
        here, there = urlsplit(url), urlsplit(base)
        same = (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)
    except ValueError:
        same = False
    if not same:
        raise Invalid(f"its operations live elsewhere, at {one_line(base, 100)}", hint=HOW_ELSEWHERE)
    return base


HOW_ELSEWHERE = "spark source add URL-OF-THE-SERVER KEY --kind openapi --definition DOCUMENT"


@lru_cache(maxsize=1)
def _loader() -> Any:
    """YAML in which a day is a text."""
    import yaml

    loader: Any = type("_Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    resolvers = loader.yaml_implicit_resolvers.items()
    loader.yaml_implicit_resolvers = {
        first: [(tag, what) for tag, what in known if not tag.endswith(":timestamp")] for first, known in resolvers
    }
    return loader


def _loaded(raw: bytes) -> Any:
    if raw.lstrip()[:1] in (b"{", b"["):
        return parsed(raw)
    import yaml

    try:
        return yaml.load(raw, Loader=_loader())  # noqa: S506 - it is a safe one
    except (yaml.YAMLError, RecursionError, ValueError):
        return BROKEN


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
    parameters = _parameters(item, operation, whole)
    kind, body, needed = _body(operation, whole)
    schema = _schema_of(parameters, body, needed=needed, whole=whole)
    fields = fields_of(schema)
    is_whole = bool(kind) and not isinstance(at(body, "properties"), dict)
    if is_whole:
        fields = (*fields, Field(BODY, FieldType.JSON, description="the body", required=needed))
    title = operation.get("operationId") or operation.get("summary") or f"{method.upper()} {path}"
    about = " – ".join(str(one) for key in ("summary", "description") if (one := operation.get(key)))
    places = {name: str(one["in"]) for name, one in parameters.items()}
    return Operation(
        method.upper(),
        path,
        one_line(str(title), 100),
        one_line(about, 1_000),
        Declared(fields, text=False),
        places,
        kind,
        is_whole,
        needed,
    )


def _parameters(item: Any, operation: dict[str, Any], whole: Any) -> dict[str, dict[str, Any]]:
    """By name; those of the operation count before those of the path."""
    found: dict[str, dict[str, Any]] = {}
    for given in (at(item, "parameters"), operation.get("parameters")):
        for said in given if isinstance(given, list) else ():
            one = _led(said, whole)
            name, place = at(one, "name"), at(one, "in")
            if isinstance(name, str) and place in PLACES and not (place == "header" and name.lower() in OURS):
                found[name] = one
    return found


def _body(operation: dict[str, Any], whole: Any) -> tuple[str, Any, bool]:
    """Its type, its schema, and whether it is needed."""
    body = _led(operation.get("requestBody"), whole)
    content = at(body, "content")
    if not isinstance(content, dict):
        return "", None, False
    kinds = [kind for kind in content if isinstance(kind, str)]
    kind = next((one for one in kinds if "json" in one), FORM if FORM in kinds else "")
    return kind, _led(at(content, kind, "schema"), whole), at(body, "required") is True


def _schema_of(parameters: dict[str, dict[str, Any]], body: Any, *, needed: bool, whole: Any) -> dict[str, Any]:
    """All that is to be given, as one object."""
    inner = at(body, "properties")
    properties = dict(inner) if isinstance(inner, dict) else {}
    required = at(body, "required") if needed else None
    wanted = [one for one in required if isinstance(one, str)] if isinstance(required, list) else []
    for name, one in parameters.items():
        schema = at(one, "schema")
        said = {"description": one["description"]} if isinstance(one.get("description"), str) else {}
        properties[name] = said | (schema if isinstance(schema, dict) else {})
        wanted += [name] if one.get("required") is True or one["in"] == "path" else []
    return {"properties": properties, "required": wanted, "components": at(whole, "components")}


def _led(value: Any, whole: Any) -> Any:
    """Where its references lead."""
    for _ in range(REFERENCES):
        reference = at(value, "$ref")
        if not isinstance(reference, str):
            return value
        value = pointed(reference, whole)
    return None


def _security(whole: Any) -> tuple[str, bool]:
    """The header that bears the key: what the first scheme says that has one."""
    schemes = at(whole, "components", "securitySchemes")
    for scheme in schemes.values() if isinstance(schemes, dict) else ():
        if at(scheme, "type") == "apiKey" and at(scheme, "in") == "header" and isinstance(at(scheme, "name"), str):
            return at(scheme, "name").lower(), False
        if at(scheme, "type") in ("oauth2", "openIdConnect") or str(at(scheme, "scheme")).lower() == "bearer":
            return "authorization", True
    return "authorization", True


def _part(name: str, values: Mapping[str, Any]) -> str:
    text = _written(values.get(name, ""))
    if text in ("", ".", ".."):
        raise Invalid(f"“{one_line(name, 60)}” is a part of the path, and “{text}” is none")
    return quote(text, safe="")


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)
