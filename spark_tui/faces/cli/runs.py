"""spark run …"""

import getpass
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Annotated

import typer

from spark_tui.domain.approval import Answer
from spark_tui.domain.errors import Ambiguous, NotFound
from spark_tui.domain.log import Level, Line, LogQuery
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.story import Story
from spark_tui.faces import show
from spark_tui.faces.cli import completion, shape, starting
from spark_tui.faces.cli.following import SILENCE, listening
from spark_tui.faces.cli.log_choices import LogLevel, LogTime, span
from spark_tui.faces.cli.opening import ask, door_of, must_mean
from spark_tui.faces.cli.options import AsJson, Yes
from spark_tui.faces.cli.output import put, put_facts, put_json, put_table, say, stamp
from spark_tui.faces.show_log import elapsed, said
from spark_tui.service.serving import who_serves
from spark_tui.service.spark import Spark

run = typer.Typer(help="Runs and their lines.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(help="Its id, or the beginning of it.", autocompletion=completion.runs)]
Looked = Annotated[
    str,
    typer.Argument(
        help="Its id or the beginning of it, or a schedule: its latest run.", autocompletion=completion.runs
    ),
]
Note = Annotated[str, typer.Option(help="A word that the agent is told.")]


run.command("start")(starting.start)


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
    for heading, text in show.texts(story, zone, now):
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
        asked = LogQuery(found.id, texts=tuple(grep or ()), least=level.severity if level else None, since=moment)
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


async def _tell_log(spark: Spark, asked: LogQuery, tell: Callable[[Line], None], *, following: bool) -> None:
    """What is there, and with `following` what comes until the run is over."""
    assert asked.run is not None
    after = 0
    async with listening(spark) as ear:
        while True:
            over = not following or (await spark.runs.get(asked.run)).state.over
            async for lines in spark.logs.all(asked, after):
                for line in lines:
                    tell(await spark.logs.uncut(line))
                after = lines[-1].seq
            if over:
                return
            await ear.wait(SILENCE)


def _print_json_line(line: Line) -> None:
    put_json(shape.line(line), indent=None)


@run.command("cancel")
def cancel(context: typer.Context, id: Id, yes: Yes = False) -> None:  # noqa: A002
    """Cancel a queued run, or have a running one stopped."""
    found = ask(context, lambda spark: spark.runs.get(id))
    must_mean(id, found.id, f"run {found.id[:8]} of {found.called}", yes=yes)
    stopped = ask(context, lambda spark: starting.cancelled(spark, found.id))
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
