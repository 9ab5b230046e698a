"""A small grammar engine: rules are patterns of senses, and a pattern builds a value.

    rule("CLOCK", "half past h:HOUR", lambda h: half_past(h))

A lower-case item is a sense that a token must have, `sense=value` a sense with that value, an
upper-case item another rule. `name:item` hands its value to the builder under that name; `?`
makes an item optional, `a|b` chooses, `ITEM+` is a list ("a, b and c"), handed over as a tuple,
and `!a|b` asks that neither
follows. A builder may ask for `span`, the characters that were read, and may answer None: then
the pattern does not fit after all.

Of a rule's patterns the longest match wins, the earlier one among equals. Every rule is read
once at every position, so that the work is bounded by patterns × tokens.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any

from agent.phrases.tokens import Token

Builder = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a pattern."""

    names: tuple[tuple[str, str], ...]  # (sense or rule, wanted value)
    capture: str
    optional: bool
    many: bool
    absent: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A pattern, what it is a reading of, and what it builds."""

    name: str
    items: tuple[Item, ...]
    build: Builder
    single: bool
    spanned: bool


@dataclass(frozen=True, slots=True)
class Match:
    value: Any
    end: int


def rule(name: str, pattern: str, build: Builder | None = None) -> Rule:
    """A rule. A single capture goes to its builder by position, several by name; without one it is the value."""
    items = tuple(map(_item, pattern.split()))
    captured = {item.capture for item in items if item.capture}
    taken, needed = _parameters(build) if build else ({"value"}, {"value"})
    if len(captured) == 1 == len(needed):
        return Rule(name, items, build or _itself, single=True, spanned=False)
    if not needed - {"span"} <= captured <= taken:
        raise TypeError(f"{name}: the builder does not take what {pattern!r} captures")
    return Rule(name, items, build or _itself, single=False, spanned="span" in taken)


def _itself(value: Any) -> Any:
    return value


def _parameters(build: Builder) -> tuple[set[str], set[str]]:
    """All parameters and those without a default; `inspect.signature` would take most of our import time."""
    if isinstance(build, type):
        return {field.name for field in fields(build)}, {each.name for each in fields(build) if each.default is MISSING}
    code, defaults = build.__code__, len(build.__defaults__ or ())
    names = code.co_varnames[: code.co_argcount]
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    needed = names[: len(names) - defaults] + (() if build.__kwdefaults__ else keywords)
    return {*names, *keywords}, set(needed)


@cache
def _item(text: str) -> Item:
    absent = text.startswith("!")
    capture, _, rest = text.lstrip("!").rpartition(":")
    optional, many = rest.endswith("?"), rest.rstrip("?").endswith("+")
    names = tuple((name, value) for name, _, value in (n.partition("=") for n in rest.rstrip("?+").split("|")))
    return Item(names, capture, optional, many, absent)


class Grammar:
    """Rules by name, with what each pattern can begin with, so that few are tried."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules: dict[str, list[Rule]] = {}
        for each in rules:
            self._rules.setdefault(each.name, []).append(each)
        self._openings: dict[str, frozenset[str]] = {}
        self._starting: dict[str, dict[str, list[Rule]]] = {name: self._index(name) for name in self._rules}

    def _index(self, name: str) -> dict[str, list[Rule]]:
        index: dict[str, list[Rule]] = {}
        for each in self._rules[name]:
            for sense in self._first(each.items):
                index.setdefault(sense, []).append(each)
        return index

    def _first(self, items: tuple[Item, ...]) -> set[str]:
        found: set[str] = set()
        for item in (each for each in items if not each.absent):
            for name, _ in item.names:
                found |= self._opening(name) if name.isupper() else {name}
            if not item.optional:
                break
        return found

    def _opening(self, name: str) -> frozenset[str]:
        if name not in self._openings:
            self._openings[name] = frozenset()  # a rule that begins with itself adds nothing
            rules = self._rules.get(name, ())
            self._openings[name] = frozenset(sense for each in rules for sense in self._first(each.items))
        return self._openings[name]

    def candidates(self, name: str, token: Token) -> list[Rule]:
        """The patterns of `name` that can begin with this token."""
        index = self._starting.get(name, {})
        found = [each for sense in token.senses if sense in index for each in index[sense]]
        return found if len(found) < 2 else list(dict.fromkeys(found))


class Parse:
    """One phrase being read."""

    def __init__(self, grammar: Grammar, tokens: Sequence[Token]) -> None:
        self._grammar = grammar
        self.tokens = tokens
        self._memo: dict[tuple[str, int], Match | None] = {}

    def longest(self, name: str, at: int) -> Match | None:
        """The longest match of rule `name` that begins at token `at`."""
        if at >= len(self.tokens):
            return None
        key = (name, at)
        if key not in self._memo:
            self._memo[key] = None  # left recursion finds nothing
            self._memo[key] = self._read(name, at)
        return self._memo[key]

    def _read(self, name: str, at: int) -> Match | None:
        best: Match | None = None
        for each in self._grammar.candidates(name, self.tokens[at]):
            match = self._fit(each, at)
            if match and (best is None or match.end > best.end):
                best = match
        return best

    def _fit(self, each: Rule, at: int) -> Match | None:
        for captured, end in self._walk(each.items, 0, at):
            if end == at:
                continue
            value = self._built(each, captured, at, end)
            if value is not None:
                return Match(value, end)
        return None

    def _built(self, each: Rule, captured: dict[str, Any], at: int, end: int) -> Any:
        if each.single:
            return each.build(*captured.values())
        if each.spanned:
            captured["span"] = (self.tokens[at].start, self.tokens[end - 1].end)
        return each.build(**captured)

    def _walk(self, items: tuple[Item, ...], index: int, at: int) -> Iterator[tuple[dict[str, Any], int]]:
        if index == len(items):
            yield {}, at
            return
        item = items[index]
        if item.absent:
            if not next(self._one(item, at), None):
                yield from self._walk(items, index + 1, at)
            return
        for value, end in self._item(item, at):
            for captured, last in self._walk(items, index + 1, end):
                yield ({item.capture: value, **captured} if item.capture else captured), last
        if item.optional:
            for captured, last in self._walk(items, index + 1, at):
                yield ({item.capture: None, **captured} if item.capture else captured), last

    def _item(self, item: Item, at: int) -> Iterator[tuple[Any, int]]:
        if item.many:
            yield from self._list(item, at)
            return
        yield from self._one(item, at)

    def _one(self, item: Item, at: int) -> Iterator[tuple[Any, int]]:
        if at >= len(self.tokens):
            return
        senses = self.tokens[at].senses
        matches = [match for name, _ in item.names if name.isupper() and (match := self.longest(name, at))]
        for match in sorted(matches, key=lambda match: -match.end):
            yield match.value, match.end
        for name, wanted in item.names:
            if name in senses and (not wanted or str(senses[name]) == wanted):
                yield senses[name], at + 1

    def _list(self, item: Item, at: int) -> Iterator[tuple[tuple[Any, ...], int]]:
        """The longest list first, then shorter ones."""
        found: list[tuple[tuple[Any, ...], int]] = []
        values: tuple[Any, ...] = ()
        following: int | None = at
        while following is not None and (one := next(self._one(item, following), None)):
            values = (*values, one[0])
            found.append((values, one[1]))
            following = self._past_separator(one[1])
        yield from reversed(found)

    def _past_separator(self, at: int) -> int | None:
        end = at
        while end < len(self.tokens) and end < at + 3 and self._separates(self.tokens[end]):
            end += 1
        return end if end > at else None

    @staticmethod
    def _separates(token: Token) -> bool:
        return bool(token.senses.keys() & {"comma", "and", "slash"})
