"""spark source …"""

import sys
from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from spark_tui.domain.errors import BadCredentials, Invalid
from spark_tui.domain.source import Found, Memory, Secret, SecretName, Source
from spark_tui.domain.text import counted, place
from spark_tui.domain.workflow import Synced
from spark_tui.faces.cli import definitions, shape
from spark_tui.faces.cli.incoming import secret_of
from spark_tui.faces.cli.opening import ask, must_mean, telling, told
from spark_tui.faces.cli.options import AnySource, AsJson, OneSource, Yes
from spark_tui.faces.cli.output import complain, confirmed, put, put_json, put_table, say
from spark_tui.faces.cli.syncing import say_remarks, show_synced, strandings
from spark_tui.service.spark import Spark

KEY = "API key"
source = typer.Typer(help="The places where workflows live.", no_args_is_help=True)
_MEMORY = {
    Memory.SCHEDULE: "all runs of a schedule share one session, so that an agent remembers the last ones",
    Memory.RUN: "each run has a session of its own and begins with nothing",
}


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
    force: Annotated[
        bool, typer.Option("--force", help="Also where that place is a source already, spelled otherwise.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a place where workflows live. The key is checked at once, kept encrypted and never shown."""
    secret, text = told(lambda: (_secret(api_key, key_env, ask_key), definitions.definition_text(definition)))

    async def add(spark: Spark) -> tuple[Source, Synced, Sequence[str]]:
        of, offers = definitions.chosen(spark, kind, text, preset)
        adding = partial(spark.sources.add, url, kind=of, name=name, definition=offers, after=preset)
        adding = partial(adding, although_known=force)
        try:
            with telling(f"asking {place(url)} what it is …" if not of else f"asking {place(url)} how it is …"):
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
    say_remarks(synced)
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
    """Look where sources usually answer on this machine. Offers to add what is there."""
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
    version, detail = of.health.version, of.health.detail
    return ", ".join(filter(None, (f"{of.kind} {version}".strip(), detail if detail != version else "")))


def _secret(api_key: str, key_env: str, ask_key: bool) -> Secret | SecretName | None:
    if bool(api_key) + bool(key_env) + ask_key > 1:
        raise Invalid("one way to give the key is enough", hint="as an argument, with --key-env or with --ask-key")
    if key_env:
        return SecretName(f"env:{key_env}")
    return secret_of(api_key, KEY) if api_key or ask_key else None


@source.command("key")
def source_key(
    context: typer.Context,
    name: OneSource,
    api_key: Annotated[
        str, typer.Argument(help="The key; - reads it from standard input. Asked for if not given.")
    ] = "",
    key_env: Annotated[str, typer.Option(help="Take the key from this environment variable at every start.")] = "",
    as_json: AsJson = False,
) -> None:
    """Give a source another key. It is tried first; one that is refused changes nothing."""
    found = ask(context, lambda spark: _with_key(spark, name))
    secret = told(lambda: _secret(api_key, key_env, ask_key=not api_key and not key_env))
    assert secret is not None
    changed = ask(context, lambda spark: spark.sources.change_key(found, secret))
    if as_json:
        put_json(shape.source(changed))
    else:
        say(f"{changed.name} has another key: {_what(changed)}")


async def _with_key(spark: Spark, name: str) -> Source:
    """The same. Raises Invalid for a kind that has none, before anybody is asked for one."""
    found = await spark.sources.get(name)
    spark.sources.must_take_key(found)
    return found


@source.command("memory")
def source_memory(
    context: typer.Context,
    name: OneSource,
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
    name: AnySource = "",
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
        if s.health.hint:
            say(f"{s.name}: {s.health.hint}")
    if bad := [s for s in checked if not s.health.up]:
        raise typer.Exit(7 if all(s.health.state == "refused" for s in bad) else 6)


@source.command("sync")
def source_sync(
    context: typer.Context,
    name: AnySource = "",
    as_json: AsJson = False,
) -> None:
    """Take in what a source offers now."""

    async def sync(spark: Spark) -> tuple[list[Synced], list[str]]:
        chosen = [await spark.sources.get(name)] if name else await spark.sources.all()
        return [await spark.sources.sync(s) for s in chosen], await strandings(spark)

    synced, remarks = ask(context, sync)
    show_synced(synced, as_json=as_json)
    for remark in remarks:
        say(remark)


@source.command("remove")
def source_remove(
    context: typer.Context,
    name: OneSource,
    yes: Yes = False,
) -> None:
    """Forget a source, its key and its workflows. Refused while schedules need it."""
    found = ask(context, lambda spark: spark.sources.get(name))
    must_mean(name.rstrip("/"), found.id, f"the source “{found.name}”", found.name, found.url, yes=yes, asks=True)
    if yes or told(lambda: confirmed(f"Forget {found.name} and its key?", default=False)):
        ask(context, lambda spark: spark.sources.remove(found))
        say(f"forgot {found.name}")
