"""spark errors: what went wrong lately, as the screen and the engine wrote it into the log."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from spark_tui.domain.errors import StoreError
from spark_tui.domain.text import clean, redacted
from spark_tui.faces.cli.opening import door_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put, put_json, say

BAD = ("WARNING", "ERROR", "CRITICAL")
_HEAD = re.compile(r"(\d{4}-\d\d-\d\dT\S+) ([A-Z]+) ([\w.]+): (.*)")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of the log: when, how bad, by whom, and its lines; a traceback has many."""

    at: str
    level: str
    by: str
    lines: tuple[str, ...]


def errors(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the newest last.")] = 10,
    as_json: AsJson = False,
) -> None:
    """What went wrong lately, of the screen and of the engine. As the log has it, without secrets."""
    file = told(lambda: door_of(context)).log_file
    found = told(lambda: last(file, limit))
    if as_json:
        put_json([{"at": one.at, "level": one.level, "by": one.by, "text": "\n".join(one.lines)} for one in found])
        return
    for one in found:
        put(f"{one.at} {one.level} {one.by}: {one.lines[0]}")
        for line in one.lines[1:]:
            put(f"  {line}")
    say(f"all of it: {file}" if found else f"nothing went wrong, as far as {file} knows")


def last(file: Path, limit: int) -> list[Written]:
    """The newest last; also of the file before, which a full one is put aside as. Raises StoreError."""
    kept: deque[Written] = deque(maxlen=limit)
    for one in (file.with_name(f"{file.name}.1"), file):
        try:
            with one.open(encoding="utf-8", errors="replace") as lines:
                kept.extend(entry for entry in _entries(lines) if entry.level in BAD)
        except FileNotFoundError:
            continue
        except OSError as wrong:
            raise StoreError(f"{one} cannot be read: {wrong.strerror}") from None
    return list(kept)


def _entries(lines: Iterable[str]) -> Iterable[Written]:
    """What does not begin an entry belongs to the one before."""
    entry: Written | None = None
    rest: list[str] = []
    for line in lines:
        head = _HEAD.match(line)
        if head is None:
            rest.append(redacted(clean(line.rstrip("\n"))))
            continue
        if entry is not None:
            yield Written(entry.at, entry.level, entry.by, (*entry.lines, *rest))
        at, level, by, text = head.groups()
        entry, rest = Written(at, level, by, (redacted(clean(text)),)), []
    if entry is not None:
        yield Written(entry.at, entry.level, entry.by, (*entry.lines, *rest))
