"""Templates: a text with places that are filled with what is known of a run.

The language is Jinja's, in its sandbox and cut down: expressions, `if` and `for`. Nothing can be set, defined, included
or counted up without end, so whoever wrote one cannot stop the engine. The same template over the same facts is the
same text every time.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from spark_tui.domain.errors import Invalid
from spark_tui.domain.templates.facts import Facts
from spark_tui.domain.text import one_line

if TYPE_CHECKING:
    from spark_tui.domain.templates.sandbox import Compiled  # at run time only where one is used: jinja2 takes 50 ms

__all__ = ["KNOWN", "LENGTH_LIMIT", "MADE_LIMIT", "Facts", "check", "filled", "is_template", "rendered", "value_of"]

LENGTH_LIMIT = 64 * 1024  # characters of one template
MADE_LIMIT = 1024 * 1024  # characters of what one becomes
KNOWN = tuple(field.name for field in fields(Facts))
MARKS = ("{{", "{%", "{#")


def is_template(text: str) -> bool:
    """Whether there is anything in it to fill."""
    return any(mark in text for mark in MARKS)


def check(text: str, also: tuple[str, ...] = (), known: tuple[str, ...] = KNOWN) -> None:
    """Raises Invalid when it is no template, or names what is neither `known`, which the facts are, nor in `also`."""
    if is_template(text):
        from spark_tui.domain.templates.sandbox import checked

        _compiled(text)
        checked(text, (*known, *also))


def rendered(text: str, facts: Facts | None, /, **also: Any) -> str:
    """The text with its places filled, where there is no run by `also` alone. Raises Invalid where it cannot be."""
    if not is_template(text):
        return text
    from spark_tui.domain.templates.sandbox import made

    return made(_compiled(text), (facts.named() if facts is not None else {}) | also, MADE_LIMIT)


def value_of(text: str, facts: Facts, /, **also: Any) -> Any:
    """The same for a text within JSON: a single `{{ … }}` is what stands in it: a number, a list, a text."""
    if not is_template(text):
        return text
    from spark_tui.domain.templates.sandbox import evaluated

    return evaluated(_compiled(text), facts.named() | also, MADE_LIMIT)


def filled(tree: Any, facts: Facts, /, **also: Any) -> Any:
    """A tree of JSON whose texts are templates, filled; the names in it are not templates."""
    match tree:
        case str():
            return value_of(tree, facts, **also)
        case Mapping():
            return {name: filled(inner, facts, **also) for name, inner in tree.items()}
        case list():
            return [filled(inner, facts, **also) for inner in tree]
        case _:
            return tree


@lru_cache(maxsize=256)
def _compiled(text: str) -> "Compiled":
    from spark_tui.domain.templates.sandbox import compiled

    if len(text) > LENGTH_LIMIT:
        raise Invalid(f"a template has at most {LENGTH_LIMIT:,} characters, this one has {len(text):,}")
    try:
        return compiled(text)
    except RecursionError:
        raise Invalid(f"too much stands within each other in “{one_line(text, 60)}”") from None
