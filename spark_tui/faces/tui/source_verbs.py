"""What one can do with a source, wherever one is shown: another name, address, key or definition; forget it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spark_tui.domain.change import Alter, Suggestion
from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.source import FROM_ENVIRONMENT, Secret, SecretName, Source
from spark_tui.domain.text import place
from spark_tui.domain.workflow import Synced
from spark_tui.faces.tui.screens.choose import Choice, Choose
from spark_tui.faces.tui.screens.form import Field, Form, Typed

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.service.spark import Spark

SHOWN = 20  # workflows of a sync that are named


async def edit(app: "SparkApp", spark: "Spark", source: Source) -> Source:
    """Its name and its address, by a form; shown before → after."""
    fields = (Field("name", source.name, most=60), Field("address", source.url, "http://localhost:7860"))
    said = "Its schedules and its limit go with another name. Another address is asked first."

    async def act(typed: Typed) -> Source:
        after = replace(source, name=typed["name"].strip() or source.name, url=typed["address"].strip() or source.url)
        if after == source:
            raise Invalid("nothing is changed yet")
        return (await spark.sources.could_be(Alter(source, after))).after

    wanted = await app.push_screen_wait(Form(f"Source · {source.name}", said, fields, act, enter="see what changes"))
    return source if wanted is None else await _altered(app, spark, source, wanted)


async def give_key(app: "SparkApp", spark: "Spark", source: Source) -> Source:
    """Another key; one that is refused changes nothing."""
    fields = (Field("api_key", "", "kept in the vault; env:NAME takes it from there", password=True),)

    async def act(typed: Typed) -> Source:
        key = typed["api_key"].strip()
        if not key:
            raise Invalid("there is no key yet")
        secret = SecretName(key) if key.startswith(FROM_ENVIRONMENT) else Secret(key)
        return await spark.sources.change_key(source, secret)

    said = "The key is tried first. The one before is forgotten: that cannot be undone."
    changed = await app.push_screen_wait(Form(f"Key · {source.name}", said, fields, act, enter="try and keep"))
    if changed is not None:
        app.say(f"{changed.name} has another key")
    return changed or source


async def define(app: "SparkApp", spark: "Spark", source: Source) -> Source:
    """What it offers, in $EDITOR: checked when the editor ends, edited again or left, and shown before → after."""
    from spark_tui.faces.tui.programs import edit_text

    text = source.definition
    while True:
        said = await edit_text(app, text, _suffix(source))
        if said is None or said == source.definition:
            app.say("the definition is as it was")
            return source
        text = said
        try:
            spark.sources.check_definition(source, text)
        except SparkError as wrong:
            if await app.push_screen_wait(_wrong(wrong)) != "again":
                return source
        else:
            return await _altered(app, spark, source, replace(source, definition=text))


def _suffix(source: Source) -> str:
    return ".json" if source.definition.lstrip()[:1] == "{" else ".yaml"


def _wrong(wrong: SparkError) -> Choose:
    told = [(wrong.message, "bad"), *([(wrong.hint, "plain")] if wrong.hint else [])]
    choices = [
        Choice("e", "edit it again", "again"),
        Choice("escape", "leave it as it was; what I wrote is lost", "", "esc"),
    ]
    return Choose("The definition is not right", told, choices, least="again")


async def _altered(app: "SparkApp", spark: "Spark", before: Source, after: Source) -> Source:
    """On a yes; what it offers then is taken in."""
    from spark_tui.faces.tui.screens.deciding import Decide

    suggestion = Suggestion(f"change the source “{before.name}”", (Alter(before, after),))
    deed = await app.push_screen_wait(Decide(spark, suggestion))
    if deed is None:
        return before
    changed = await spark.sources.get(before.id)
    app.did(f"changed: {changed.name}")
    if (changed.url, changed.definition) != (before.url, before.definition):
        await spark.sources.sync(changed)
        if lacking := await spark.secrets.lacking_at(changed):
            app.say(f"{changed.name}: {'; '.join(lacking)}")
    return changed


async def remove(app: "SparkApp", spark: "Spark", source: Source) -> bool:
    """Whether it is gone: it cannot be undone, so it is asked first."""
    told = [(f"Forget {source.name} ({place(source.url)}), its key and its workflows?", "strong")]
    told.append(("Refused while schedules need it. This cannot be undone.", "plain"))
    choices = [Choice("y", "forget it", "yes"), Choice("n", "no", "no")]
    if await app.push_screen_wait(Choose("Forget a source", told, choices, least="no")) != "yes":
        return False
    await spark.sources.remove(source)
    app.say(f"forgot {source.name}")
    return True


def told(synced: Synced) -> str:
    """In one line."""
    counts = ((len(synced.new), "new"), (len(synced.changed), "changed"), (len(synced.gone), "gone"))
    found = ", ".join(f"{number} {word}" for number, word in counts if number)
    return "; ".join((f"{found or 'nothing new'}, {synced.same} as before", *synced.remarks))


def rows(synced: Synced) -> Sequence[tuple[str, str]]:
    """What is different, by name: new, changed, gone."""
    listed = [
        (word, workflow.title)
        for word, which in (("new", synced.new), ("changed", synced.changed), ("gone", synced.gone))
        for workflow in which[:SHOWN]
    ]
    left = len(synced.different) - len(listed)
    return [*listed, *([("", f"and {left:,} more")] if left > 0 else [])]
