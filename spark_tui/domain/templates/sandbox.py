"""Jinja, so bounded that a template ends and stays small, whoever wrote it.

Jinja's own sandbox keeps a template from what is not its business; it does not keep it from making a text of a
terabyte. So: only what builds on the facts in a straight line, loops that are counted, and whatever makes a text
longer asks first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

from spark_tui.domain.errors import Invalid
from spark_tui.domain.templates.facts import Moment
from spark_tui.domain.templates.offered import (
    MOST_STEPS,
    OWN,
    PIECE,
    as_fact,
    bounded,
    counted,
    counting,
    data_of,
    size_of,
    span,
    step,
    text_of,
)
from spark_tui.domain.text import one_line

MOST_NESTED = 4  # loops within each other

ALLOWED: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.CondExpr, nodes.Name, nodes.Const),
    *(nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Filter),
    *(nodes.Test, nodes.Call, nodes.Keyword, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos, nodes.Concat),
)
FILTERS = frozenset(
    (
        *("abs", "capitalize", "count", "d", "default", "first", "float", "int", "items", "last", "length", "list"),
        *("lower", "max", "min", "reverse", "round", "select", "selectattr", "reject", "rejectattr", "map", "sort"),
        *("string", "sum", "title", "trim", "truncate", "unique", "upper", "urlencode", "wordcount", "join", "replace"),
        *("tojson", "from_json", "one_line", "dictsort", "striptags"),
    )
)
METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        "upper lower title capitalize strip lstrip rstrip split rsplit splitlines startswith endswith removeprefix "
        "removesuffix count find isdigit".split()
    ),
    dict: frozenset(("get", "items", "keys", "values")),
    Moment: frozenset(
        "year month day hour minute second strftime isoformat weekday isoweekday date time timestamp".split()
    ),
    timedelta: frozenset(("days", "seconds", "total_seconds")),
    LoopContext: frozenset(("index", "index0", "first", "last", "length", "revindex")),
}
HINT = "a place to fill is {{ name }}, a condition {% if … %}…{% endif %}"
RESULT = "result"
WORDS: dict[type[nodes.Node], str] = {
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Macro: "macro",
    nodes.Pow: "**",
    nodes.With: "with",
}


class _Sandbox(SandboxedEnvironment):
    """What is not listed above is not there."""

    intercepted_binops = frozenset("+-*/%") | {"//"}

    def __init__(self) -> None:
        super().__init__(
            undefined=jinja2.StrictUndefined,
            finalize=text_of,
            optimized=False,  # it would work out at once what is to be counted
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.filters = {name: counted(OWN.get(name) or self.filters[name]) for name in FILTERS}
        self.globals = {name: span(name) for name in ("days", "hours", "minutes")}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - the port's
        return any(isinstance(obj, kind) and attr in names for kind, names in METHODS.items())

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What stands in the data comes before a method of the same name."""
        data = data_of(obj)
        if isinstance(data, dict) and attribute in data:
            return as_fact(data[attribute])
        for one in (obj, data):
            if self.is_safe_attribute(one, attribute, None):
                return getattr(one, attribute)
        return self.undefined(f"there is no “{attribute}” in it", obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        try:
            return as_fact(data_of(obj)[argument])
        except (TypeError, LookupError):
            return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        step()
        if operator == "%" and not isinstance(left, int | float):
            raise Invalid("% is for numbers", hint="join texts with ~")
        if operator == "*" and not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise Invalid("* is for numbers")
        if operator == "+" and isinstance(left, str | list | tuple):
            bounded(size_of(left) + size_of(right))
            step((size_of(left) + size_of(right)) // PIECE)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        step()
        return super().call(context, obj, *args, **kwargs)


class _Narrowing(NodeTransformer):
    """Joins and loops through what counts them. Raises Invalid for what is not offered."""

    depth = 0

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        if not isinstance(node, ALLOWED):
            word = next((word for kind, word in WORDS.items() if isinstance(node, kind)), type(node).__name__.lower())
            raise Invalid(f"line {node.lineno}: a template has no “{word}”", hint="there are {{ }}, if and for")
        return super().generic_visit(node, *args, **kwargs)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - jinja2's name
        self.generic_visit(node)
        joined = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(joined, "join", [], [], None, None, lineno=node.lineno)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - jinja2's name
        self.depth += 1
        if node.recursive or self.depth > MOST_NESTED:
            raise Invalid(f"line {node.lineno}: at most {MOST_NESTED} loops stand in each other, and none in itself")
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "list", [], [], None, None, lineno=node.lineno)
        self.depth -= 1
        return node


_ENVIRONMENT = _Sandbox()


# ------------------------------------------------------------------ reading, filling


@dataclass(frozen=True, slots=True)
class Compiled:
    """`single` is what stands in the one `{{ }}` that it is, if that is all."""

    whole: jinja2.Template
    single: jinja2.Template | None


def checked(text: str, known: Iterable[str]) -> None:
    """Raises Invalid when it speaks of what it is not told."""
    known = (*known, *_ENVIRONMENT.globals)
    if unknown := sorted(meta.find_undeclared_variables(_parsed(text)) - set(known)):
        raise Invalid(f"a template knows no “{one_line(unknown[0], 60)}”", hint="it knows: " + ", ".join(known))


def compiled(text: str) -> Compiled:
    """Raises Invalid with the line."""
    try:
        return Compiled(_ENVIRONMENT.from_string(_parsed(text)), _single(_parsed(text)))
    except (jinja2.TemplateError, SyntaxError, ValueError) as wrong:
        raise Invalid(f"that is no template: {one_line(str(wrong), 200)}", hint=HINT) from None


def _parsed(text: str) -> nodes.Template:
    try:
        tree = _ENVIRONMENT.parse(text)
    except jinja2.TemplateSyntaxError as wrong:
        words = one_line(wrong.message or "", 200)
        raise Invalid(f"line {wrong.lineno} of the template: {words}", hint=HINT) from None
    _Narrowing().visit(tree)
    return tree


def _single(tree: nodes.Template) -> jinja2.Template | None:
    match tree.body:
        case [nodes.Output(nodes=[nodes.Expr() as one])] if not isinstance(one, nodes.TemplateData):
            kept = nodes.Assign(nodes.Name(RESULT, "store", lineno=1), one, lineno=1)
            return _ENVIRONMENT.from_string(nodes.Template([kept], lineno=1))
    return None


def made(template: Compiled, facts: Mapping[str, Any], limit: int) -> str:
    """The text. Raises Invalid."""
    with counting():
        pieces, size = [], 0
        for piece in template.whole.root_render_func(template.whole.new_context(dict(facts))):
            size += len(piece)
            if size > limit:
                raise Invalid(f"the template makes a text of more than {limit:,} characters", hint="cut it: | truncate")
            pieces.append(piece)
        return "".join(pieces)


def evaluated(template: Compiled, facts: Mapping[str, Any], limit: int) -> Any:
    """What a template that is a single expression is, as JSON knows it; else its text. Raises Invalid."""
    if template.single is None:
        return made(template, facts, limit)
    with counting():
        context = template.single.new_context(dict(facts))
        for _ in template.single.root_render_func(context):
            pass
        return _plain(context.vars[RESULT])


def _plain(value: Any) -> Any:
    if isinstance(value, Iterator):
        value = list(islice(value, MOST_STEPS))
    return value if isinstance(value, int | float | list | dict) or value is None else str(text_of(value))
