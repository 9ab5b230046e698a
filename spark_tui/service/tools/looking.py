"""Tools that read. They are free: nothing changes, and nobody is asked."""

import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice, takewhile
from typing import Annotated, Any

from spark_tui.domain.document import hidden
from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.inputs import Field
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.talk import Result
from spark_tui.domain.text import place
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.service.tools.desk import Desk

MOST = 40  # things in one list
LINES, OUTPUT = 60, 4_000  # lines, and characters of a result


async def find_workflows(
    desk: Desk,
    *,
    text: Annotated[str, "words of its name; empty for all"] = "",
    source: Annotated[str, "the name of a source; empty for all"] = "",
) -> Result:
    """The workflows that can be run, by name."""
    of = await desk.sources.get(source) if source else None
    known = [w for w in await desk.sources.workflows(of) if w.gone_at is None]
    return _list([{"workflow": desk.name(w.ref)} for w in known if _fits(text, w.ref, *w.aliases)])


async def read_workflow(desk: Desk, *, workflow: Annotated[str, "its name, or source/name"]) -> Result:
    """All about one workflow: the description that its author gave it, and the inputs that it declares."""
    found = await desk.sources.workflow(workflow)
    description = desk.outside(found.description, f"the description of “{found.title}”", 2_000)
    told = {"workflow": desk.name(found.ref), "description": description, "aliases": found.aliases}
    try:
        declared = await desk.inputs.declared(found)
    except SourceError as wrong:
        return _told(told | {"inputs": f"they cannot be told now: {wrong.message}"})
    return _told(told | {"inputs": [_input(desk, found, one) for one in declared.fields]} if declared else told)


def _input(desk: Desk, of: Workflow, one: Field) -> dict[str, Any]:
    about = ". ".join(filter(None, (one.title, one.description)))
    return _short(
        {
            "input": desk.name(one.name),
            "takes": desk.name(one.wants),
            "default": None if one.default is None else desk.name(one.default),
            "needed": (one.required and one.default is None) or None,
            "about": desk.outside(about, f"what the inputs of “{of.title}” are for"),
        }
    )


async def list_sources(desk: Desk) -> Result:
    """The places where workflows live, and how they were when last asked."""
    return _list(
        [
            {
                "source": s.name,
                "kind": s.kind,
                "url": place(s.url),
                "state": s.health.state,
                "trouble": None if s.health.up else desk.outside(s.health.detail, f"what the source “{s.name}” says"),
            }
            for s in await desk.sources.all()
        ]
    )


async def find_schedules(
    desk: Desk,
    *,
    text: Annotated[str, "words of its name or workflow; empty for all"] = "",
    source: Annotated[str, "only those of this source"] = "",
) -> Result:
    """Schedules: what runs, when, in which state, with which input."""
    latest = await desk.runs.latest()
    found = [s for s in await of_source(desk, source) if _fits(text, s.name, s.workflow_ref)]
    return _list([_schedule(desk, s, latest.get(s.id)) for s in found])


async def of_source(desk: Desk, source: str) -> list[Schedule]:
    """The schedules whose workflow is of that source; all where none is named. Raises NotFound."""
    known = await desk.schedules.all()
    if not source:
        return known
    mine = {w.id for w in await desk.sources.workflows(await desk.sources.get(source))}
    return [s for s in known if s.workflow in mine]


def _schedule(desk: Desk, of: Schedule, last: Run | None) -> dict[str, Any]:
    return {
        "schedule": of.name,
        "workflow": desk.name(of.workflow_ref),
        "when": of.words,
        "rule": rule(of.timing),
        "zone": of.zone,
        "state": of.state,
        "paused_until": desk.told(of.pause.until) if of.pause else None,
        "next": desk.told(of.next_at),
        "input": desk.outside(of.input, f"the input of “{of.name}”") or None,
        "inputs": desk.outside(str(hidden(of.values.json)), f"the input of “{of.name}”") or None,
        "last_run": {"run": last.id[:8], "state": last.state, "at": desk.told(last.due_at)} if last else None,
    }


def rule(timing: Timing) -> str | None:
    """The cron expressions, where it is made of them."""
    fields = [trigger.fields for trigger in timing.triggers if isinstance(trigger, Cron)]
    return " + ".join(fields) or None


async def read_history(
    desk: Desk,
    *,
    schedule: Annotated[str, "its name"],
    limit: Annotated[int, "how many moments, the newest first"] = 20,
) -> Result:
    """What became of every due moment of a schedule: ran, missed, skipped, paused, superseded, and why."""
    found = await desk.schedules.get(schedule)
    entries = await desk.schedules.history(found, max(1, min(limit, MOST)))
    return _list(
        [
            {
                "due": desk.told(entry.due_at),
                "until": desk.told(entry.until) if entry.count > 1 else None,
                "count": entry.count,
                "state": entry.state,
                "run": entry.run[:8] if entry.run else None,
                "reason": desk.outside(entry.reason, f"why moments of “{found.name}” ended as they did"),
            }
            for entry in entries
        ]
    )


async def why(
    desk: Desk,
    *,
    schedule: Annotated[str, "its name"],
    at: Annotated[str, "a moment in ISO 8601; empty for the last one and the next"] = "",
) -> Result:
    """What became of a moment and by which decision (late because of what, skipped, missed), or what will."""
    found = await desk.schedules.get(schedule)
    said = await desk.why.of(found, desk.moment(at) if at else None)
    what = f"why moments of “{found.name}” ended as they did"
    return _list(
        [
            {
                "at": desk.told(because.moment),
                "state": because.state,
                "says": [desk.outside(sentence, what) for sentence in because.says],
            }
            for because in said
        ]
    )


async def find_runs(
    desk: Desk,
    *,
    schedule: Annotated[str, "only those of this schedule"] = "",
    state: Annotated[RunState | None, "only those in this state"] = None,
    since: Annotated[str, "only those due at or after this moment"] = "",
    until: Annotated[str, "only those due at or before this moment"] = "",
) -> Result:
    """Runs, the newest first: what ran, when, and how it ended."""
    of = (await desk.schedules.get(schedule)).id if schedule else None
    first, last = (desk.moment(text) if text else None for text in (since, until))
    found = await desk.runs.recent(500, schedule=of, state=state)
    within = [run for run in found if (not first or run.due_at >= first) and (not last or run.due_at <= last)]
    return _list([_run(desk, run) for run in within])


def _run(desk: Desk, of: Run) -> dict[str, Any]:
    return {
        "run": of.id[:8],
        "schedule": of.schedule_name or None,
        "workflow": desk.name(of.workflow_ref),
        "state": of.state,
        "due": desk.told(of.due_at),
        "started": desk.told(of.started_at),
        "ended": desk.told(of.ended_at),
        "attempt": of.attempt,
        "reason": desk.outside(of.reason, f"why run {of.id[:8]} ended") or None,
    }


async def read_run(
    desk: Desk,
    *,
    run: Annotated[str, "its id"],
    lines: Annotated[int, "how many of its last lines"] = 30,
) -> Result:
    """One run with its result and the last lines that it said."""
    found = await desk.runs.get(run)
    tail = await desk.runs.tail(max(1, min(lines, LINES)), run=found.id)
    said = "\n".join(f"{line.at:%H:%M:%S} {line.level} {line.text[:500]}" for line in tail)
    what = f"what run {found.id[:8]} of “{found.called}” said"
    return _told(
        {
            **_run(desk, found),
            "input": desk.outside(found.input, f"the input of run {found.id[:8]}") or None,
            "result": desk.outside(found.result, what, OUTPUT) or None,
            "lines": desk.outside(said, what, OUTPUT * 2),
        }
    )


async def what_is_due(
    desk: Desk,
    *,
    since: Annotated[str, "from this moment on, such as 2026-11-24T06:00"],
    until: Annotated[str, "up to this moment"],
) -> Result:
    """What will run in a span of time, in order."""
    first, last = desk.moment(since), desk.moment(until)
    if not timedelta(0) <= last - first <= timedelta(days=366):
        raise Invalid("that is no span of up to a year", hint="since comes before until")
    start = max(first, desk.clock.now()) - timedelta(microseconds=1)
    due = [
        (moment, s)
        for s in await desk.schedules.all()
        if s.next_at
        for moment in takewhile(lambda m: m <= last, islice(s.timing.moments_after(start), MOST))
    ]
    due.sort(key=lambda pair: pair[0])
    return _list(
        [
            {"at": desk.told(at), "schedule": s.name, "workflow": desk.name(s.workflow_ref), "state": _then(s, at)}
            for at, s in due
        ]
    )


def _then(schedule: Schedule, at: Any) -> str:
    return "paused" if schedule.pause and schedule.pause.holds(at) else "runs"


async def read_phrase(
    desk: Desk,
    *,
    when: Annotated[str, "a phrase or a cron expression"],
    zone: Annotated[str, "an IANA zone, if not the person's"] = "",
) -> Result:
    """What a phrase means: in words and as the next moments. Nothing is proposed."""
    reading = await desk.assistant.read(when, zone=zone)
    match reading:
        case Question(text=text, choices=choices):
            return _told({"question": text, "choices": choices})
        case Refusal(reason=reason, hint=hint):
            return _told({"refused": reason, "hint": hint})
    return _told({"when": reading.words, "next": [desk.told(moment) for moment in reading.upcoming]})


# ------------------------------------------------------------------ as text


def _fits(text: str, *names: str) -> bool:
    """Whether all the words are in one of the names."""
    wanted = text.casefold().replace("-", " ").split()
    return any(all(word in name.casefold() for word in wanted) for name in names)


def _list(rows: Sequence[dict[str, Any]]) -> Result:
    return _told({"found": len(rows), "shown": [_short(row) for row in rows[:MOST]]})


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, "")}


def _told(value: dict[str, Any]) -> Result:
    return Result(json.dumps(value, ensure_ascii=False, default=str))


LOOKING = (
    find_workflows,
    read_workflow,
    list_sources,
    find_schedules,
    read_history,
    why,
    find_runs,
    read_run,
    what_is_due,
    read_phrase,
)
