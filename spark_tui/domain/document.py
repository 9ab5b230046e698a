"""What a run was given or has answered, as something to look through: JSON as a tree, anything else as lines.

A tree is its nodes in the order in which they are written; each knows where what is in it ends, so that folding
is a step over it. It is read in one pass without recursion: nesting is as deep as it is, a key that is there twice
is there twice, a number is its digits. What stands under a key that looks like a secret is not read into it at all.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from spark_tui.domain.text import redacted

MOST_NODES = 50_000  # of one document; the rest is told as one node
MOST_INDENTED = 20  # levels; deeper ones stand below each other
HIDDEN = "•••"
Key = str | int | None  # a name in an object, a place in an array, None at the top


class Kind(StrEnum):
    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    NUMBER = "number"
    WORD = "word"  # true, false, null
    HIDDEN = "hidden"  # under a key that looks like a secret
    TEXT = "text"  # a line of what is no JSON
    MORE = "more"  # where the rest was left out

    @property
    def holds(self) -> bool:
        """Whether others may be in it."""
        return self in (Kind.OBJECT, Kind.ARRAY)


@dataclass(slots=True)
class Node:
    """`text` is a string as it is, a number or a word as written. `end` is the place of what follows all in it."""

    kind: Kind
    key: Key
    depth: int
    parent: int
    text: str = ""
    size: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """All of its nodes in order. Of JSON the first one is the whole; of a text they are its lines."""

    nodes: Sequence[Node]
    is_json: bool

    def shown(self, folded: Collection[int] = ()) -> list[int]:
        """The places of those that are in no folded one."""
        places, at = [], 0
        while at < len(self.nodes):
            places.append(at)
            at = self.nodes[at].end if at in folded else at + 1
        return places

    def above(self, at: int) -> list[int]:
        """What it is in, the nearest first."""
        places = []
        while (at := self.nodes[at].parent) >= 0:
            places.append(at)
        return places

    def path(self, at: int) -> str:
        """$.items[3]["odd name"]: as JSONPath writes it."""
        return "$" + "".join(_step(self.nodes[place].key) for place in (*reversed(self.above(at)), at))

    def find(self, words: str, start: int, step: int = 1) -> int | None:
        """The next node, or the one before, that has it in its key or text, round the end; None if none has."""
        wanted, count = words.casefold(), len(self.nodes)
        places = ((start + step * far) % count for far in range(1, count + 1))
        return next((at for at in places if wanted in _sought(self.nodes[at])), None)

    def written(self, at: int | None = None) -> Iterator[str]:
        """It, or one node of it, as text again, line by line; what is hidden stays hidden."""
        if not self.is_json:
            yield from (node.text for node in (self.nodes if at is None else [self.nodes[at]]))
            return
        top = at or 0
        open_: list[Node] = []
        for place in range(top, self.nodes[top].end):
            while open_ and open_[-1].end <= place:
                yield self._closed(open_.pop(), top)
            yield self._opened(self.nodes[place], top, named=place > top)
            if self.nodes[place].size and self.nodes[place].kind.holds:
                open_.append(self.nodes[place])
        while open_:
            yield self._closed(open_.pop(), top)

    def _opened(self, node: Node, top: int, *, named: bool) -> str:
        name = f"{_quoted(node.key)}: " if named and isinstance(node.key, str) else ""
        if node.kind.holds and node.size:
            return f"{self._indent(node, top)}{name}{'{' if node.kind is Kind.OBJECT else '['}"
        return f"{self._indent(node, top)}{name}{_value(node)}{self._comma(node, top)}"

    def _closed(self, node: Node, top: int) -> str:
        return f"{self._indent(node, top)}{'}' if node.kind is Kind.OBJECT else ']'}{self._comma(node, top)}"

    def _indent(self, node: Node, top: int) -> str:
        return "  " * min(node.depth - self.nodes[top].depth, MOST_INDENTED)

    def _comma(self, node: Node, top: int) -> str:
        inside = node.depth > self.nodes[top].depth
        return "," if inside and node.end < self.nodes[node.parent].end else ""


def read(text: str) -> Document:
    """The text as what it is: JSON if it is an object or an array, lines otherwise."""
    if text.lstrip()[:1] in ("{", "["):
        reader = _Reader(text)
        try:
            return Document(reader.read(), is_json=True)
        except ValueError:
            pass
    return Document(_lines(text), is_json=False)


def hidden(text: str) -> str:
    """The same text without what looks like a secret; JSON stays JSON, and is as it was where nothing is hidden."""
    safe = redacted(text)
    if text.lstrip()[:1] not in ("{", "["):
        return safe
    try:
        value = json.loads(text)
        shown = _veiled(value)
    except (ValueError, RecursionError):
        return safe
    return text if shown == value else json.dumps(shown, ensure_ascii=False)


def _veiled(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        if key and value and hides(key):
            return HIDDEN
        return {redacted(name): _veiled(inner, name) for name, inner in value.items()}
    if key and hides(key) and not isinstance(value, bool | None) and value != []:
        return HIDDEN
    if isinstance(value, list):
        return [_veiled(inner) for inner in value]
    return redacted(value) if isinstance(value, str) else value


def _lines(text: str) -> list[Node]:
    lines = redacted(text).split("\n") if text else []
    nodes = [Node(Kind.TEXT, None, 0, -1, line, end=at + 1) for at, line in enumerate(lines[:MOST_NODES])]
    if len(lines) > MOST_NODES:
        more = f"{len(lines) - MOST_NODES:,} more lines"
        nodes.append(Node(Kind.MORE, None, 0, -1, more, end=MOST_NODES + 1))
    return nodes


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _value(node: Node) -> str:
    empty = {Kind.OBJECT: "{}", Kind.ARRAY: "[]", Kind.HIDDEN: _quoted(HIDDEN), Kind.MORE: "…"}
    return empty.get(node.kind) or (_quoted(node.text) if node.kind is Kind.STRING else node.text)


def _sought(node: Node) -> str:
    return f"{node.key if isinstance(node.key, str) else ''}\n{node.text}".casefold()


_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


def _step(key: Key) -> str:
    match key:
        case None:
            return ""
        case int():
            return f"[{key}]"
        case _:
            return f".{key}" if _PLAIN_NAME.match(key) else f"[{_quoted(key)}]"


# ------------------------------------------------------------------ what is not shown

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECRET_WORDS = frozenset(
    (
        *("password", "passwd", "passphrase", "pwd", "secret", "secrets", "token", "authorization", "auth", "bearer"),
        *("apikey", "credential", "credentials", "cookie", "cookies", "jwt"),
    )
)
_SECRET_PAIRS = frozenset(
    ("api key", "access key", "private key", "secret key", "signing key", "pass word", "set cookie")
)


@lru_cache(maxsize=1024)
def hides(key: str) -> bool:
    """Whether what stands under such a key is nobody's to see: apiKey, X-Auth-Token, db_password; not max_tokens."""
    words = [part.casefold() for part in _PARTS.findall(key[:200])]
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return not _SECRET_WORDS.isdisjoint(words) or not _SECRET_PAIRS.isdisjoint(pairs)


# ------------------------------------------------------------------ reading

_SPACE = re.compile(r"[ \t\n\r]*")
_OPENING = {"{": Kind.OBJECT, "[": Kind.ARRAY}
_CLOSING = {Kind.OBJECT: "}", Kind.ARRAY: "]"}
_SCALARS = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)  # an int of many digits is refused


class _Reader:
    """Raises ValueError where it is no JSON."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._nodes: list[Node] = []
        self._open: list[int] = []

    def read(self) -> list[Node]:
        self._value(None)
        while self._open:
            self._next()
            if len(self._nodes) >= MOST_NODES:
                return self._cut()
        if self._peek():
            raise ValueError("something follows it")
        return self._nodes

    def _next(self) -> None:
        """One more in the innermost that is open, or its end."""
        inner = self._nodes[self._open[-1]]
        if self._peek() == _CLOSING[inner.kind]:
            self._at += 1
            self._close()
            return
        if inner.size:
            self._take(",")
        key = self._key() if inner.kind is Kind.OBJECT else inner.size
        inner.size += 1
        self._value(key)

    def _close(self) -> None:
        place = self._open.pop()
        node = self._nodes[place]
        if isinstance(node.key, str) and hides(node.key) and node.size:
            del self._nodes[place + 1 :]
            node.kind = Kind.HIDDEN
        node.end = len(self._nodes)

    def _key(self) -> str:
        if self._peek() != '"':
            raise ValueError("a name stands in quotes")
        key, self._at = _SCALARS.raw_decode(self._text, self._at)
        self._take(":")
        return str(key)

    def _value(self, key: Key) -> None:
        first = self._peek()
        opens = _OPENING.get(first)
        node = Node(opens or Kind.WORD, key, len(self._open), self._open[-1] if self._open else -1)
        self._nodes.append(node)
        if opens:
            self._at += 1
            self._open.append(len(self._nodes) - 1)
            return
        value, end = _SCALARS.raw_decode(self._text, self._at)
        written, self._at = self._text[self._at : end], end
        node.kind = Kind.STRING if first == '"' else Kind.NUMBER if first in "-0123456789" else Kind.WORD
        node.text, node.end = redacted(value) if first == '"' else written, len(self._nodes)
        if isinstance(key, str) and node.kind is not Kind.WORD and hides(key):
            node.kind, node.text = Kind.HIDDEN, ""

    def _cut(self) -> list[Node]:
        """The rest is not read; nobody knows whether it is JSON."""
        depth, parent = (len(self._open), self._open[-1]) if self._open else (0, -1)
        more = f"{len(self._text) - self._at:,} more characters"
        self._nodes.append(Node(Kind.MORE, None, depth, parent, more, end=len(self._nodes) + 1))
        while self._open:
            self._close()
        return self._nodes

    def _peek(self) -> str:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _take(self, wanted: str) -> None:
        if self._peek() != wanted:
            raise ValueError(f"{wanted} is missing")
        self._at += 1
