"""spark import crontab: the lines of a crontab as schedules. Cron itself is left as it is."""

import getpass
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import Invalid, NotFound, SparkError
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import Timing
from spark_tui.faces.cli.incoming import STDIO, content_of
from spark_tui.faces.cli.opening import ask, door_of, told
from spark_tui.faces.cli.options import AsJson, Yes
from spark_tui.faces.cli.output import DIFFERENT, confirmed, put_json, say, stamp
from spark_tui.faces.crontab.becoming import DIFFERENT as DIFFERENCES
from spark_tui.faces.crontab.becoming import Becomes, become, named_apart
from spark_tui.faces.crontab.reading import Entry, Refused, read
from spark_tui.service.spark import Spark
from spark_tui.service.wanted import Comparison, Kept, Wanted

SYSTEM = "/etc/crontab"
GIVE_A_FILE = "give a file: spark import crontab FILE"
LONGEST = 1_000_000  # bytes

imports = typer.Typer(help="Take in what another scheduler does.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the lines are: to be kept, there already (by which name), left out."""

    new: Sequence[Becomes]
    there: Sequence[tuple[Entry, str]]
    refused: Sequence[Refused]
    comparison: Comparison

    def made(self, one: Becomes) -> Schedule:
        return next(e.schedule for e in self.comparison.schedules if e.schedule.name == one.schedule.name)


@imports.command("crontab")
def crontab(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A crontab, - for standard input; yours if not given.")] = "",
    system: Annotated[
        bool, typer.Option("--system", help=f"It has a user before the command, as {SYSTEM} (the default then).")
    ] = False,
    any_user: Annotated[bool, typer.Option("--any-user", help="Lines of other users too; they run as you.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be kept, and exit with 16 if anything would.")
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Make a schedule of each line of a crontab. Shows what it becomes, asks, keeps all or nothing."""
    zone = door_of(context).zone
    lines = read(told(lambda: _text(file or (SYSTEM if system else ""))), system=system)
    ours = [_for_us(line, any_user=any_user) for line in lines]

    async def go(spark: Spark) -> _Plan:
        plan = await _planned(spark, ours, zone)
        if not as_json:
            _show(plan)
        if plan.new and not dry_run:
            _ask(file, len(plan.new), yes=yes)
            await spark.exchange.apply(plan.comparison)
        return plan

    plan = ask(context, go)
    if as_json:
        put_json([_shape(plan, line, done=not dry_run) for line in _in_order(plan)])
    if plan.new and dry_run:
        raise typer.Exit(DIFFERENT)
    if plan.new or plan.there:
        _say_that_both_run(plan, file or (SYSTEM if system else ""), kept=bool(plan.new))


def _text(file: str) -> str:
    """Raises NotFound, Invalid."""
    content = content_of(file, LONGEST, hint=GIVE_A_FILE) if file else _own()
    return content.decode("utf-8", "replace")


def _own() -> bytes:
    environment = os.environ | {"LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["crontab", "-l"], env=environment, capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise NotFound("there is no `crontab` on this machine", hint=GIVE_A_FILE) from None
    except OSError as wrong:
        raise Invalid(f"`crontab` cannot be started: {wrong.strerror}", hint=GIVE_A_FILE) from None
    except subprocess.TimeoutExpired:
        raise Invalid("`crontab -l` does not answer", hint=GIVE_A_FILE) from None
    if done.returncode:
        raise NotFound(
            done.stderr.decode("utf-8", "replace").strip() or "you have no crontab",
            hint=f"{GIVE_A_FILE}, or --system",
        )
    return done.stdout


def _for_us(line: Entry | Refused, *, any_user: bool) -> Entry | Refused:
    if isinstance(line, Refused) or any_user or line.user in ("", getpass.getuser()):
        return line
    return Refused(line.line, line.command, f"it is of the user {line.user}", "take it in to run as you: --any-user")


# ------------------------------------------------------------------ what they become


async def _planned(spark: Spark, lines: Sequence[Entry | Refused], zone: str) -> _Plan:
    becoming, refused = _becoming(lines, zone)
    kept = await spark.exchange.kept()
    there, new = _told_apart(becoming, kept)
    new = named_apart(new, {s.name.casefold() for s in kept.schedules})
    comparison = await spark.exchange.compare(Wanted(schedules=tuple(one.schedule for one in new)))
    for fault in comparison.faults:
        raise Invalid(fault.message, hint=fault.hint)
    return _Plan(new, there, refused, comparison)


def _becoming(lines: Sequence[Entry | Refused], zone: str) -> tuple[list[Becomes], list[Refused]]:
    becoming: list[Becomes] = []
    refused: list[Refused] = []
    for line in lines:
        if isinstance(line, Refused):
            refused.append(line)
            continue
        try:
            becoming.append(become(line, zone))
        except SparkError as wrong:
            refused.append(Refused(line.line, one_line(line.command), wrong.message, wrong.hint))
    return becoming, refused


Identity = tuple[str, Timing | None, str]


def _told_apart(becoming: Sequence[Becomes], kept: Kept) -> tuple[list[tuple[Entry, str]], list[Becomes]]:
    """A line that is a schedule already, by its time, command and input, whatever that schedule is called."""
    known: dict[Identity, str] = {}
    for schedule in kept.schedules:
        if (workflow := kept.workflows.get(schedule.workflow)) is not None:
            known[workflow.key, schedule.timing, schedule.input] = schedule.name
    there, new = [], []
    for one in becoming:
        identity = (one.schedule.workflow, one.schedule.timing, one.schedule.input)
        if identity in known:
            there.append((one.entry, known[identity]))
        else:
            known[identity] = f"line {one.entry.line}"
            new.append(one)
    return there, new


# ------------------------------------------------------------------ how it is told

Line = Becomes | tuple[Entry, str] | Refused


def _in_order(plan: _Plan) -> list[Line]:
    return sorted([*plan.new, *plan.there, *plan.refused], key=_number)


def _number(line: Line) -> int:
    match line:
        case Becomes(entry) | (entry, _):
            return entry.line
        case Refused(number):
            return number
    raise AssertionError(line)


def _show(plan: _Plan) -> None:
    for line in _in_order(plan):
        match line:
            case Becomes():
                _show_new(line, plan.made(line))
            case (entry, name):
                say(f"line {entry.line}: there already, as {name}")
            case Refused(number, text, reason, hint):
                say(f"line {number}: left out: {text}")
                say(f"  {'why':<9}{reason}")
                say(f"  {'instead':<9}{hint}")
    if plan.new:
        for note in DIFFERENCES:
            say(f"note: {note}")
    if not (plan.new or plan.there or plan.refused):
        say("there is nothing in it that runs")


def _show_new(one: Becomes, made: Schedule) -> None:
    say(f"line {one.entry.line}: {made.name}")
    rows = [("about", one.entry.comment)] if one.entry.comment else []
    rows += [("when", made.words), ("cron", one.entry.fields), ("zone", made.zone)]
    rows += [("next", stamp(made.next_at, made.zone) if made.next_at else "never")]
    rows += [("command", one.schedule.workflow)]
    rows += [("note", note) for note in one.notes]
    for label, text in rows:
        say(f"  {label:<9}{text}")


def _ask(file: str, count: int, *, yes: bool) -> None:
    if yes:
        return
    if file == STDIO:
        raise Invalid("the crontab took standard input, so nobody can be asked", hint="give --yes, or --dry-run first")
    if not confirmed(f"Keep {'them all' if count > 1 else 'it'} ({count})?", default=True):
        say("nothing was kept")
        raise typer.Exit


def _say_that_both_run(plan: _Plan, file: str, *, kept: bool) -> None:
    lines = [str(_number(line)) for line in _in_order(plan) if not isinstance(line, Refused)]
    if kept:
        say(f"kept {len(plan.new)}. They run while the app or `spark daemon` runs.")
    where = f"edit {file}" if file not in ("", STDIO) else "`crontab -e`"
    these = f"line{'s' if len(lines) > 1 else ''} {', '.join(lines)}"
    say(f"cron is left as it is, so both run {these}: for Spark alone, {where} and put a # before")


def _shape(plan: _Plan, line: Line, *, done: bool) -> dict[str, Any]:
    match line:
        case Refused(number, text, reason, hint):
            return {"line": number, "state": "left out", "text": text, "reason": reason, "hint": hint}
        case (entry, name):
            return {"line": entry.line, "state": "there", "name": name, "cron": entry.fields, "command": entry.command}
        case Becomes(entry, schedule, notes):
            made = plan.made(line)
            return {
                "line": entry.line,
                "state": "kept" if done else "new",
                "name": made.name,
                "about": entry.comment,
                "words": made.words,
                "cron": entry.fields,
                "zone": made.zone,
                "next_at": made.next_at,
                "command": entry.command,
                "workflow": schedule.workflow,
                "input": schedule.input,
                "notes": notes,
            }
    raise AssertionError(line)
