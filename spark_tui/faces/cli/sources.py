"""spark source … and spark workflow …"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from spark_tui.domain.errors import BadCredentials, Invalid, SourceError, SparkError
from spark_tui.domain.source import Found, Memory, Secret, SecretName, Source
from spark_tui.domain.text import counted, place
from spark_tui.domain.workflow import Synced, Workflow
from spark_tui.faces import show
from spark_tui.faces.cli import completion, definitions, shape
from spark_tui.faces.cli.incoming import secret_of
from spark_tui.faces.cli.opening import AsJson, ask, must_mean, told
from spark_tui.faces.cli.output import complain, confirmed, put, put_json, put_table, say
from spark_tui.service.relinking import Stranded, relink, stranded
from spark_tui.service.spark import Spark

KEY = "API key"
SHOWN = 50  # new, changed or gone workflows of one source that are named
source = typer.Typer(help="The places where workflows live.", no_args_is_help=True)
workflow = typer.Typer(help="What the sources offer.", no_args_is_help=True)


# ------------------------------------------------------------------ sources


@source.command("add")
def source_add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Where it answers, such as http://localhost:7860.")],
    api_key: Annotated[str, typer.Argument(help="Its API key; - reads it from standard input.")] = "",
    key_env: Annotated[str, typer.Option(help="Take the key from this environment variable at every start.")] = "",
    ask_key: Annotated[bool, typer.Option("--ask-key", help="Ask for the key.")] = False,
    kind: Annotated[str, typer.Option(help="Do not detect: it is of this kind.")] = "",
    name: Annotated[str, typer.Option(help="What to call it; its kind if not given.")] = "",
    definition: definitions.Definition = "",
    preset: definitions.ReadyMade = "",
    as_json: AsJson = False,
) -> None:
    """Add a place where workflows live. The key is checked at once, kept encrypted and never shown."""
    secret, text = told(lambda: (_secret(api_key, key_env, ask_key), definitions.definition_text(definition)))

    async def add(spark: Spark) -> tuple[Source, Synced, Sequence[str]]:
        of, offers = definitions.chosen(spark, kind, text, preset)
        adding = partial(spark.sources.add, url, kind=of, name=name, definition=offers, after=preset)
        try:
            added = await adding(secret)
        except BadCredentials as wrong:
            if secret is not None or not sys.stdin.isatty():
                raise
            complain(wrong)
            added = await adding(secret_of("", KEY))
        return added, await spark.sources.sync(added), await spark.secrets.lacking_at(added)

    added, synced, lacking = ask(context, add)
    if as_json:
        put_json(shape.source(added) | {"workflows": shape.synced(synced)})
        return
    say(f"added {added.name}: {_what(added)}, {counted(synced.total, 'workflow')}")
    _say_remarks(synced)
    for note in lacking:
        say(f"note: {note}")
    put(added.name)


source.command("show")(definitions.source_show)
source.command("edit")(definitions.source_edit)
source.command("presets")(definitions.source_presets)


@source.command("discover")
def source_discover(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Add what is new without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look where sources usually answer on this machine, and offer to add what is there."""
    found = ask(context, lambda spark: spark.sources.discover())
    if as_json:
        put_json([{"url": one.url, "kind": one.kind, "known": one.known or None} for one in found])
        return
    if found:
        put_table(("URL", "KIND", "SOURCE"), [(one.url, one.kind, one.known or "-") for one in found])
    else:
        say("nothing that Spark knows answers at the usual ports of this machine: spark source add URL API_KEY")
    for one in found:
        if not one.known and (yes or _wanted(one)):
            source_add(context, one.url)


def _wanted(found: Found) -> bool:
    if not sys.stdin.isatty():
        say(f"to add it: spark source add {found.url}")
        return False
    return told(lambda: confirmed(f"Add {found.kind} at {found.url}?", default=True))


def _what(of: Source) -> str:
    """LangFlow 1.13.0, as ana."""
    return ", ".join(part for part in (f"{of.kind} {of.health.version}".strip(), of.health.detail) if part)


_MEMORY = {
    Memory.SCHEDULE: "all runs of a schedule share one session, so that an agent remembers the last ones",
    Memory.RUN: "each run has a session of its own and begins with nothing",
}


def _secret(api_key: str, key_env: str, ask_key: bool) -> Secret | SecretName | None:
    if bool(api_key) + bool(key_env) + ask_key > 1:
        raise Invalid("one way to give the key is enough", hint="as an argument, with --key-env or with --ask-key")
    if key_env:
        return SecretName(f"env:{key_env}")
    return secret_of(api_key, KEY) if api_key or ask_key else None


@source.command("key")
def source_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name, url or id.", autocompletion=completion.sources)],
    api_key: Annotated[
        str, typer.Argument(help="The key; - reads it from standard input. Asked for if not given.")
    ] = "",
    key_env: Annotated[str, typer.Option(help="Take the key from this environment variable at every start.")] = "",
    as_json: AsJson = False,
) -> None:
    """Give a source another key. It is tried first; one that is refused changes nothing."""
    secret = told(lambda: _secret(api_key, key_env, ask_key=not api_key and not key_env))

    async def change(spark: Spark) -> Source:
        assert secret is not None
        return await spark.sources.change_key(await spark.sources.get(name), secret)

    changed = ask(context, change)
    if as_json:
        put_json(shape.source(changed))
    else:
        say(f"{changed.name} has another key: {_what(changed)}")


@source.command("memory")
def source_memory(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name, url or id.", autocompletion=completion.sources)],
    what: Annotated[Memory, typer.Argument(help="schedule: all runs of a schedule share one session; run: none do.")],
) -> None:
    """Whether its agents remember the last runs of a schedule. Built in is run: each begins with nothing."""

    async def change(spark: Spark) -> Source:
        found = await spark.sources.get(name)
        await spark.sources.remember(found, what)
        return found

    changed = ask(context, change)
    say(f"{changed.name}: {_MEMORY[what]}")


@source.command("list")
def source_list(context: typer.Context, as_json: AsJson = False) -> None:
    """All sources and how they were when last asked."""
    found = ask(context, lambda spark: spark.sources.all())
    if as_json:
        put_json([shape.source(s) for s in found])
    elif found:
        put_table(
            ("NAME", "KIND", "STATE", "URL", "DETAIL"),
            [(s.name, s.kind, s.health.state, place(s.url), s.health.detail) for s in found],
        )
    else:
        say("no sources yet: spark source add URL API_KEY")


@source.command("check")
def source_check(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="Its name, url or id; all if not given.", autocompletion=completion.sources)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Ask a source how it is. Exits with 6 or 7 when one is not well."""

    async def check(spark: Spark) -> list[Source]:
        chosen = [await spark.sources.get(name)] if name else await spark.sources.all()
        return [await spark.sources.check(s) for s in chosen]

    checked = ask(context, check)
    if as_json:
        put_json([shape.source(s) for s in checked])
    else:
        put_table(("NAME", "STATE", "DETAIL"), [(s.name, s.health.state, s.health.detail) for s in checked])
    for s in checked:
        if not s.health.up and s.health.hint:
            say(f"{s.name}: {s.health.hint}")
    if bad := [s for s in checked if not s.health.up]:
        raise typer.Exit(7 if all(s.health.state == "refused" for s in bad) else 6)


@source.command("sync")
def source_sync(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="Its name, url or id; all if not given.", autocompletion=completion.sources)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Take in what a source offers now."""

    async def sync(spark: Spark) -> tuple[list[Synced], list[str]]:
        chosen = [await spark.sources.get(name)] if name else await spark.sources.all()
        return [await spark.sources.sync(s) for s in chosen], await _strandings(spark)

    synced, remarks = ask(context, sync)
    _show_synced(synced, as_json=as_json)
    for remark in remarks:
        say(remark)


@source.command("remove")
def source_remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name, url or id.", autocompletion=completion.sources)],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget a source, its key and its workflows. Refused while schedules need it."""
    found = ask(context, lambda spark: spark.sources.get(name))
    must_mean(name.rstrip("/"), found.id, f"the source “{found.name}”", found.name, found.url, yes=yes, asks=True)
    if yes or told(lambda: confirmed(f"Forget {found.name} and its key?", default=False)):
        ask(context, lambda spark: spark.sources.remove(found))
        say(f"forgot {found.name}")


# ------------------------------------------------------------------ workflows


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
    """One workflow, whole, with the inputs that it declares: --set gives them."""

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
    put_table(("", ""), [(k, str(v)) for k, v in shape.workflow(found).items() if v and k != "inputs"])
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
        synced, wrong = await _sync_all(spark)
        return synced, wrong, await spark.sources.workflow(name) if name else None

    synced, wrong, found = ask(context, sync)
    if found is None:
        _show_synced(synced, as_json=as_json)
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
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let schedules run the new workflow where the old one was deleted and made anew under the same name."""
    found = ask(context, lambda spark: stranded(spark.sources, spark.schedules))
    if as_json:
        put_json([{"workflow": one.moved.new.ref, "schedules": [s.name for s in one.schedules]} for one in found])
    elif not found:
        say("every schedule has its workflow, or there is no other of that name")
    for one in found:
        if yes or (not as_json and told(partial(_agrees, one))):
            ask(context, partial(_relink, one))
            say(f"{_users(one)} now: {one.moved.new.ref}, as it is there now; spark undo takes it back")


def _agrees(one: Stranded) -> bool:
    return confirmed(f"{one.moved.new.ref} was deleted and made anew. Let {_users(one)} run it?", default=True)


async def _relink(one: Stranded, spark: Spark) -> None:
    await relink(spark.schedules, one)


def _users(one: Stranded) -> str:
    return ", ".join(schedule.name for schedule in one.schedules[:SHOWN])


async def _strandings(spark: Spark) -> list[str]:
    found = await stranded(spark.sources, spark.schedules)
    return [
        f"{one.moved.new.ref} was made anew, {_users(one)} want the old one: spark workflow relink" for one in found
    ]


async def _sync_all(spark: Spark) -> tuple[list[Synced], SparkError | None]:
    """One source that is down keeps no other from being synced."""
    synced: list[Synced] = []
    trouble: SparkError | None = None
    for each in await spark.sources.all():
        try:
            synced.append(await spark.sources.sync(each))
        except SourceError as wrong:
            trouble = wrong
    return synced, trouble


def _show_synced(synced: list[Synced], *, as_json: bool) -> None:
    if as_json:
        put_json([shape.synced(s) for s in synced])
        return
    put_table(
        ("SOURCE", "WORKFLOWS", "NEW", "CHANGED", "GONE"),
        [(s.source_name, str(s.total), str(len(s.new)), str(len(s.changed)), str(len(s.gone))) for s in synced],
    )
    for s in synced:
        for word, which in (("new", s.new), ("changed", s.changed), ("gone", s.gone)):
            for each in which[:SHOWN]:
                say(f"{word}: {each.ref}")
            if len(which) > SHOWN:
                say(f"{word}: {len(which) - SHOWN:,} more; see spark workflow list")
        _say_remarks(s)


def _say_remarks(of: Synced) -> None:
    for remark in of.remarks:
        say(f"{of.source_name}: {remark}")
