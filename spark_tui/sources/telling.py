"""From what a server said to the lines of a run: the first steps, the same for every kind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spark_tui.domain.log import LINE_LIMIT, Level
from spark_tui.domain.text import clean, clip
from spark_tui.service.ports import Emit
from spark_tui.sources.http import Server

LINES_SHOWN = 200  # lines of one text; the result has them all
SHOWN = 20_000  # characters of one text


@dataclass(frozen=True, slots=True)
class Said:
    """One line for the log of a run."""

    text: str
    level: Level


def at(value: Any, *names: str) -> Any:
    """What stands there, or None when there is nothing of that shape."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def shown(text: str, level: Level) -> Iterator[Said]:
    """A text as lines, not more of it than a person reads in a log."""
    lines = clean(text[:SHOWN]).rstrip("\n").split("\n")
    for line in lines[:LINES_SHOWN]:
        yield Said(clip(line, LINE_LIMIT), level)
    if len(text) > SHOWN or len(lines) > LINES_SHOWN:
        yield Said(f"… (it goes on, {len(text):,} characters in all)", Level.NOTE)


def say(server: Server, emit: Emit, said: Iterable[Said]) -> None:
    """Without the server's key, should it stand there."""
    for one in said:
        emit.line(server.hide(one.text), one.level)
