"""spark source show, edit, presets: what a source is told to offer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from spark_tui.domain.change import Alter
from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.text import clean, counted, place
from spark_tui.domain.workflow import Synced
from spark_tui.faces.changes import told as told_change
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.incoming import text_of
from spark_tui.faces.cli.opening import agreed, ask, told
from spark_tui.faces.cli.options import AsJson, OneSource, Yes
from spark_tui.faces.cli.output import put, put_json, put_table, say, say_differences
from spark_tui.service.definitions import Preset
from spark_tui.service.spark import Spark

LONGEST = 1024 * 1024  # bytes of a file that is read at all
Definition = Annotated[
    str, typer.Option("--definition", help="A file that says what it offers, as YAML or JSON; - is standard input.")
]
ReadyMade = Annotated[str, typer.Option("--preset", help="Take a ready-made definition: spark source presets.")]


def source_show(context: typer.Context, name: OneSource, as_json: AsJson = False) -> None:
    """One source, with its definition if it has one."""
    found = ask(context, lambda spark: spark.sources.get(name))
    if as_json:
        put_json(shape.source(found) | {"definition": found.definition or None})
        return
    facts = {"name": found.name, "kind": found.kind, "url": place(found.url), "state": found.health.state}
    facts |= {"detail": found.health.detail, "key": "yes" if found.secret else "no"}
    put_table(("", ""), [(key, str(value)) for key, value in facts.items() if value])
    if found.definition:
        put("")
        put(clean(found.definition).rstrip())


def source_edit(
    context: typer.Context,
    name: OneSource,
    definition: Definition = "",
    preset: ReadyMade = "",
    called: Annotated[str, typer.Option("--name", help="Another name; its schedules and its limit go with it.")] = "",
    url: Annotated[str, typer.Option("--url", help="Another address; it is asked there first.")] = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Give a source another name, address or definition. Shows before and after, and asks; spark undo takes it back.

    Of a definition the line is told that is wrong. Another key: spark source key NAME.
    """
    text = told(lambda: definition_text(definition))

    async def look(spark: Spark) -> Alter:
        _, offers = chosen(spark, "", text, preset)
        before = await spark.sources.get(name)
        after = replace(before, name=called or before.name, url=url or before.url)
        change = await spark.sources.could_be(Alter(before, replace(after, definition=offers or before.definition)))
        if change.after == before:
            how = "spark source edit NAME --name NEW, --url URL or --definition FILE"
            raise Invalid("nothing is said to be different", hint=how)
        return change

    change = ask(context, look)
    say_differences(told_change(change, datetime.min.replace(tzinfo=UTC)).differences)
    agreed("Change it?", yes=yes)
    change, synced, lacking = ask(context, lambda spark: _done(spark, change))
    if as_json:
        put_json(shape.source(change.after) | ({"workflows": shape.synced(synced)} if synced else {}))
        return
    say(f"changed {change.after.name}")
    if synced is not None:
        say(f"{change.after.name} offers {counted(synced.total, 'workflow')}")
    for note in lacking:
        say(f"note: {note}")


async def _done(spark: Spark, change: Alter) -> tuple[Alter, Synced | None, Sequence[str]]:
    """With what it offers then, and the secrets that it lacks."""
    done = await spark.sources.alter(change, deed=f"change the source “{change.before.name}”")
    synced = await spark.sources.sync(done.after) if _elsewhere(done) else None
    return done, synced, await spark.secrets.lacking_at(done.after)


def _elsewhere(change: Alter) -> bool:
    """Whether it may offer something else now."""
    before, after = change.before, change.after
    return (before.url, before.definition) != (after.url, after.definition)


def source_presets(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Write this one out, to be changed.")] = "",
    as_json: AsJson = False,
) -> None:
    """The ready-made definitions: spark source add URL --preset NAME."""

    async def find(spark: Spark) -> dict[str, Preset]:
        return {name: _preset(spark, name)} if name else spark.sources.presets()

    found = ask(context, find)
    if name:
        put(found[name].definition.rstrip())
    elif as_json:
        put_json([{"name": called, "about": one.about} for called, one in found.items()])
    else:
        put_table(("NAME", "FOR"), [(called, one.about) for called, one in found.items()])


def chosen(spark: Spark, kind: str, definition: str, preset: str) -> tuple[str, str]:
    """The kind and the definition that options come to. Raises Invalid, NotFound."""
    if definition and preset:
        raise Invalid("a definition and a preset are two", hint="spark source presets NAME > FILE, and change that")
    if preset:
        ready = _preset(spark, preset)
        return kind or ready.kind, ready.definition
    return kind or ("webhook" if definition else ""), definition


def _preset(spark: Spark, name: str) -> Preset:
    ready = spark.sources.presets()
    if name not in ready:
        raise NotFound(f"there is no preset “{name}”", hint="known: " + ", ".join(ready))
    return ready[name]


def definition_text(file: str) -> str:
    """What stands in it; empty without one. Raises Invalid, NotFound."""
    if not file:
        return ""
    text = text_of(file, LONGEST)
    if not text.strip():
        raise Invalid("the definition is empty", hint="spark source presets shows some")
    return text
