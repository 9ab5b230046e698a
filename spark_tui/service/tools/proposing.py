"""Tools that propose. None of them changes anything: a person sees before → after, and decides."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from spark_tui.domain.change import Connect, Edit, Start, Stop
from spark_tui.domain.errors import Conflict, Invalid, NotFound
from spark_tui.domain.inputs import Values
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.schedule import Pause, Schedule
from spark_tui.domain.source import is_one_place
from spark_tui.domain.talk import Result
from spark_tui.domain.text import one_line, place
from spark_tui.domain.workflow import Workflow
from spark_tui.service.assistant import Reading
from spark_tui.service.finding import given_name
from spark_tui.service.tools.desk import Desk
from spark_tui.service.tools.looking import of_source

WHO = "the assistant"
When = Annotated[str, "a phrase such as “every weekday at 09:00”, or a cron expression"]
Zone = Annotated[str, "an IANA zone, if the person named another than theirs"]
Names = Annotated[list[str], "the names of schedules"]
Inputs = Annotated[dict[str, Any], "values for its inputs by name, as read_workflow tells them; null takes one back"]
OfSource = Annotated[str, "or: all schedules of this source"]


async def propose_schedule(
    desk: Desk,
    *,
    workflow: Annotated[str, "its name, or source/name"],
    when: When,
    name: Annotated[str, "what to call it, if the person said"] = "",
    input: Annotated[str, "what the workflow is given, if the person said"] = "",  # noqa: A002 - the model's word
    inputs: Inputs = {},  # noqa: B006 - never changed
    zone: Zone = "",
) -> Result:
    """A new schedule: when a workflow is to run, and with what."""
    found = await desk.sources.workflow(workflow)
    reading = await _read(desk, when, zone)
    values = await desk.inputs.fit(found, inputs, text=input or reading.given)
    proposal = await desk.assistant.propose(reading, found, name=name, given=input, values=values)
    doubts = desk.differences(proposal.timing, proposal.zone)
    made = replace(desk.schedules.made(proposal), phrase=one_line(desk.phrase, 500))
    return desk.suggest(f"create the schedule “{made.name}”", [Edit(None, made)], proposal.notes, doubts)


async def _read(desk: Desk, when: str, zone: str) -> Reading:
    """What the phrase means, through the same door as a person's. Raises Invalid with the reason."""
    match await desk.assistant.read(when, zone=zone):
        case Reading() as reading:
            return reading
        case Question(text=text, choices=choices):
            raise Invalid(f"“{one_line(when, 80)}” is not clear: {text}", hint=f"it could be {' or '.join(choices)}")
        case Refusal(reason=reason, hint=hint):
            raise Invalid(f"“{one_line(when, 80)}” is no timing: {reason}", hint=hint)


async def propose_change(
    desk: Desk,
    *,
    schedule: Annotated[str, "its name"],
    when: Annotated[str, "when it is to run from now on, whole: a phrase or a cron expression"] = "",
    name: Annotated[str, "a new name"] = "",
    input: Annotated[str, "another input"] = "",  # noqa: A002
    inputs: Inputs = {},  # noqa: B006
    zone: Zone = "",
) -> Result:
    """Another time, name or other inputs for a schedule that is there. What is not given stays as it is."""
    before = await desk.schedules.get(schedule)
    after, notes, doubts = before, [], []
    if when:
        reading = await _read(desk, when, zone or before.zone)
        timing = replace(reading.draft.timing, clock_change=before.timing.clock_change)
        after = replace(after, timing=timing, zone=reading.draft.zone, words=reading.words)
        notes = [f"assumed: {text}" for text in reading.draft.assumed]
        doubts = desk.differences(after.timing, after.zone, before)
    elif zone:
        raise Invalid("a zone alone changes nothing", hint="give when too, whole")
    after = replace(after, name=given_name(name) if name else after.name, input=input or after.input)
    if input or inputs:
        after = replace(after, values=await _values_over(desk, after, inputs))
    if after == before:
        raise Invalid(f"“{before.name}” is like that already")
    return desk.suggest(f"change the schedule “{before.name}”", [Edit(before, after)], notes, doubts)


async def _values_over(desk: Desk, schedule: Schedule, inputs: dict[str, Any]) -> Values:
    """What is not named is as the schedule has it. Raises Invalid, SourceError."""
    workflow = await _workflow_of(desk, schedule)
    return await desk.inputs.fit(
        workflow, inputs, text=schedule.input, before=schedule.values, template=schedule.template
    )


async def _workflow_of(desk: Desk, schedule: Schedule) -> Workflow:
    found = next((w for w in await desk.sources.workflows() if w.id == schedule.workflow), None)
    if found is None:
        raise NotFound(f"{schedule.workflow_ref} is not known any more")
    return found


async def propose_pause(
    desk: Desk,
    *,
    schedules: Names = [],  # noqa: B006 - never changed
    source: OfSource = "",
    until: Annotated[str, "when it goes on by itself, such as 2026-11-30T00:00; empty: until resumed"] = "",
    note: Annotated[str, "why, if the person said"] = "",
) -> Result:
    """Schedules are to pause: their moments are written down and do not run."""
    end = desk.moment(until) if until else None
    if end is not None and end <= desk.clock.now():
        raise Invalid(f"{desk.told(end)} has passed", hint="until is a moment to come")
    chosen = [s for s in await _chosen(desk, schedules, source) if s.state != "ended"]
    edits = [Edit(s, _paused(desk, s, end, note)) for s in chosen if s.pause is None or s.pause.until != end]
    notes = [f"“{s.name}” is paused already" for s in chosen if s.pause is not None and s.pause.until == end]
    doubts = desk.unsaid([end], desk.zone) if end else []
    told = f" until {desk.shown(end)}" if end else ""
    return desk.suggest(f"pause {_counted(edits)}{told}", edits, notes, doubts)


def _paused(desk: Desk, schedule: Schedule, until: datetime | None, note: str) -> Schedule:
    return replace(schedule, pause=Pause(desk.clock.now(), WHO, one_line(note), until))


async def propose_resume(desk: Desk, *, schedules: Names = [], source: OfSource = "") -> Result:  # noqa: B006
    """Schedules that are paused are to go on."""
    chosen = await _chosen(desk, schedules, source)
    edits = [Edit(s, replace(s, pause=None)) for s in chosen if s.pause is not None]
    notes = [f"“{s.name}” is not paused" for s in chosen if s.pause is None and schedules]
    return desk.suggest(f"resume {_counted(edits)}", edits, notes)


async def propose_remove(desk: Desk, *, schedules: Names = [], source: OfSource = "") -> Result:  # noqa: B006
    """Schedules are to go. Their runs and their history stay."""
    edits = [Edit(s, None) for s in await _chosen(desk, schedules, source)]
    return desk.suggest(f"remove {_counted(edits)}", edits)


async def _chosen(desk: Desk, names: list[str], source: str) -> list[Schedule]:
    if bool(names) == bool(source):
        raise Invalid("name schedules, or a source", hint="see find_schedules")
    if source:
        return await of_source(desk, source)
    return list({found.id: found for found in [await desk.schedules.get(name) for name in names]}.values())


def _counted(edits: list[Edit]) -> str:
    return f"“{edits[0].schedule.name}”" if len(edits) == 1 else f"{len(edits)} schedules"


async def propose_run(
    desk: Desk,
    *,
    workflow: Annotated[str, "a workflow, by itself"] = "",
    schedule: Annotated[str, "or: a schedule, with its input"] = "",
    input: Annotated[str, "what it is given, if the person said"] = "",  # noqa: A002
    inputs: Inputs = {},  # noqa: B006
) -> Result:
    """Run something now, once."""
    if bool(workflow) == bool(schedule):
        raise Invalid("name a workflow or a schedule")
    if not schedule:
        found = await desk.sources.workflow(workflow)
        values = await desk.inputs.fit(found, inputs, text=input)
        lacking = await desk.assistant.lacking(found, values)
        return desk.suggest(f"run {found.ref} now", [Start(found, given=input, values=values)], lacking)
    of = await desk.schedules.get(schedule)
    of = replace(of, input=input or of.input)
    values = await _values_over(desk, of, inputs) if input or inputs else of.values
    start = Start(await _workflow_of(desk, of), of, of.input, values)
    return desk.suggest(f"run “{of.name}” now", [start])


async def propose_cancel(
    desk: Desk,
    *,
    runs: Annotated[list[str], "ids of runs"] = [],  # noqa: B006
    schedule: Annotated[str, "or: all that goes on of this schedule"] = "",
) -> Result:
    """Stop runs that are queued or go on."""
    of = (await desk.schedules.get(schedule)).id if schedule else None
    found = [await desk.runs.get(run) for run in runs] + [
        r for r in await desk.runs.active() if of and r.schedule == of
    ]
    going = {run.id: run for run in found if not run.state.over}
    notes = [f"run {run.id[:8]} is over: {run.state}" for run in found if run.state.over]
    stops = [Stop(run.id, run.called) for run in going.values()]
    return desk.suggest(f"cancel {len(stops)} run{'s' * (len(stops) != 1)}", stops, notes)


async def propose_source(
    desk: Desk,
    *,
    url: Annotated[str, "where it answers, such as http://localhost:7860"],
    kind: Annotated[str, "langflow or local, if the person said; otherwise it is found out"] = "",
    name: Annotated[str, "what to call it, if the person said"] = "",
) -> Result:
    """Add a place where workflows live. If it wants a key, the person is told how to give it; never ask for it."""
    full = url if "://" in url or kind == "local" else f"http://{url}"
    if place(full) != full:
        raise Invalid("a url with a password in it is not for a model", hint="leave user and password out")
    if same := [known.name for known in await desk.sources.all() if is_one_place(known.url, full.rstrip("/"))]:
        raise Conflict(f"{full} is the source “{same[0]}” already")
    return desk.suggest(f"add the source {full}", [Connect(full, kind, name)])


PROPOSING = (
    propose_schedule,
    propose_change,
    propose_pause,
    propose_resume,
    propose_remove,
    propose_run,
    propose_cancel,
    propose_source,
)
