"""How the command line speaks: data on stdout, words on stderr, one exit code for each kind of end.

exit code   meaning
   0        done; for `run start --wait`: the run succeeded
   1        something unexpected broke
   2        the command or what it was given is not valid
   3        no such source, workflow, schedule or run
   4        a name or prefix that fits several
   5        it clashes with what is there
   6        a source did not answer as it should
   7        a source refused the credentials
   8        the store cannot be used
   9        the phrase is no schedule: a question or a refusal; or it wants your own yes
  10–13     the run failed, timed out, was cancelled, was lost
  14        the language model did not help
  15        the run expired: it found no seat in time
  16        `spark apply --dry-run`: something would be different
  20        `daemon status`: no engine serves
 130        interrupted by ctrl+c
"""

import asyncio
import json
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum
from threading import current_thread, main_thread
from typing import Any

from rich.cells import cell_len

from spark_tui.domain import errors
from spark_tui.domain.run import RunState
from spark_tui.domain.text import clean
from spark_tui.domain.timing import zone_of

EXIT_CODES: tuple[tuple[type[errors.SparkError], int], ...] = (
    (errors.BadCredentials, 7),
    (errors.SourceError, 6),
    (errors.StoreError, 8),
    (errors.ModelError, 14),
    (errors.NotFound, 3),
    (errors.Ambiguous, 4),
    (errors.Conflict, 5),
    (errors.Invalid, 2),
    (errors.SparkError, 1),
)
NOT_UNDERSTOOD = 9
DIFFERENT = 16
RUN_CODES = {
    RunState.SUCCEEDED: 0,
    RunState.FAILED: 10,
    RunState.TIMED_OUT: 11,
    RunState.CANCELLED: 12,
    RunState.LOST: 13,
    RunState.EXPIRED: 15,
}
NO_ENGINE = 20
INTERRUPTED = 130


def exit_code(wrong: errors.SparkError) -> int:
    """The exit code of the first class in the table that fits."""
    return next(code for kind, code in EXIT_CODES if isinstance(wrong, kind))


def say(*words: str) -> None:
    """Words for people, on stderr, cleaned."""
    print(clean(" ".join(words)), file=sys.stderr, flush=True)


def say_differences(differences: Iterable[tuple[str, str, str]], lead: str = "  ") -> None:
    """What would be different, a line each: what, before → after."""
    for what, before, after in differences:
        say(f"{lead}{what:<18}{before} → {after}")


def say_below(*words: str) -> None:
    """The same after ctrl+c: on a line of its own, for the terminal has written ^C where the next word would stand."""
    if sys.stderr.isatty():
        say("")
    say(*words)


def complain(wrong: errors.SparkError) -> None:
    """What is wrong, and what would help."""
    say(f"spark: {wrong.message}")
    if wrong.hint:
        say(f"  → {wrong.hint}")


def asked(question: str) -> str:
    """What a person answered, or the next line of standard input. Raises Invalid when nobody is there.

    Typer's own prompts write a stray blank to stdout, where only data belongs.
    """
    with at_ctrl_c():  # before the question: an answer may come with it
        sys.stderr.write(clean(question) + " ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
    if not answer:
        say("")
        raise errors.Invalid("nobody answered, so nothing was changed", hint="give --yes in a script")
    return answer.strip()


@contextmanager
def at_ctrl_c() -> Iterator[None]:
    """Within, ctrl+c ends it at once. An event loop would only note it, until whatever a person types has come.

    Outside the main thread it is without effect: nothing can be interrupted there.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if _interrupted():
            raise KeyboardInterrupt
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupted() -> bool:
    """Whether the event loop has noted a ctrl+c that its task has not heard of yet."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # there is no loop
        return False
    return task is not None and task.cancelling() > 0


def confirmed(question: str, *, default: bool) -> bool:
    """Yes or no; an empty answer is the default."""
    answer = asked(f"{question} {'[Y/n]' if default else '[y/N]'}").casefold()
    return default if not answer else answer in ("y", "yes")


def put(text: str) -> None:
    """Data, on stdout, cleaned."""
    print(clean(text), flush=True)


def put_json(value: Any, *, indent: int | None = 2) -> None:
    """Data as JSON: moments in ISO 8601, control characters escaped by JSON itself. Without `indent` on one line."""
    print(json.dumps(value, default=_plain, indent=indent, ensure_ascii=True), flush=True)


def put_facts(facts: Mapping[str, Any]) -> None:
    """What one thing is, a line each; what is empty is left out."""
    said = {key: _plain(value) for key, value in facts.items() if value not in (None, "", [], (), {})}
    rows = [(key, _on_a_line(value)) for key, value in said.items()]
    width = max((cell_len(key) for key, _ in rows), default=0)
    for key, value in rows:
        print(f"{key:<{width}}  {clean(value)}".rstrip(), flush=True)


def _on_a_line(value: Any) -> str:
    """What is made of several as a person would write it: names by commas, all else as JSON."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, default=_plain, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Enum():
            return value.value
        case set() | frozenset():  # else another process would tell the same in another order
            return sorted(value, key=str)
        case tuple():
            return list(value)
    return value if isinstance(value, str | int | float | list | dict) else str(value)


def stamp(moment: datetime, zone: str) -> str:
    """Tue 2026-11-24 09:00:00 on the clock of `zone`: absolute, for a command's output that may be kept."""
    local = moment.astimezone(zone_of(zone))
    return f"{local:%a %Y-%m-%d %H:%M:%S}{' again' if local.fold else ''}"


def put_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns as wide as their cells; the last is not padded."""
    table = [list(headers), *([" ".join(clean(cell).split()) for cell in row] for row in rows)]
    widths = [max(cell_len(row[i]) for row in table) for i in range(len(headers))]
    for row in table:
        cells = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip(), flush=True)
