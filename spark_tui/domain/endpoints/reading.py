"""A definition → endpoints. What is wrong with it is told with its line, before anything is kept."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from spark_tui.domain.endpoints import (
    ALSO,
    DEFINITION_LIMIT,
    ITEM,
    Cancel,
    Endpoint,
    Endpoints,
    Listed,
    Poll,
    Stream,
)
from spark_tui.domain.endpoints.values import (
    condition_of,
    header_or_no,
    headers_of,
    is_no,
    json_of,
    keys_of,
    map_of,
    mistake,
    one_of,
    pairs_of,
    path_of,
    place_of,
    places_of,
    seconds_of,
    statuses_of,
    template_of,
    text_of,
)
from spark_tui.domain.endpoints.wanting import schema_of
from spark_tui.domain.errors import Invalid
from spark_tui.domain.nodes import Items, Node, Text, parse
from spark_tui.domain.text import near, one_line

T = TypeVar("T")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MOST = 1_000  # endpoints of one definition
LONGEST_NAME = 100
_NAME = re.compile(r"[\w.\-/ ]+\Z")

TOP = ("endpoints", "headers", "check", "stream", "idempotency")
SHARED = ("headers", "stream", "idempotency")  # what may be said once for all endpoints
ENDPOINT = (
    *("title", "description", "method", "path", "query", "headers", "json", "form", "body", "content_type"),
    *("status", "success", "failed", "result", "error", "text", "tokens_read", "tokens_written", "stream"),
    *("idempotency", "poll", "inputs", "input", "text_when", "tell", "step", "job", "cancel", "list"),
)
LIST = ("path", "method", "json", "headers", "items", "id", "title", "description", "inputs")
POLL = ("path", "job", "done", "failed", "state", "every", "cancel", "answer", "stream", "begins")


def read(text: str) -> Endpoints:
    """Raises Invalid with the line and what would do."""
    if len(text) > DEFINITION_LIMIT:
        raise Invalid(f"a definition has at most {DEFINITION_LIMIT:,} characters, this one has {len(text):,}")
    root, wrong = parse(text)
    if wrong:
        raise Invalid(f"line {wrong[0].mark.line} of the definition: {wrong[0].message}", hint=wrong[0].hint)
    top = {} if root is None else keys_of(root, TOP)
    if "endpoints" not in top:
        raise Invalid("the definition has no endpoints", hint="endpoints: {NAME: {path: /…}}")
    named = map_of(top["endpoints"], "endpoints stand here by name, such as report: {path: /report}")
    if not 0 < len(named.keys) <= MOST:
        raise mistake(named, f"there are 1 to {MOST:,} endpoints")
    shared: dict[str, Node] = {key: top[key] for key in SHARED if key in top}
    endpoints = tuple(_endpoint(name, node, shared) for name, node in named.pairs())
    return Endpoints(endpoints, path_of(top["check"], (), ()) if "check" in top else "")


def _endpoint(name: Text, node: Node, shared: Mapping[str, Node]) -> Endpoint:
    if not _NAME.match(name.value) or len(name.value) > LONGEST_NAME:
        raise mistake(name, f"“{one_line(name.value, 40)}” is no name", "letters, digits, blanks, - _ . /")
    own = {} if isinstance(node, Text) and node.empty else keys_of(node, ENDPOINT)
    given = {**shared, **own}
    bodies = [key for key in ("json", "form", "body") if key in own]
    if len(bodies) > 1:
        raise mistake(own[bodies[1]], f"{bodies[0]} and {bodies[1]} are both the body", "one of json, form, body")
    method = one_of(own["method"], METHODS, str.upper) if "method" in own else "POST"
    if bodies and method == "GET":
        raise mistake(own[bodies[0]], "a GET has no body", "method: POST, or query: {…}")
    headers = dict(headers_of(shared["headers"])) if "headers" in shared else {}
    headers |= dict(headers_of(own["headers"])) if "headers" in own else {}
    found = {
        "headers": tuple(headers.items()),
        **_read(
            given, {"stream": lambda one: Stream(one_of(one, tuple(Stream), str.lower)), "idempotency": header_or_no}
        ),
        **_read(own, _readers((ITEM,) if "list" in own else ())),
    }
    if is_no(own.get("cancel")):
        found |= {"cancel": None, "outlives": True}
    if "input" in own:
        _must_be_one_of(own["input"], found)
    return Endpoint(name.value, method=method, **found)


def _must_be_one_of(named: Node, found: Mapping[str, Any]) -> None:
    known = found["inputs"]["properties"] if "inputs" in found else {}
    if found["input"] not in known:
        raise mistake(named, f"“{one_line(found['input'], 40)}” is none of its inputs", near(found["input"], [*known]))


def _read(given: Mapping[str, Node], readers: Mapping[str, Callable[[Node], Any]]) -> dict[str, Any]:
    return {_FIELDS.get(key, key): reader(given[key]) for key, reader in readers.items() if key in given}


def _listed(node: Node) -> Listed:
    given = keys_of(node, LIST)
    for key in ("items", "id"):
        if key not in given:
            raise mistake(node, f"list has no {key}", "list: {path: /flows, items: $[*], id: $.id}")
    asked = _asked(given["inputs"]) if "inputs" in given else {}
    method = one_of(given["method"], ("GET", "POST"), str.upper) if "method" in given else "GET"
    if method == "GET" and "json" in given:
        raise mistake(given["json"], "a GET has no body", "method: POST")
    return Listed(**_read(given, _LIST_READERS), method=method, **asked)


def _asked(node: Node) -> dict[str, Any]:
    """Where a listed one says what it is to be given."""
    given = keys_of(node, ("path", "schema"))
    if "path" not in given:
        raise mistake(node, "inputs has no path", "inputs: {path: /flows/{{ item }}, schema: $.schema}")
    schema = place_of(given["schema"]) if "schema" in given else None
    return {"wants": path_of(given["path"], (), (ITEM,)), "schema": schema}


def _poll(node: Node, also: tuple[str, ...]) -> Poll:
    return Poll(**_read(keys_of(node, POLL), _poll_readers((*ALSO, *also))))


def _cancel(node: Node, also: tuple[str, ...]) -> Cancel | None:
    """None for `no`."""
    if is_no(node):
        return None
    given = keys_of(node, ("method", "path", "json"))
    if "path" not in given:
        raise mistake(node, "cancel has no path", "cancel: {method: DELETE, path: /jobs/{{ job }}}")
    method = one_of(given["method"], METHODS, str.upper) if "method" in given else "POST"
    return Cancel(method, path_of(given["path"], also), json_of(given["json"]) if "json" in given else None)


Readers = Mapping[str, Callable[[Node], Any]]
_FIELDS = {"status": "statuses", "list": "listed"}


def _readers(also: tuple[str, ...]) -> Readers:
    """`also` is what templates know besides the facts of a run."""
    return {
        "title": lambda node: one_line(text_of(node), LONGEST_NAME),
        "description": lambda node: one_line(text_of(node), 1_000),
        "path": lambda node: path_of(node, also),
        "query": lambda node: pairs_of(node, also),
        "json": lambda node: json_of(node, also),
        "form": lambda node: pairs_of(node, also),
        "body": lambda node: template_of(node, also),
        "content_type": text_of,
        "status": statuses_of,
        "success": condition_of,
        "failed": condition_of,
        **dict.fromkeys(("result", "error"), places_of),
        **dict.fromkeys(("text", "step", "tokens_read", "tokens_written"), place_of),
        "poll": lambda node: _poll(node, also),
        "inputs": schema_of,
        "input": text_of,
        "text_when": condition_of,
        "tell": lambda node: tuple(text_of(one) for one in (node.values if isinstance(node, Items) else [node])),
        "job": place_of,
        "cancel": lambda node: _cancel(node, (*ALSO, *also)),
        "list": _listed,
    }


def _poll_readers(also: tuple[str, ...]) -> Readers:
    return {
        "path": lambda node: path_of(node, also),
        "job": place_of,
        "done": condition_of,
        "failed": condition_of,
        "state": place_of,
        "every": seconds_of,
        "cancel": lambda node: _cancel(node, also),
        "answer": lambda node: path_of(node, also),
        "stream": lambda node: path_of(node, also),
        "begins": text_of,
    }


_LIST_READERS: Readers = {
    "path": lambda node: path_of(node, (), ()),
    "json": json_of,
    "headers": headers_of,
    **dict.fromkeys(("items", "id", "title", "description"), place_of),
}
