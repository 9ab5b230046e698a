"""YAML as a tree of texts, each with its line and column.

Nothing is guessed: every scalar is the text that stands there, so `on`, `no`, `12:30` and `2026-01-01`
are what they look like, and whoever wants a number reads one. A key that stands twice is a fault; tags
and merge keys mean nothing here; an alias is a copy, and all copies together are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from spark_tui.domain.text import one_line

LONGEST = 4_000_000  # characters of a file
MOST_NODES = 400_000  # with every alias counted as what it stands for
DEEPEST = 24
NOTHING = ("", "~", "null")


class Mark(NamedTuple):
    """A place in a file, both counted from 1."""

    line: int = 1
    column: int = 1


class Wrong(NamedTuple):
    """What is wrong, where, and what would do."""

    mark: Mark
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. `empty` is where nothing stands: `key:`, `key: ~`, `key: null`; `quoted` is a text whatever it says."""

    mark: Mark
    value: str
    empty: bool = False
    size: int = 1
    quoted: bool = False  # it is a text, whatever it looks like


@dataclass(slots=True)
class Items:
    mark: Mark
    values: "list[Node]" = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class Map:
    """Keys in their order, each with the place where it stands; `keys` and `values` are equally long."""

    mark: Mark
    keys: list[Text] = field(default_factory=list)
    values: "list[Node]" = field(default_factory=list)
    size: int = 1

    def pairs(self) -> Iterator[tuple[Text, "Node"]]:
        return zip(self.keys, self.values, strict=True)


Node = Text | Items | Map


class _Stop(Exception):
    """What comes after it cannot be read."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__()
        self.wrong = wrong


def parse(text: str) -> tuple[Node | None, list[Wrong]]:
    """The tree, None where there is none, and what is wrong with it as YAML."""
    if len(text) > LONGEST:
        return None, [Wrong(Mark(), f"the file is longer than {LONGEST:,} characters")]
    import yaml  # 15 ms that no other command needs

    try:
        return _built(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        pass  # the reader in C is five times as fast, and the one in Python tells better what is wrong
    try:
        return _built(text, yaml.SafeLoader)
    except yaml.YAMLError as wrong:
        return None, [_told(wrong, text)]


def _built(text: str, loader: Any) -> tuple[Node | None, list[Wrong]]:
    import yaml

    building = _Building()
    try:
        for event in yaml.parse(text, Loader=loader):
            building.take(event)
    except _Stop as stop:
        return None, [*building.wrong, stop.wrong]
    return building.root, building.wrong


@dataclass(slots=True)
class _Open:
    """A list or mapping that has not ended yet; `key` is the one whose value comes next."""

    node: Items | Map
    anchor: str | None
    key: Text | None = None
    seen: dict[str, Mark] = field(default_factory=dict)


class _Building:
    """A tree from events, without recursion: what is nested too deep is told and not descended into."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.wrong: list[Wrong] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0

    def take(self, event: Any) -> None:
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        match type(event).__name__:
            case "DocumentStartEvent":
                self._document(mark)
            case "ScalarEvent":
                self._check_tag(event, mark)
                empty = not event.style and event.value in NOTHING
                self._done(Text(mark, event.value, empty, quoted=bool(event.style)), event.anchor)
            case "SequenceStartEvent":
                self._begin(Items(mark), event)
            case "MappingStartEvent":
                self._begin(Map(mark), event)
            case "AliasEvent":
                self._alias(mark, event.anchor)
            case "SequenceEndEvent" | "MappingEndEvent":
                ended = self._open.pop()
                self._done(ended.node, ended.anchor)

    def _document(self, mark: Mark) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _Stop(Wrong(mark, "there is a second document after `---`", "one file is one document"))

    def _begin(self, node: Items | Map, event: Any) -> None:
        if len(self._open) >= DEEPEST:
            raise _Stop(Wrong(node.mark, f"it is nested more than {DEEPEST} deep"))
        self._check_tag(event, node.mark)
        self._open.append(_Open(node, event.anchor))

    def _alias(self, mark: Mark, name: str) -> None:
        if name not in self._anchors:
            raise _Stop(Wrong(mark, f"*{name} stands for nothing before it", "quote it if a * is meant"))
        self._add(self._anchors[name], mark)

    def _check_tag(self, event: Any, mark: Mark) -> None:
        if event.tag not in (None, "!"):
            self.wrong.append(Wrong(mark, f"the tag {one_line(event.tag, 40)} means nothing here", "leave it out"))

    def _done(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        self._add(node, node.mark)

    def _add(self, node: Node, mark: Mark) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.node.size += node.size
        if parent.node.size > MOST_NODES:
            raise _Stop(Wrong(mark, f"it holds more than {MOST_NODES:,} things", "copies by *name count as well"))
        if isinstance(parent.node, Items):
            parent.node.values.append(node)
        elif parent.key is None:
            parent.key = self._as_key(parent, node, mark)
        else:
            parent.node.keys.append(parent.key)
            parent.node.values.append(node)
            parent.key = None

    def _as_key(self, parent: _Open, node: Node, mark: Mark) -> Text:
        if not isinstance(node, Text):
            raise _Stop(Wrong(mark, "a key is a word", "quote it"))
        if (first := parent.seen.setdefault(node.value, mark)) != mark:
            self.wrong.append(Wrong(mark, f"“{one_line(node.value, 60)}” stands twice", f"first in line {first.line}"))
        return node


def _told(wrong: Any, text: str) -> Wrong:
    """What the YAML library says, at its place."""
    mark = getattr(wrong, "problem_mark", None) or getattr(wrong, "context_mark", None)
    if mark is not None:
        said = one_line(str(getattr(wrong, "problem", "") or getattr(wrong, "context", "") or wrong))
        return Wrong(Mark(mark.line + 1, mark.column + 1), f"this is not YAML: {said}", _hint(said))
    position = getattr(wrong, "position", 0)
    before = text[:position] if isinstance(position, int) else ""
    place = Mark(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    return Wrong(place, "there is a control character", "take it out, or write it as \\x07 in double quotes")


_HINTS = (
    ("tab", "indent with blanks, not with tabs"),
    ("'\\t'", "indent with blanks, not with tabs"),
    ("mapping values are not allowed", "quote what holds a colon and a blank"),
    ("alphabetic or numeric", "quote what begins with * or &: cron: '*/5 * * * *'"),
    ("cannot start any token", "quote it"),
    ("block end", "what belongs together begins in one column"),
    ("quoted scalar", "close the quote"),
)


def _hint(said: str) -> str:
    return next((hint for part, hint in _HINTS if part in said), "")
