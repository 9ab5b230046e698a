"""spark backup, spark restore: a copy of the store, and the way back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from spark_tui.domain.planning import Plan, Span
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import counted
from spark_tui.faces.cli.opening import door_of, told
from spark_tui.faces.cli.options import AsJson, Yes
from spark_tui.faces.cli.output import confirmed, put_json, put_table, say, stamp
from spark_tui.faces.show import size
from spark_tui.service.ports import Copy, Restored

_DECIDED = ("SCHEDULE", "START", "ASK", "LEAVE OUT", "FROM", "TO")
NO_SECRETS = "it holds no secrets: the vault's keys are not in the store, so keep them too"


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an older backup of that name.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the store into FILE, also while the engine runs. It is one moment of it, checked before it counts."""
    door = door_of(context)
    copy = told(lambda: asyncio.run(door.copies().make(file, force=force)))
    if as_json:
        put_json(_shape(copy))
        return
    say(f"{copy.file}: {_told(copy, door.zone)}")
    _tell_breaches(copy)
    say(NO_SECRETS)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What `spark backup` wrote.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the store. That one is kept under a dated name."""
    door = door_of(context)
    copy = told(lambda: asyncio.run(door.copies().look(file)))
    say(f"{copy.file}: {_told(copy, door.zone)}")
    _tell_breaches(copy)
    if not (yes or told(lambda: confirmed(f"Put it in the place of {door.store}?", default=False))):
        return
    restored = told(lambda: asyncio.run(door.copies().restore(file)))
    if as_json:
        put_json(_shape(restored.copy) | _outcome(restored))
    else:
        _tell(restored, door.zone)


def _tell(restored: Restored, zone: str) -> None:
    say("restored" + (f"; what was there is now {restored.aside}" if restored.aside else ""))
    for run in restored.settled:
        say(f"run {run.id[:8]} of {run.workflow_ref}, due {stamp(run.due_at, zone)}: {run.state}: {run.reason}")
    if restored.ahead:
        say("moments have passed since; an engine that starts now would decide:")
        put_table(_DECIDED, [_row(of, plan, zone) for of, plan in restored.ahead])
        say("what is not to run: spark schedule pause NAME, before you start an engine")
    say("keys that sources need are not in a backup; see what is missing: spark doctor")


def _row(of: Schedule, plan: Plan, zone: str) -> tuple[str, ...]:
    spans = _spans(plan)
    moments = [*plan.start, *plan.held, *(span.first for span in spans), *(span.last for span in spans)]
    more = " and more" if plan.next_at and plan.next_at <= max(moments) else ""
    left_out = str(sum(span.count for span in spans)) + more
    return (
        of.name,
        str(len(plan.start)),
        str(len(plan.held)),
        left_out,
        stamp(min(moments), zone),
        stamp(max(moments), zone),
    )


def _spans(plan: Plan) -> tuple[Span, ...]:
    return (*plan.missed, *plan.skipped)


def _told(copy: Copy, zone: str) -> str:
    made = f"made {stamp(copy.made_at, zone)} {zone}, " if copy.made_at else ""
    return f"{made}{_holds(copy)}, {size(copy.size)}"


def _holds(copy: Copy) -> str:
    whats = ((copy.schedules, "schedule"), (copy.runs, "run"), (copy.lines, "line"))
    return ", ".join(counted(count, what) for count, what in whats)


def _tell_breaches(copy: Copy) -> None:
    for breach in copy.breaches:
        say(f"not in order in it: {breach}")


def _shape(copy: Copy) -> dict[str, object]:
    return {
        "file": copy.file,
        "made_at": copy.made_at,
        "size": copy.size,
        "schedules": copy.schedules,
        "runs": copy.runs,
        "lines": copy.lines,
        "breaches": list(copy.breaches),
    }


def _outcome(restored: Restored) -> dict[str, object]:
    return {
        "aside": restored.aside and str(restored.aside),
        "settled": [{"run": run.id, "state": run.state, "reason": run.reason} for run in restored.settled],
        "ahead": [
            {
                "schedule": of.name,
                "start": list(plan.start),
                "ask": list(plan.held),
                "leave_out": sum(span.count for span in _spans(plan)),
            }
            for of, plan in restored.ahead
        ],
    }
