"""The lines of a crontab: what runs when, in which environment, and what stood above it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from spark_tui.domain.errors import SparkError
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import ALIASES, Cron

MOST_COMMENT = 3  # lines: more of them right above a line are about the whole file
_SETTING = re.compile(r"""\s*(?P<name>"[^"]+"|'[^']+'|[^\s=#"'@][^\s=]*)\s*=\s*(?P<value>.*?)\s*""")
# What a crontab's own head says of its columns: in words, or as a drawing.
_COLUMNS = re.compile(
    r"m(in(ute)?)?\s+h(our)?\s+(dom|day|mday)\b|[|.+`][-|\s]|.*\bcommand to (be )?execute", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that runs something. `input` is what follows the first bare %, as cron gives it to the command."""

    line: int
    fields: str
    command: str
    input: str = ""
    user: str = ""
    comment: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot become a schedule, and what would do."""

    line: int
    text: str
    reason: str
    hint: str = ""


def read(text: str, *, system: bool = False) -> list[Entry | Refused]:
    """Every line that means to run something, in order. `system`: a user stands before the command."""
    return list(_read(text, system=system))


def _read(text: str, *, system: bool) -> Iterator[Entry | Refused]:
    variables: dict[str, str] = {}
    comments: list[str] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line.startswith("#"):
            comments.append(line.lstrip("#").strip())
        elif setting := _SETTING.fullmatch(line):
            variables = variables | {_unquoted(setting["name"]): _unquoted(setting["value"])}
            comments = []
        else:
            if line:
                yield _entry(number, line, _comment(comments, system=system), variables, system=system)
            comments = []


def _unquoted(text: str) -> str:
    quoted = len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _comment(lines: list[str], *, system: bool) -> str:
    """What the comment right above a line says of it; not what a file's head says, nor a line that was put out."""
    heads = [number for number, line in enumerate(lines) if _COLUMNS.match(line)]
    about = [line for line in lines[heads[-1] + 1 if heads else 0 :] if any(char.isalnum() for char in line)]
    about = [line for line in about if not _was_an_entry(line, system=system)]
    return one_line(" ".join(about)) if len(about) <= MOST_COMMENT else ""


def _was_an_entry(comment: str, *, system: bool) -> bool:
    return isinstance(_entry(0, comment, "", {}, system=system), Entry)


def _entry(number: int, line: str, comment: str, variables: Mapping[str, str], *, system: bool) -> Entry | Refused:
    fields, rest = _split(line)
    user, rest = rest.split(None, 1) if system and len(rest.split(None, 1)) == 2 else ("", rest)
    wrong = _wrong(fields, rest, has_user=bool(user) or not system)
    if wrong is not None:
        return Refused(number, one_line(line), *wrong)
    command, given = at_percent(rest)
    return Entry(number, Cron(fields).fields, command, given, user, comment, dict(variables))


def _split(line: str) -> tuple[str, str]:
    """The fields, and what comes after them."""
    parts = line.split(None, 1 if line.startswith("@") else 5)
    count = 1 if line.startswith("@") else 5
    return " ".join(parts[:count]), parts[count] if len(parts) > count else ""


_AT_BOOT = (
    "Spark has no moment at which the machine starts",
    "leave it in the crontab, or make a systemd unit of it (WantedBy=default.target)",
)


def _wrong(fields: str, rest: str, *, has_user: bool) -> tuple[str, str] | None:
    if fields.casefold() == "@reboot":
        return _AT_BOOT
    if fields.startswith("@") and fields.casefold() not in ALIASES:
        return f"cron knows no {one_line(fields, 40)}", "there are: " + ", ".join(ALIASES)
    if not rest or not has_user:
        return "there is no command after the five fields", "minute hour day month weekday command"
    try:
        Cron(fields)
    except SparkError as wrong:
        return wrong.message, wrong.hint
    return None


def at_percent(text: str) -> tuple[str, str]:
    r"""The command, and what it reads: what follows the first bare %, where every further one ends a line.

    A `\%` is a % in both; every other backslash stays.
    """
    parts = [""]
    for escaped, bare, other in re.findall(r"(\\.)|(%)|([^\\%]+|\\$)", text, re.DOTALL):
        if bare:
            parts.append("")
        else:
            parts[-1] += "%" if escaped == "\\%" else escaped or other
    command, *lines = parts
    given = "\n".join(lines)
    return command.strip(), f"{given}\n" if given and not given.endswith("\n") else given
