"""How one value is read from a node and written as a shape; tables of them make a record.

A shape is what stands in the file: a text, a number, a list or a dict of shapes. What is wrong is
noted in `Notes` at its place, and reading goes on: every fault of a file is told at once.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar

from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.nodes import Items, Map, Mark, Node, Text, Wrong
from spark_tui.domain.text import near, one_line
from spark_tui.faces.exchange import spans

Shape = str | bool | int | float | list[Any] | dict[str, Any]
T = TypeVar("T")


@dataclass(slots=True)
class Notes:
    """Everything that is wrong so far."""

    wrong: list[Wrong] = field(default_factory=list)

    def add(self, mark: Mark, message: str, hint: str = "") -> None:
        self.wrong.append(Wrong(mark, message, hint))

    @contextmanager
    def at(self, mark: Mark) -> Iterator[None]:
        """Whatever the domain refuses within is wrong at that place."""
        try:
            yield
        except SparkError as refused:
            self.add(mark, refused.message, refused.hint)


@dataclass(frozen=True, slots=True)
class Codec:
    """`read` answers None for what is wrong, which it has noted."""

    read: Callable[[Node, Notes], Any]
    write: Callable[[Any], Shape]


def leaf(parse: Callable[[str], Any], write: Callable[[Any], Shape]) -> Codec:
    """A value that is one text; `parse` raises SparkError."""

    def read(node: Node, notes: Notes) -> Any:
        text = text_of(node, notes)
        if text is None:
            return None
        with notes.at(node.mark):
            return parse(text)
        return None

    return Codec(read, write)


def text_of(node: Node, notes: Notes) -> str | None:
    if isinstance(node, Text):
        return node.value
    kind = "a list" if isinstance(node, Items) else "a mapping"
    notes.add(node.mark, f"a text belongs here, not {kind}")
    return None


def _number(kind: Callable[[str], T], what: str) -> Callable[[str], T]:
    def parse(text: str) -> T:
        try:
            return kind("no" if "_" in text else text)
        except ValueError:
            raise Invalid(f"“{one_line(text, 30)}” is no {what}", hint="digits alone") from None

    return parse


TEXT = leaf(str, str)
WHOLE = leaf(_number(int, "whole number"), int)
NUMBER = leaf(_number(float, "number"), lambda value: int(value) if value == int(value) else value)
SPAN = leaf(spans.span, spans.span_text)

_YES_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def yes_no(text: str) -> bool:
    """Raises Invalid."""
    if text.casefold() not in _YES_NO:
        raise Invalid(f"“{one_line(text, 40)}” is neither yes nor no", hint="true or false")
    return _YES_NO[text.casefold()]


YES_NO = leaf(yes_no, bool)


def one_of(kind: type[StrEnum]) -> Codec:
    """A word of an enum."""

    def parse(text: str) -> StrEnum:
        known = [member.value for member in kind]
        if text not in known:
            raise Invalid(f"“{one_line(text, 40)}” is none of them", hint=near(text, known))
        return kind(text)

    return leaf(parse, lambda value: str(value.value))


def several(codec: Codec, build: Callable[[Any], Any] = tuple, order: Callable[[Any], Any] = list) -> Codec:
    """A list, or one alone."""

    def read(node: Node, notes: Notes) -> Any:
        nodes = node.values if isinstance(node, Items) else [node]
        found = [codec.read(one, notes) for one in nodes]
        return None if None in found else build(found)

    return Codec(read, lambda values: [codec.write(value) for value in order(values)])


def record(make: type, keys: Mapping[str, Codec]) -> Codec:
    """A dataclass whose fields all have a default; only what differs from it is written."""
    plain = make()

    def read(node: Node, notes: Notes) -> Any:
        given = entries(node, list(keys), notes)
        values = {key: (keys[key].read(value, notes), value.mark) for key, value in given.items()}
        known = {key: value for key, (value, _) in values.items() if value is not None}
        alone = [key for key in known if not _fits(make, {key: known[key]}, values[key][1], notes)]
        if not alone:
            with notes.at(node.mark):
                return make(**known)
        return None

    def write(value: Any) -> Shape:
        names = [f.name for f in fields(make) if f.name in keys]
        return {n: keys[n].write(v) for n in names if (v := getattr(value, n)) != getattr(plain, n)}

    return Codec(read, write)


def _fits(make: type, alone: dict[str, Any], mark: Mark, notes: Notes) -> bool:
    """What one field alone makes invalid is wrong at that field."""
    before = len(notes.wrong)
    with notes.at(mark):
        make(**alone)
    return len(notes.wrong) == before


def entries(node: Node, known: list[str], notes: Notes) -> dict[str, Node]:
    """What stands under the keys of a mapping; keys that nobody knows are noted. Nothing there is an empty one."""
    if isinstance(node, Text) and node.empty:
        return {}
    if not isinstance(node, Map):
        notes.add(node.mark, "a mapping belongs here (key: value)", "keys: " + ", ".join(known))
        return {}
    for key in node.keys:
        if key.value not in known:
            notes.add(key.mark, f"there is no key “{one_line(key.value, 60)}” here", near(key.value, known))
    return {key.value: value for key, value in node.pairs() if key.value in known and not _absent(value)}


def _absent(value: Node) -> bool:
    return isinstance(value, Text) and value.empty
