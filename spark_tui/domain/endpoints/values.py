"""The kinds of value that a definition is made of; what is none is told with its line."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from spark_tui.domain import templates
from spark_tui.domain.endpoints import SECRET
from spark_tui.domain.endpoints.paths import Condition, Path, Places
from spark_tui.domain.errors import Invalid
from spark_tui.domain.nodes import Items, Map, Node, Text
from spark_tui.domain.text import near, one_line

SHORTEST, LONGEST = 0.2, 3600.0  # seconds between two looks at a job
_HEADER = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")  # a token of RFC 9110
_SECRET_NAME = re.compile(r"(?:env:|vault:)?(?!source-)[A-Za-z0-9_][\w.-]{0,63}\??\Z")
_STATUS = re.compile(r"([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?")
_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "user-agent"}
WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}
_INT, _FLOAT = re.compile(r"[-+]?\d{1,18}\Z"), re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d{1,3})?\Z")


def template_of(node: Node, also: tuple[str, ...] = (), known: tuple[str, ...] = templates.KNOWN) -> str:
    text = text_of(node)
    try:
        templates.check(text, also, known)
    except Invalid as wrong:
        raise mistake(node, wrong.message, wrong.hint) from None
    return text


def path_of(node: Node, also: tuple[str, ...], known: tuple[str, ...] = templates.KNOWN) -> str:
    """Below the source's URL: what lives elsewhere is another source, whose key is another."""
    text = template_of(node, also, known)
    if "://" in text or (text and not text.startswith(("/", "?", "{{"))):
        raise mistake(node, f"“{one_line(text, 60)}” is no path", "it begins with / and is joined to the source's URL")
    return text


def pairs_of(node: Node, also: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key.value, template_of(value, also)) for key, value in map_of(node, "names with their values").pairs()
    )


def headers_of(node: Node) -> tuple[tuple[str, str], ...]:
    """Their names in small letters."""
    found = []
    for key, value in map_of(node, "headers stand here by name, such as X-Team: data").pairs():
        if not _HEADER.match(key.value) or key.value.lower() in _OURS:
            raise mistake(key, f"“{one_line(key.value, 40)}” is no header that can be given")
        for name in SECRET.findall(text_of(value)):
            if not _SECRET_NAME.match(name):
                raise mistake(value, f"“{one_line(name, 40)}” is no name of a secret", "${key}, ${NAME} or ${env:NAME}")
        found.append((key.value.lower(), template_of(value)))
    return tuple(found)


def is_no(node: Node | None) -> bool:
    return isinstance(node, Text) and node.value in ("no", "false")


def header_or_no(node: Node) -> str:
    text = text_of(node)
    if is_no(node):
        return ""
    if not _HEADER.match(text):
        raise mistake(node, f"“{one_line(text, 40)}” is no header", "Idempotency-Key, or no")
    return text


def statuses_of(node: Node) -> tuple[range, ...]:
    found = []
    for one in node.values if isinstance(node, Items) else [node]:
        match = _STATUS.fullmatch(text_of(one))
        if match is None:
            raise mistake(one, "this is no status", "such as 200, 2xx or 200-204")
        hundred, first, last = match.groups()
        low = int(hundred) * 100 if hundred else int(first)
        found.append(range(low, low + 100 if hundred else int(last or first) + 1))
    return tuple(found)


def condition_of(node: Node) -> Condition:
    """`$.ok`, a list of such, or `{$.status: [done, ok]}`."""
    match node:
        case Text():
            return Condition(((place_of(node), ()),))
        case Items(values=values):
            return Condition(tuple((place_of(one), ()) for one in values))
        case Map():
            return Condition(tuple((place_of(key), _values(value)) for key, value in node.pairs()))


def _values(node: Node) -> tuple[Any, ...]:
    return tuple(json_of(one) for one in (node.values if isinstance(node, Items) else [node]))


def places_of(node: Node) -> Path | Places:
    return Places(tuple(map(place_of, node.values))) if isinstance(node, Items) else place_of(node)


def place_of(node: Node) -> Path:
    try:
        return Path(text_of(node))
    except Invalid as wrong:
        raise mistake(node, wrong.message, wrong.hint) from None


def seconds_of(node: Node) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|m|)", text_of(node))
    seconds = float(match[1]) * (60 if match[2] == "m" else 1) if match else 0.0
    if not SHORTEST <= seconds <= LONGEST:
        raise mistake(node, "this is no pause between two looks", "such as 2s, 30s or 5m")
    return seconds


def json_of(node: Node, also: tuple[str, ...] = ()) -> Any:
    """As YAML's core schema reads it; what is in quotes is a text."""
    match node:
        case Text(value=text) if node.quoted:
            return template_of(node, also) and text
        case Text(value=text):
            return _scalar(text) if not templates.is_template(text) else template_of(node, also)
        case Items(values=values):
            return [json_of(one, also) for one in values]
        case Map():
            return {key.value: json_of(value, also) for key, value in node.pairs()}


def _scalar(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def text_of(node: Node) -> str:
    if not isinstance(node, Text):
        raise mistake(node, "a text is expected here", "quote it if it begins with { or [")
    return node.value


def one_of(node: Node, known: Sequence[str], as_: Callable[[str], str]) -> str:
    text = as_(text_of(node))
    if text not in known:
        raise mistake(node, f"“{one_line(text_of(node), 40)}” is none of them", "one of: " + ", ".join(known))
    return text


def map_of(node: Node, hint: str) -> Map:
    if not isinstance(node, Map):
        raise mistake(node, "names are expected here", hint)
    return node


def keys_of(node: Node, known: Sequence[str]) -> dict[str, Node]:
    for key, _ in map_of(node, "one of: " + ", ".join(known)).pairs():
        if key.value not in known:
            raise mistake(key, f"there is no key “{one_line(key.value, 40)}” here", near(key.value, known))
    return {key.value: value for key, value in map_of(node, "").pairs()}


def mistake(node: Node, words: str, hint: str = "") -> Invalid:
    return Invalid(f"line {node.mark.line} of the definition: {words}", hint=hint)
