"""spark run …"""

import asyncio
import getpass
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from spark_tui.domain.approval import Answer
from spark_tui.domain.errors import Ambiguous, Conflict, Invalid, NotFound, SparkError
from spark_tui.domain.ids import RunId
from spark_tui.domain.log import Asked, Level, Line
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.story import Story
from spark_tui.domain.workflow import Workflow
from spark_tui.faces import show
from spark_tui.faces.cli import completion, shape
from spark_tui.faces.cli.flags import Given
from spark_tui.faces.cli.giving import AsTemplate, Sets, given_by, values_over
from spark_tui.faces.cli.launching import Agent, Prompt, check_prompt, command_with, launch_from, with_launch
from spark_tui.faces.cli.log_choices import LogLevel, LogTime, span
from spark_tui.faces.cli.opening import ask, asked, door_of, must_mean, told
from spark_tui.faces.cli.options import AsJson, Yes
from spark_tui.faces.cli.output import (
    INTERRUPTED,
    RUN_CODES,
    put,
    put_facts,
    put_json,
    put_table,
    say,
    say_below,
    stamp,
)
from spark_tui.faces.daemon import log_to_file
from spark_tui.faces.door import Door
from spark_tui.faces.show_log import elapsed, said
from spark_tui.service.ports import EngineHost
from spark_tui.service.serving import who_serves
from spark_tui.service.spark import Spark
from spark_tui.service.starting import Meant, runnable

run = typer.Typer(help="Runs and their lines.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(help="Its id, or the beginning of it.", autocompletion=completion.runs)]
Looked = Annotated[
    str,
    typer.Argument(
        help="Its id or the beginning of it, or a schedule: its latest run.", autocompletion=completion.runs
    ),
]
Note = Annotated[str, typer.Option(help="A word that the agent is told.")]
TO_TAKE_OVER = 5.0  # seconds that our own engine gets to be the one


@run.command("start")
@with_launch
def start(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help="A workflow or a schedule; '$ COMMAND' runs a command of this machine.",
            autocompletion=completion.runnable,
        ),
    ] = "",
    prompt: Prompt = "",
    agent: Agent = "",
    given: Annotated[str, typer.Option("--input", help="What the workflow is given.")] = "",
    sets: Sets = None,
    template: AsTemplate = None,
    workflow: Annotated[bool, typer.Option("--workflow", help="The workflow of that name, not the schedule.")] = False,
    schedule: Annotated[bool, typer.Option("--schedule", help="The schedule, not a workflow.")] = False,
    wait: Annotated[bool, typer.Option("--wait", "-w", help="Follow its lines; exit 0 if it succeeds.")] = False,
    as_json: AsJson = False,
    *,
    launch: Given,
) -> None:
    """Run a workflow now, or a schedule. That runs with its own input and policy.

    Where both have that name the schedule runs; --workflow, or the name as SOURCE/NAME, takes the workflow.
    """
    meant, set_ = told(lambda: (_meant(workflow=workflow, schedule=schedule), given_by(sets)))
    told(lambda: _one_thing(what, prompt, agent, given))
    how = told(lambda: launch_from(launch))
    wanted = what and told(lambda: command_with(what, how))

    async def begin(spark: Spark) -> tuple[Run, bool]:
        if prompt:
            asked_for = await spark.sources.prompted(agent, how)
            started = await _start_workflow(spark, asked_for, prompt, set_, template=bool(template))
        else:
            started = await _start(spark, wanted, given, set_, template, meant)
        return started, await who_serves(spark) is not None

    started, engine = ask(context, begin)
    if wait:
        raise typer.Exit(told(lambda: _wait(door_of(context), started, as_json=as_json)))
    if not engine:
        say("it waits: no engine is running. Start one with spark daemon start, or open spark; or give --wait")
    put_json(shape.run(started)) if as_json else put(started.id)


def _one_thing(what: str, prompt: str, agent: str, given: str) -> None:
    if not what and not prompt:
        raise Invalid("a run of what?", hint='such as: spark run start report, or --prompt "…"')
    if what and prompt:
        raise Invalid("a run is of one thing: a workflow, a schedule or a prompt", hint='--prompt "…" takes no name')
    check_prompt(prompt, agent, given)


def _meant(*, workflow: bool, schedule: bool) -> Meant | None:
    if workflow and schedule:
        raise Invalid("--workflow and --schedule at once", hint="give one of them")
    return Meant.WORKFLOW if workflow else Meant.SCHEDULE if schedule else None


async def _start(
    spark: Spark, what: str, given: str, set_: dict[str, Any], template: bool | None, meant: Meant | None
) -> Run:
    found = await runnable(spark.sources, spark.schedules, what, meant)
    if found.instead_of:
        say(f"this is the schedule of that name; for the workflow itself: spark run start {found.instead_of}")
    match found.what:
        case Workflow() as workflow:
            return await _start_workflow(spark, workflow, given, set_, template=bool(template))
        case Schedule() as schedule:
            schedule = schedule if template is None else replace(schedule, template=template)
            values = await values_over(spark, schedule, set_, given) if set_ or given else schedule.values
            return await spark.runs.start_schedule(schedule, given or None, values=values, by=getpass.getuser())


async def _start_workflow(spark: Spark, of: Workflow, given: str, set_: dict[str, Any], *, template: bool) -> Run:
    values = await spark.inputs.fit(of, set_, text=given, template=template)
    return await spark.runs.start(of, given, values=values, template=template, by=getpass.getuser())


def _wait(door: Door, started: Run, *, as_json: bool) -> int:
    """Follow a run to its end; as soon as nobody is the engine, carry it out here.

    Raises SparkError when it cannot be carried out here.
    """
    log_to_file(door.log_file)
    host, show_line = door.host(started.id), None if as_json else _print_line
    host.start()
    try:
        ended = asyncio.run(asked(door, lambda spark: follow(spark, started.id, show_line, host=host)))
    except KeyboardInterrupt:
        ours = host.serving
        if ours:
            with suppress(Conflict):  # it is over just now
                asyncio.run(asked(door, lambda spark: _cancel(spark, started.id)))
        say_below(f"interrupted; {'the run was cancelled' if ours else 'the run goes on'}: {started.id}")
        return INTERRUPTED
    finally:
        host.stop()
    if as_json:
        put_json(shape.run(ended))
    return RUN_CODES[ended.state]


async def follow(
    spark: Spark, run: RunId, show_line: Callable[[Line], None] | None, *, host: EngineHost | None = None
) -> Run:
    """Hand over every line of a run as it comes; returns when the run is over and all are handed over.

    Raises SparkError when the engine that is to carry it out is in trouble.
    """
    after = 0
    watching = asyncio.create_task(spark.follow())
    try:
        with spark.bell.ear() as ear:
            while True:
                current = await spark.runs.get(run)
                while batch := await spark.runs.lines(after, run=run):
                    for line in batch if show_line else ():
                        show_line(line) if show_line else None
                    after = batch[-1].seq
                if current.state.over:
                    return current
                if host is not None and host.trouble:
                    raise SparkError(f"the run was left: {host.trouble}", hint=f"see: spark run show {run[:8]}")
                await ear.wait(1.0)
    finally:
        watching.cancel()


def _print_line(line: Line) -> None:
    say(f"── {line.text}") if line.level is Level.NOTE else put(line.text)


@run.command("list")
def list_all(
    context: typer.Context,
    schedule: Annotated[str, typer.Option(help="Only of this schedule.")] = "",
    state: Annotated[RunState | None, typer.Option(help="Only in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 30,
    as_json: AsJson = False,
) -> None:
    """The newest runs."""

    async def find(spark: Spark) -> list[Run]:
        of = (await spark.schedules.get(schedule)).id if schedule else None
        return await spark.runs.recent(limit, schedule=of, state=state)

    found = ask(context, find)
    zone = door_of(context).zone
    if as_json:
        put_json([shape.run(r) for r in found])
    elif found:
        rows = [(r.id[:8], r.state, r.called, stamp(r.due_at, zone), r.reason) for r in found]
        put_table(("ID", "STATE", "WHAT", f"DUE ({zone})", "REASON"), rows)
    else:
        say("no runs yet: spark run start WORKFLOW --wait")


async def _meant_by(spark: Spark, wanted: str) -> Run:
    """The run of that id, or the latest one of the schedule of that name. Raises NotFound, Ambiguous."""
    try:
        return await spark.runs.get(wanted)
    except NotFound:
        with suppress(NotFound, Ambiguous):
            of = await spark.schedules.get(wanted)
            for found in await spark.runs.recent(1, schedule=of.id):
                say(f"the latest run of {of.name}: {found.id[:8]}")
                return found
        raise


@run.command("show")
def show_one(context: typer.Context, id: Looked, as_json: AsJson = False) -> None:  # noqa: A002
    """One run, whole: why it ran, how late, its input and result. And its attempts, and by which wish."""

    async def find(spark: Spark) -> tuple[Story, datetime]:
        return await spark.runs.story((await _meant_by(spark, id)).id), spark.clock.now()

    story, now = ask(context, find)
    zone = door_of(context).zone
    if as_json:
        put_json(shape.story(story, zone))
        return
    put_facts({"id": story.run.id} | dict(show.facts(story, zone, now)))
    for heading, text in show.texts(story, zone):
        put(f"\n{heading}\n{text}")


@run.command("log")
def log(
    context: typer.Context,
    id: Looked,  # noqa: A002
    following: Annotated[bool, typer.Option("--follow", "-f", help="Go on until the run is over.")] = False,
    since: Annotated[str, typer.Option(help="Only what is newer: 90s, 15m, 2h, 1d.")] = "",
    level: Annotated[LogLevel | None, typer.Option(help="Only what is as bad, or worse.")] = None,
    grep: Annotated[
        list[str] | None, typer.Option(help="Only lines that hold this; case counts with a capital.")
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="With control sequences, as symbols.")] = False,
    time: Annotated[LogTime, typer.Option(help="Before each line: abs, rel (since it began), off.")] = LogTime.OFF,
    as_json: AsJson = False,
) -> None:
    """The lines of a run. Words of Spark's own go to stderr."""

    async def read(spark: Spark) -> None:
        found = await _meant_by(spark, id)
        moment = spark.clock.now() - span(since) if since else None
        asked = Asked(found.id, texts=tuple(grep or ()), least=level.severity if level else None, since=moment)
        zone, began = door_of(context).zone, found.started_at

        def tell(line: Line) -> None:
            if as_json:
                return _print_json_line(line)
            at = {LogTime.OFF: "", LogTime.ABS: f"{stamp(line.at, zone)} ", LogTime.REL: f"{elapsed(line, began)} "}[
                time
            ]
            text = f"{at}{'── ' if line.level is Level.NOTE else ''}{said(line, raw=raw)}"
            return say(text) if line.level is Level.NOTE else put(text)

        await _tell_log(spark, asked, tell, following=following)

    ask(context, read)


async def _tell_log(spark: Spark, asked: Asked, tell: Callable[[Line], None], *, following: bool) -> None:
    """What is there, and with `following` what comes until the run is over."""
    assert asked.run is not None
    watching, after = asyncio.create_task(spark.follow()), 0
    try:
        with spark.bell.ear() as ear:
            while True:
                over = not following or (await spark.runs.get(asked.run)).state.over
                async for lines in spark.logs.all(asked, after):
                    for line in lines:
                        tell(await spark.logs.uncut(line))
                    after = lines[-1].seq
                if over:
                    return
                await ear.wait(1.0)
    finally:
        watching.cancel()


def _print_json_line(line: Line) -> None:
    put_json(shape.line(line), indent=None)


@run.command("cancel")
def cancel(context: typer.Context, id: Id, yes: Yes = False) -> None:  # noqa: A002
    """Cancel a queued run, or have a running one stopped."""
    found = ask(context, lambda spark: spark.runs.get(id))
    must_mean(id, found.id, f"run {found.id[:8]} of {found.called}", yes=yes)
    stopped = ask(context, lambda spark: _cancel(spark, found.id))
    say(f"{stopped.id[:8]} is cancelled" if stopped.state.over else f"asked its engine to stop {stopped.id[:8]}")


@run.command("approve")
def approve(context: typer.Context, id: Id, note: Note = "") -> None:  # noqa: A002
    """Say yes to what a waiting run asks: it goes on."""
    _answer(context, id, note, approved=True)


@run.command("refuse")
def refuse(context: typer.Context, id: Id, note: Note = "") -> None:  # noqa: A002
    """Say no to it: the run goes on without what it asked for."""
    _answer(context, id, note, approved=False)


def _answer(context: typer.Context, run: str, note: str, *, approved: bool) -> None:
    async def tell(spark: Spark) -> tuple[Run, bool]:
        asked = await spark.runs.get(run)
        answered = await spark.runs.answer(asked, Answer(approved, getpass.getuser(), note))
        return answered, await who_serves(spark) is not None

    answered, engine = ask(context, tell)
    say(f"{answered.id[:8]} is {'approved' if approved else 'refused'}: {answered.question or 'to go on'}")
    if not engine:
        say("it goes on as soon as an engine runs: spark daemon start, or open spark")


async def _cancel(spark: Spark, run: str) -> Run:
    return await spark.runs.cancel(await spark.runs.get(run), by=getpass.getuser())
