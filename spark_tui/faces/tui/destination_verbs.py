"""What one can do with a destination: add one, say of what it hears, forget it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from spark_tui.domain.change import Edit
from spark_tui.domain.delivery import Deliver, Destination, Event, rule
from spark_tui.domain.errors import Invalid
from spark_tui.domain.source import IN_VAULT, Secret, SecretName, named_secret
from spark_tui.domain.text import counted
from spark_tui.faces.tui.screens.choose import Choice, Choose
from spark_tui.faces.tui.screens.form import Field, Form, Typed
from spark_tui.service.finding import given_name

if TYPE_CHECKING:
    from spark_tui.domain.schedule import Schedule
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.service.spark import Spark

MOST_NAMES, MOST_TEXT, MOST_URL = 4_000, 4_000, 10_000  # characters
OFF = "off"
URLS = (
    "A webhook (https://…), Omni (omni://KEY@HOST:8882/INSTANCE/TO), or mailto://…, slack://…, tgram://… and all else "
    "of appriseit.com/services. It is kept in the vault, or is there already: vault:NAME."
)
EVENTS = f"Of what: {', '.join(Event)}."


async def add(app: "SparkApp", spark: "Spark") -> Destination | None:
    """A first message goes there: where it does not arrive nothing is added."""

    async def act(typed: Typed) -> Destination:
        name, url = given_name(typed["name"]), _url(typed["url"])
        edits = await _edits(spark, name, typed)
        made = await spark.destinations.add(name, url, tried=True)
        if edits:
            await spark.schedules.edit(edits, deed=f"let {name} hear of {counted(len(edits), 'schedule')}")
        return made

    fields = (
        Field("name", "", "ops", 64),
        Field("url", "", "hidden, and kept in the vault", MOST_URL, password=True),
        *_of_what("", "", ""),
    )
    said = f"{URLS}\n{EVENTS}"
    made = await app.push_screen_wait(Form("Add a destination", said, fields, act, enter="try and add"))
    if made is not None:
        app.say(f"added {made.name}: {made.place}; a first message is there")
    return made


def _url(typed: str) -> Secret | SecretName:
    url = typed.strip()
    if not url:
        raise Invalid("there is no URL yet", hint="type or paste it; it is not shown")
    return named_secret(url) if url.startswith(IN_VAULT) else Secret(url)


def _of_what(schedules: str, on: str, text: str) -> tuple[Field, ...]:
    return (
        Field("schedules", schedules, "of which it hears, by commas: report, backup", MOST_NAMES),
        Field("of_what", on, ", ".join(Deliver("x").on), 100),
        Field("text", text, "{{ schedule }}: {{ result }}, or nothing for Spark's own words", MOST_TEXT),
    )


async def hear(app: "SparkApp", spark: "Spark", of: Destination) -> None:
    """Of which schedules, of what, in which words: those that it hears of alike stand in the form."""
    told = [(one, found) for one in await spark.schedules.all() if (found := one.rule_for(of.name))]
    first = told[0][1] if told else None
    alike = [one.name for one, found in told if found == first]

    async def act(typed: Typed) -> int:
        edits = await _edits(spark, of.name, typed, alike)
        if not edits:
            raise Invalid("nothing is changed yet")
        await spark.schedules.edit(edits, deed=f"change what {of.name} hears of")
        return len(edits)

    fields = _of_what(", ".join(alike), ", ".join(first.on) if first else "", first.text if first else "")
    said = f"{EVENTS}\nOf a schedule that is taken out, or with {OFF}, it hears nothing more."
    if len(told) > len(alike):
        said += "\nIt hears otherwise of others: those stay as they are unless they are named."
    changed = await app.push_screen_wait(Form(f"Hears of · {of.name}", said, fields, act, enter="change"))
    if changed is not None:
        app.did(f"{of.name}: {counted(changed, 'schedule')} changed")


async def _edits(spark: "Spark", to: str, typed: Typed, before: Iterable[str] = ()) -> list[Edit]:
    """What becomes different by what was typed; those of `before` that are not named tell it nothing more."""
    off = typed["of_what"].strip().casefold() == OFF
    wanted = None if off else rule(to, typed["of_what"], typed["text"])
    named = [await spark.schedules.get(name) for part in typed["schedules"].split(",") if (name := part.strip())]
    if not named and not before and (typed["of_what"].strip() or typed["text"].strip()):
        raise Invalid("no schedule is named of which it hears", hint="their names, by commas: report, backup")
    gone = [one for one in await spark.schedules.all() if one.name in before and one.id not in {s.id for s in named}]
    then: list[tuple[Schedule, Deliver | None]] = [*((one, wanted) for one in named), *((one, None) for one in gone)]
    return [Edit(one, one.telling(to, new)) for one, new in then if one.rule_for(to) != new]


async def forget(app: "SparkApp", spark: "Spark", of: Destination) -> bool:
    """Whether it is gone: its URL cannot be had again, so it is asked first."""
    kept = "Its URL is forgotten with it: that cannot be undone." if of.own_url else "Its URL stays in the vault."
    told = [(f"Forget {of.name} ({of.place})?", "strong"), (kept, "plain")]
    choices = [Choice("y", "forget it", "yes"), Choice("n", "no", "no")]
    if await app.push_screen_wait(Choose("Forget a destination", told, choices, least="no")) != "yes":
        return False
    await spark.destinations.remove(of)
    app.say(f"forgot {of.name}")
    return True
