"""spark run start: what is run, and its lines until it is over."""

import asyncio
import getpass
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.log import Level, Line
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.cli import completion, shape
from spark_tui.faces.cli.flags import Given
from spark_tui.faces.cli.following import follow
from spark_tui.faces.cli.giving import AsTemplate, Sets, given_by, values_over
from spark_tui.faces.cli.launching import Agent, Prompt, check_prompt, command_with, launch_from, with_launch
from spark_tui.faces.cli.opening import ask, asked, door_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import INTERRUPTED, RUN_CODES, put, put_json, say, say_below
from spark_tui.faces.daemon import log_to_file
from spark_tui.faces.door import Door
from spark_tui.service.serving import who_serves
from spark_tui.service.spark import Spark
from spark_tui.service.starting import Meant, runnable


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
    host, tell = door.host(started.id), _say_nothing if as_json else _print_line
    host.start()
    try:
        ended = asyncio.run(asked(door, lambda spark: follow(spark, started.id, tell, host)))
    except KeyboardInterrupt:
        ours = host.serving
        if ours:
            with suppress(Conflict):  # it is over just now
                asyncio.run(asked(door, lambda spark: cancelled(spark, started.id)))
        say_below(f"interrupted; {'the run was cancelled' if ours else 'the run goes on'}: {started.id}")
        return INTERRUPTED
    finally:
        host.stop()
    if as_json:
        put_json(shape.run(ended))
    return RUN_CODES[ended.state]


def _print_line(line: Line) -> None:
    say(f"── {line.text}") if line.level is Level.NOTE else put(line.text)


def _say_nothing(_: Line) -> None:
    """JSON is told when it is over."""


async def cancelled(spark: Spark, run: str) -> Run:
    """It, as it is once a person of this machine has had it stopped."""
    return await spark.runs.cancel(await spark.runs.get(run), by=getpass.getuser())
