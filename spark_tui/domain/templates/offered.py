"""What a template may use, and what its use costs.

Every step is counted and every text that is made is measured before it is there: Jinja's own filters make what they
are asked for.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import wraps
from typing import Any

import jinja2

from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.templates.facts import Text
from spark_tui.domain.text import one_line

MOST_STEPS = 100_000  # of all loops and calls together
PIECE = 256  # characters whose making is a step
LARGEST = 1024 * 1024  # characters or items of one thing on the way

_NOTHING = object()
steps_taken: ContextVar[list[int]] = ContextVar("steps_taken")  # of the rendering that goes on: how many were taken


@contextmanager
def counting() -> Iterator[None]:
    """Whatever a template breaks at is told as its mistake."""
    token = steps_taken.set([0])
    try:
        yield
    except SparkError:
        raise
    except Exception as wrong:  # noqa: BLE001 - it is somebody else's expression that is evaluated
        words = one_line(str(wrong), 200) or type(wrong).__name__
        raise Invalid(f"the template cannot be filled: {words}", hint="it may say | default('…')") from None
    finally:
        steps_taken.reset(token)


def step(size: int = 1) -> None:
    steps = steps_taken.get()
    steps[0] += size
    if steps[0] > MOST_STEPS:
        raise Invalid(f"the template takes more than {MOST_STEPS:,} steps", hint="loop over less")


def bounded(size: int) -> None:
    if size > LARGEST:
        raise Invalid(f"the template makes a text of more than {LARGEST:,} characters", hint="cut it: | truncate(1000)")


def size_of(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 1


def counted(made: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose use is a step; each item of the list that comes of it is another, and so is a piece of text."""

    @wraps(made)
    def once(*args: Any, **kwargs: Any) -> Any:
        result = made(*args, **kwargs)
        step(1 + (len(result) if isinstance(result, list) else size_of(result) // PIECE))
        bounded(size_of(result))
        return result

    return once


# ------------------------------------------------------------------ what it offers


def data_of(obj: Any) -> Any:
    """A text that is JSON is what it says."""
    return obj.parts if isinstance(obj, Text) and obj.parts is not None else obj


def as_fact(value: Any) -> Any:
    return Text(value) if isinstance(value, str) and not isinstance(value, Text) else value


def text_of(value: Any) -> str:
    """How a value is written: as JSON writes it, a text without quotes, nothing for null."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool() | dict() | list() | tuple():
            return _tojson(value)
        case jinja2.Undefined():
            return str(value)  # raises
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)


def _join(items: Iterable[Any], by: str = "") -> str:
    texts, size = [], 0
    for item in items:
        one = text_of(item)
        size += len(one) + len(by)
        bounded(size)
        texts.append(one)
    return by.join(texts)


def _replace(value: Any, old: str, new: str) -> str:
    text = text_of(value)
    bounded(len(text) + (text.count(old) if old else len(text) + 1) * len(new))
    return text.replace(old, new)


def _truncate(value: Any, length: int = 255, end: str = "…") -> str:
    """At most so many characters, the mark of the cut among them."""
    text = text_of(value)
    return text if len(text) <= length else text[: max(0, length - len(end))] + end[:length]


def _tojson(value: Any, indent: int | None = None) -> str:
    """JSON as it is, not made safe for a web page as Jinja's own is."""
    if isinstance(value, jinja2.Undefined):
        return str(value)  # raises
    spaces = None if indent is None else max(0, min(int(indent), 8))
    return json.dumps(value, ensure_ascii=False, indent=spaces, default=str)


def _from_json(text: Any, otherwise: Any = _NOTHING) -> Any:
    """What a text says as JSON, or `otherwise` where it is none."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        if otherwise is not _NOTHING:
            return otherwise
        raise Invalid(f"“{one_line(text, 60)}” is no JSON") from None


def _one_line(value: Any, limit: int = 200) -> str:
    return one_line(text_of(value), limit)


def span(unit: str) -> Callable[[float], timedelta]:
    """`due - days(1)`: the same time of the day before, whatever the clocks did in between."""

    def between(count: float = 1) -> timedelta:
        return timedelta(**{unit: count})

    return between


OWN: dict[str, Callable[..., Any]] = {
    "from_json": _from_json,
    "join": _join,
    "one_line": _one_line,
    "replace": _replace,
    "string": text_of,
    "tojson": _tojson,
    "truncate": _truncate,
}
