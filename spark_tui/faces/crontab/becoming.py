"""What a line of a crontab becomes: a command of this machine that means what it meant there."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from spark_tui.domain.command import LONGEST
from spark_tui.domain.errors import Invalid
from spark_tui.domain.schedule import CatchUp, Overlap, Policy
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import Cron, Timing
from spark_tui.faces.crontab.naming import name_of
from spark_tui.faces.crontab.reading import Entry
from spark_tui.service.wanted import WantedSchedule

# As cron does it: side by side, nothing made up for. Cron knows no limit; a day is one that catches what hangs.
AS_CRON = Policy(overlap=Overlap.PARALLEL, catch_up=CatchUp.NONE, timeout=timedelta(days=1))

DIFFERENT = (
    "as with cron, a run starts although an earlier one still goes on, and nothing is made up for",
    "other than with cron, a run is ended after 24 hours, and its output is its log and is not mailed",
    "PATH is that of Spark where the crontab sets none",
)
_NOT_FOR_COMMANDS = frozenset(
    "SHELL LOGNAME USER CRON_TZ MAILTO MAILFROM CONTENT_TYPE CONTENT_TRANSFER_ENCODING RANDOM_DELAY".split()
)


@dataclass(frozen=True, slots=True)
class Becomes:
    """A line, the schedule that it would be, and what would be different."""

    entry: Entry
    schedule: WantedSchedule
    notes: tuple[str, ...] = ()


def become(entry: Entry, zone: str) -> Becomes:
    """Raises Invalid: a zone that there is not, too long a command. The name may be taken."""
    line = f"$ {command_line(entry)}"
    if len(line.encode("utf-8", "replace")) > LONGEST:
        raise Invalid("the command is too long for one", hint="put it into a file, and run that")
    clock = entry.variables.get("CRON_TZ") or zone
    schedule = WantedSchedule(
        name=name_of(entry.command, entry.comment),
        workflow=line,
        timing=Timing((Cron(entry.fields, clock),)),
        zone=clock,
        input=entry.input,
        policy=AS_CRON,
        title=entry.command,
        about=entry.comment,
    )
    return Becomes(entry, schedule, tuple(_notes(entry)))


def command_line(entry: Entry) -> str:
    """`sh -c '…'`, by the shell and with the environment that the lines above it say."""
    settings = {k: v for k, v in entry.variables.items() if k not in _NOT_FOR_COMMANDS}
    script = f'cd "$HOME" || exit; {entry.command}' if "HOME" in settings else entry.command
    shell = entry.variables.get("SHELL") or ("/bin/sh" if "PATH" in settings else "sh")
    before = ["env", *(f"{name}={value}" for name, value in settings.items())] if settings else []
    return shlex.join([*before, shell, "-c", script])


def _notes(entry: Entry) -> Iterator[str]:
    settings = [name for name in entry.variables if name not in _NOT_FOR_COMMANDS]
    if settings:
        yield f"environment: {', '.join(settings)} set before the command"
    if shell := entry.variables.get("SHELL"):
        yield f"shell: {shell}"
    if entry.input:
        yield f"what follows % is its input: {one_line(entry.input, 60)}"
    if mail := entry.variables.get("MAILTO"):
        yield f"mail: none is sent to {one_line(mail, 60)}; see: spark run log"
    if "TZ" in entry.variables:
        yield "TZ is for the command alone; the schedule goes by CRON_TZ or the clock of this machine"
    if "RANDOM_DELAY" in entry.variables:
        yield "RANDOM_DELAY is left out: it starts on the minute"


def named_apart(all_of_them: list[Becomes], taken: set[str]) -> list[Becomes]:
    """The same, each with a name that nobody has: backup, backup-2, …; `taken` is in lower case."""
    taken, named = set(taken), []
    for one in all_of_them:
        name = _free(one.schedule.name, taken)
        taken.add(name.casefold())
        named.append(replace(one, schedule=replace(one.schedule, name=name)))
    return named


def _free(base: str, taken: set[str]) -> str:
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base}-{number}", number + 1
    return name
