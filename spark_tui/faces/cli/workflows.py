"""spark workflow …"""

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from spark_tui.domain.errors import BadCredentials, SourceError, SparkError
from spark_tui.domain.text import counted
from spark_tui.domain.workflow import Synced, Workflow
from spark_tui.faces import show
from spark_tui.faces.cli import completion, shape
from spark_tui.faces.cli.opening import ask, told
from spark_tui.faces.cli.options import AsJson, Yes
from spark_tui.faces.cli.output import complain, confirmed, put, put_facts, put_json, put_table, say
from spark_tui.faces.cli.syncing import show_synced, sync_all, users
from spark_tui.service.relinking import Stranded, relink, stranded, stranded_of
from spark_tui.service.spark import Spark

workflow = typer.Typer(help="What the sources offer.", no_args_is_help=True)


@workflow.command("list")
def workflow_list(
    context: typer.Context,
    of: Annotated[str, typer.Option("--source", help="Only of this source.", autocompletion=completion.sources)] = "",
    everything: Annotated[bool, typer.Option("--all", help="Those that are gone, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """What the sources offer."""

    async def find(spark: Spark) -> list[Workflow]:
        found = await spark.sources.workflows(await spark.sources.get(of) if of else None)
        return [w for w in found if everything or w.gone_at is None]

    found = ask(context, find)
    if as_json:
        put_json([shape.workflow(w) for w in found])
    elif found:
        put_table(
            ("WORKFLOW", "ID", "DESCRIPTION"),
            [(w.ref + (" (gone)" if w.gone_at else ""), w.id[:8], w.description[:60]) for w in found],
        )
    else:
        say("no workflows yet: spark source add URL API_KEY, then spark workflow sync")


@workflow.command("show")
def workflow_show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name, source/name, or id.", autocompletion=completion.workflows)],
    everything: Annotated[bool, typer.Option("--all", help="Inputs that are advanced, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """One workflow, whole, with the inputs that it declares. --set gives them."""

    async def find(spark: Spark) -> tuple[Workflow, SparkError | None]:
        found = await spark.sources.workflow(name)
        try:
            return replace(found, inputs=await spark.inputs.declared(found)), None
        except SourceError as wrong:
            return found, wrong

    found, wrong = ask(context, find)
    if as_json:
        put_json(shape.workflow(found))
        return
    put_facts({name: fact for name, fact in shape.workflow(found).items() if name != "inputs"})
    if found.inputs is not None and found.inputs.fields:
        put("")
        put_table(("INPUT", "TAKES", "DEFAULT", "ABOUT"), show.declared(found.inputs, advanced=everything))
        more = sum(one.advanced for one in found.inputs.fields)
        if more and not everything:
            say(f"and {counted(more, 'advanced input')}: --all shows them")
    elif wrong is not None:
        say(f"its inputs cannot be told now: {wrong.message}")


@workflow.command("sync")
def workflow_sync(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="A workflow; without one, all of all sources.", autocompletion=completion.workflows)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Take in what the sources offer now: new, changed and gone."""

    async def sync(spark: Spark) -> tuple[list[Synced], SparkError | None, Workflow | None]:
        synced, wrong = await sync_all(spark)
        return synced, wrong, await spark.sources.workflow(name) if name else None

    synced, wrong, found = ask(context, sync)
    if found is None:
        show_synced(synced, as_json=as_json)
    elif as_json:
        put_json(shape.workflow(found))
    else:
        say("taken in" if found.gone_at is None else "it is gone from its source")
        put(found.ref)
    if wrong is not None:
        complain(wrong)
        raise typer.Exit(7 if isinstance(wrong, BadCredentials) else 6)


@workflow.command("relink")
def workflow_relink(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="A workflow; without one, all of them.", autocompletion=completion.workflows)
    ] = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let schedules run a workflow that was made anew. Where the old one was deleted, and another has its name."""

    async def find(spark: Spark) -> list[Stranded]:
        if name:
            return await stranded_of(spark.sources, spark.schedules, name)
        return await stranded(spark.sources, spark.schedules)

    found = ask(context, find)
    if as_json:
        put_json([{"workflow": one.moved.new.ref, "schedules": [s.name for s in one.schedules]} for one in found])
    elif not found:
        say("nothing to link anew: no workflow that a schedule runs was deleted and made again under its name")
    for one in found:
        if yes or (not as_json and told(partial(_agrees, one))):
            ask(context, partial(_relink, one))
            say(f"{users(one)} now: {one.moved.new.ref}, as it is there now; spark undo takes it back")


def _agrees(one: Stranded) -> bool:
    return confirmed(f"{one.moved.new.ref} was deleted and made anew. Let {users(one)} run it?", default=True)


async def _relink(one: Stranded, spark: Spark) -> None:
    await relink(spark.schedules, one)
