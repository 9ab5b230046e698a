"""A definition → endpoints. What is wrong with it is told with its line, before anything is kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from spark_tui.domain import templates
from spark_tui.domain.endpoints import ALSO, DEFINITION_LIMIT, SECRET, Cancel, Endpoint, Endpoints, Poll, Stream
from spark_tui.domain.endpoints.paths import Condition, Path
from spark_tui.domain.endpoints.wanting import schema_of
from spark_tui.domain.errors import Invalid
from spark_tui.domain.nodes import Items, Map, Node, Text, parse
from spark_tui.domain.text import near, one_line

T = TypeVar("T")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MOST = 1_000  # endpoints of one definition
LONGEST_NAME = 100
SHORTEST, LONGEST = 0.2, 3600.0  # seconds between two looks at a job
_NAME = re.compile(r"[\w.\-/ ]+\Z")
_HEADER = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")  # a token of RFC 9110
_SECRET_NAME = re.compile(r"(?:env:|vault:)?(?!source-)[A-Za-z0-9_][\w.-]{0,63}\??\Z")
_STATUS = re.compile(r"([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?")
_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "user-agent"}
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}
_INT, _FLOAT = re.compile(r"[-+]?\d{1,18}\Z"), re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d{1,3})?\Z")

TOP = ("endpoints", "headers", "check", "stream", "idempotency")
SHARED = ("headers", "stream", "idempotency")  # what may be said once for all endpoints
ENDPOINT = (
    *("title", "description", "method", "path", "query", "headers", "json", "form", "body", "content_type"),
    *("status", "success", "failed", "result", "error", "text", "tokens_read", "tokens_written", "stream"),
    *("idempotency", "poll", "inputs", "input", "text_when", "job", "cancel"),
)
POLL = ("path", "job", "done", "failed", "state", "every", "cancel", "answer")


def read(text: str) -> Endpoints:
    """Raises Invalid with the line and what would do."""
    if len(text) > DEFINITION_LIMIT:
        raise Invalid(f"a definition has at most {DEFINITION_LIMIT:,} characters, this one has {len(text):,}")
    root, wrong = parse(text)
    if wrong:
        raise Invalid(f"line {wrong[0].mark.line} of the definition: {wrong[0].message}", hint=wrong[0].hint)
    top = {} if root is None else _keys(root, TOP)
    if "endpoints" not in top:
        raise Invalid("the definition has no endpoints", hint="endpoints: {NAME: {path: /…}}")
    named = _map(top["endpoints"], "endpoints stand here by name, such as report: {path: /report}")
    if not 0 < len(named.keys) <= MOST:
        raise _wrong(named, f"there are 1 to {MOST:,} endpoints")
    shared: dict[str, Node] = {key: top[key] for key in SHARED if key in top}
    endpoints = tuple(_endpoint(name, node, shared) for name, node in named.pairs())
    return Endpoints(endpoints, _path(top["check"], ()) if "check" in top else "")


def _endpoint(name: Text, node: Node, shared: Mapping[str, Node]) -> Endpoint:
    if not _NAME.match(name.value) or len(name.value) > LONGEST_NAME:
        raise _wrong(name, f"“{one_line(name.value, 40)}” is no name", "letters, digits, blanks, - _ . /")
    own = {} if isinstance(node, Text) and node.empty else _keys(node, ENDPOINT)
    given = {**shared, **own}
    bodies = [key for key in ("json", "form", "body") if key in own]
    if len(bodies) > 1:
        raise _wrong(own[bodies[1]], f"{bodies[0]} and {bodies[1]} are both the body", "one of json, form, body")
    method = _one_of(own["method"], METHODS, str.upper) if "method" in own else "POST"
    if bodies and method == "GET":
        raise _wrong(own[bodies[0]], "a GET has no body", "method: POST, or query: {…}")
    headers = dict(_headers(shared["headers"])) if "headers" in shared else {}
    headers |= dict(_headers(own["headers"])) if "headers" in own else {}
    found = {
        "headers": tuple(headers.items()),
        **_read(
            given, {"stream": lambda one: Stream(_one_of(one, tuple(Stream), str.lower)), "idempotency": _header_or_no}
        ),
        **_read(own, _READERS),
    }
    if "input" in own:
        _must_be_one_of(own["input"], found)
    return Endpoint(name.value, method=method, **found)


def _must_be_one_of(named: Node, found: Mapping[str, Any]) -> None:
    known = found["inputs"]["properties"] if "inputs" in found else {}
    if found["input"] not in known:
        raise _wrong(named, f"“{one_line(found['input'], 40)}” is none of its inputs", near(found["input"], [*known]))


def _read(given: Mapping[str, Node], readers: Mapping[str, Callable[[Node], Any]]) -> dict[str, Any]:
    return {_FIELDS.get(key, key): reader(given[key]) for key, reader in readers.items() if key in given}


def _poll(node: Node) -> Poll:
    return Poll(**_read(_keys(node, POLL), _POLL_READERS))


def _cancel(node: Node) -> Cancel:
    given = _keys(node, ("method", "path", "json"))
    if "path" not in given:
        raise _wrong(node, "cancel has no path", "cancel: {method: DELETE, path: /jobs/{{ job }}}")
    method = _one_of(given["method"], METHODS, str.upper) if "method" in given else "POST"
    return Cancel(method, _path(given["path"], ALSO), _json(given["json"]) if "json" in given else None)


# ------------------------------------------------------------------ the kinds of value


def _template(node: Node, also: tuple[str, ...] = ()) -> str:
    text = _text(node)
    try:
        templates.check(text, also)
    except Invalid as wrong:
        raise _wrong(node, wrong.message, wrong.hint) from None
    return text


def _path(node: Node, also: tuple[str, ...]) -> str:
    """Below the source's URL: what lives elsewhere is another source, whose key is another."""
    text = _template(node, also)
    if "://" in text or (text and not text.startswith(("/", "?", "{{"))):
        raise _wrong(node, f"“{one_line(text, 60)}” is no path", "it begins with / and is joined to the source's URL")
    return text


def _pairs(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((key.value, _template(value)) for key, value in _map(node, "names with their values").pairs())


def _headers(node: Node) -> tuple[tuple[str, str], ...]:
    """Their names in small letters."""
    found = []
    for key, value in _map(node, "headers stand here by name, such as X-Team: data").pairs():
        if not _HEADER.match(key.value) or key.value.lower() in _OURS:
            raise _wrong(key, f"“{one_line(key.value, 40)}” is no header that can be given")
        for name in SECRET.findall(_text(value)):
            if not _SECRET_NAME.match(name):
                raise _wrong(value, f"“{one_line(name, 40)}” is no name of a secret", "${key}, ${NAME} or ${env:NAME}")
        found.append((key.value.lower(), _template(value)))
    return tuple(found)


def _header_or_no(node: Node) -> str:
    text = _text(node)
    if text in ("no", "false"):
        return ""
    if not _HEADER.match(text):
        raise _wrong(node, f"“{one_line(text, 40)}” is no header", "Idempotency-Key, or no")
    return text


def _statuses(node: Node) -> tuple[range, ...]:
    found = []
    for one in node.values if isinstance(node, Items) else [node]:
        match = _STATUS.fullmatch(_text(one))
        if match is None:
            raise _wrong(one, "this is no status", "such as 200, 2xx or 200-204")
        hundred, first, last = match.groups()
        low = int(hundred) * 100 if hundred else int(first)
        found.append(range(low, low + 100 if hundred else int(last or first) + 1))
    return tuple(found)


def _condition(node: Node) -> Condition:
    """`$.ok`, a list of such, or `{$.status: [done, ok]}`."""
    match node:
        case Text():
            return Condition(((_place(node), ()),))
        case Items(values=values):
            return Condition(tuple((_place(one), ()) for one in values))
        case Map():
            return Condition(tuple((_place(key), _values(value)) for key, value in node.pairs()))


def _values(node: Node) -> tuple[Any, ...]:
    return tuple(_json(one) for one in (node.values if isinstance(node, Items) else [node]))


def _place(node: Node) -> Path:
    try:
        return Path(_text(node))
    except Invalid as wrong:
        raise _wrong(node, wrong.message, wrong.hint) from None


def _seconds(node: Node) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|m|)", _text(node))
    seconds = float(match[1]) * (60 if match[2] == "m" else 1) if match else 0.0
    if not SHORTEST <= seconds <= LONGEST:
        raise _wrong(node, "this is no pause between two looks", "such as 2s, 30s or 5m")
    return seconds


def _json(node: Node) -> Any:
    """As YAML's core schema reads it; what is in quotes is a text."""
    match node:
        case Text(value=text) if node.quoted:
            return _template(node) and text
        case Text(value=text):
            return _scalar(text) if not templates.is_template(text) else _template(node)
        case Items(values=values):
            return [_json(one) for one in values]
        case Map():
            return {key.value: _json(value) for key, value in node.pairs()}


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _text(node: Node) -> str:
    if not isinstance(node, Text):
        raise _wrong(node, "a text is expected here", "quote it if it begins with { or [")
    return node.value


def _one_of(node: Node, known: Sequence[str], as_: Callable[[str], str]) -> str:
    text = as_(_text(node))
    if text not in known:
        raise _wrong(node, f"“{one_line(_text(node), 40)}” is none of them", "one of: " + ", ".join(known))
    return text


def _map(node: Node, hint: str) -> Map:
    if not isinstance(node, Map):
        raise _wrong(node, "names are expected here", hint)
    return node


def _keys(node: Node, known: Sequence[str]) -> dict[str, Node]:
    for key, _ in _map(node, "one of: " + ", ".join(known)).pairs():
        if key.value not in known:
            raise _wrong(key, f"there is no key “{one_line(key.value, 40)}” here", near(key.value, known))
    return {key.value: value for key, value in _map(node, "").pairs()}


def _wrong(node: Node, words: str, hint: str = "") -> Invalid:
    return Invalid(f"line {node.mark.line} of the definition: {words}", hint=hint)


_FIELDS = {"status": "statuses"}
_READERS: dict[str, Callable[[Node], Any]] = {
    "title": lambda node: one_line(_text(node), LONGEST_NAME),
    "description": lambda node: one_line(_text(node), 1_000),
    "path": lambda node: _path(node, ()),
    "query": _pairs,
    "json": _json,
    "form": _pairs,
    "body": _template,
    "content_type": _text,
    "status": _statuses,
    "success": _condition,
    "failed": _condition,
    **dict.fromkeys(("result", "error", "text", "tokens_read", "tokens_written"), _place),
    "poll": _poll,
    "inputs": schema_of,
    "input": _text,
    "text_when": _condition,
    "job": _place,
    "cancel": _cancel,
    "answer": lambda node: _path(node, ALSO),
}
_POLL_READERS: dict[str, Callable[[Node], Any]] = {
    "path": lambda node: _path(node, ALSO),
    "job": _place,
    "done": _condition,
    "failed": _condition,
    "state": _place,
    "every": _seconds,
    "cancel": _cancel,
    "answer": lambda node: _path(node, ALSO),
}
