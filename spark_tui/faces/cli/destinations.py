"""spark destination …, spark schedule deliver: who hears of runs, and in which words."""

from typing import Annotated

import typer

from spark_tui.domain.change import Edit
from spark_tui.domain.delivery import Destination, Letter, Standing, rule
from spark_tui.domain.errors import Conflict
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import IN_VAULT, Secret, SecretName, named_secret
from spark_tui.domain.text import one_line
from spark_tui.faces.cli import completion, shape
from spark_tui.faces.cli.incoming import secret_of
from spark_tui.faces.cli.opening import ask, door_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put_json, put_table, say, stamp
from spark_tui.service.spark import Spark

destination = typer.Typer(help="Where messages about runs go: mail, chat, a webhook, Omni.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="What it is called, such as ops.", autocompletion=completion.destinations)]


@destination.command("add")
def add(
    context: typer.Context,
    name: Name,
    url: Annotated[
        str, typer.Argument(help="Its URL, or vault:NAME; - reads it from standard input. Asked for if not given.")
    ] = "",
    try_it: Annotated[bool, typer.Option("--try/--no-try", help="Send a message there, now.")] = True,
) -> None:
    """Add a destination. Its URL holds a password or a token as a rule, so it goes into the vault.

    mailto://USER:PASSWORD@HOST, slack://…, tgram://…, discord://…, ntfy://… and all else of Apprise
    (appriseit.com/services); omni://KEY@HOST:8882/INSTANCE/TO for Omni; https://… for a webhook, which gets JSON.
    """
    given = told(lambda: _url(url))

    async def make(spark: Spark) -> Destination:
        return await spark.destinations.add(name, given, tried=try_it)

    made = ask(context, make)
    say(f"added {made.name}: {made.place}" + ("; a first message is there" if try_it else ""))
    say(f"now: spark schedule deliver SCHEDULE {made.name} --on failure")


def _url(text: str) -> Secret | SecretName:
    if text.startswith(IN_VAULT):
        return named_secret(text)
    return secret_of(text, "URL")


@destination.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """All destinations, and which schedules deliver there."""

    async def find(spark: Spark) -> list[tuple[Destination, list[str]]]:
        schedules = await spark.schedules.all()
        return [(one, [s.name for s in schedules if s.rule_for(one.name)]) for one in await spark.destinations.all()]

    found = ask(context, find)
    if as_json:
        put_json([{"name": d.name, "kind": d.kind, "place": d.place, "schedules": users} for d, users in found])
    elif found:
        put_table(
            ("NAME", "KIND", "PLACE", "HEARS OF"), [(d.name, d.kind, d.place, ", ".join(u) or "–") for d, u in found]
        )
    else:
        say("no destinations yet: spark destination add NAME")


@destination.command("test")
def test(context: typer.Context, name: Name) -> None:
    """Send a message there now."""

    async def send(spark: Spark) -> None:
        await spark.destinations.test(await spark.destinations.get(name))

    ask(context, send)
    say(f"{name}: it arrived")


@destination.command("remove")
def remove(context: typer.Context, name: Name) -> None:
    """Forget a destination and its URL."""

    async def forget(spark: Spark) -> None:
        await spark.destinations.remove(await spark.destinations.get(name))

    ask(context, forget)
    say(f"removed {name}")


@destination.command("sent")
def sent(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 30,
    as_json: AsJson = False,
) -> None:
    """The newest messages: on their way, sent, given up."""
    found = ask(context, lambda spark: spark.destinations.sent(limit))
    zone = door_of(context).zone
    if as_json:
        put_json([shape.letter(letter) for letter in found])
    elif found:
        heads = (f"AT ({zone})", "TO", "EVENT", "SCHEDULE", "RUN", "STATE", "WHY NOT")
        put_table(heads, [_row(letter, zone) for letter in found])
    else:
        say("no messages yet")


def _row(of: Letter, zone: str) -> tuple[str, ...]:
    tried = f"tried {of.tries}×, again {stamp(of.next_at, zone)}" if of.next_at and of.tries else of.standing.value
    state = tried.replace("_", " ") if of.standing is Standing.WAITING else of.standing.value.replace("_", " ")
    return stamp(of.at, zone), of.to, of.event, of.schedule_name, of.run[:8], state, one_line(of.wrong, 80) or "–"


# ------------------------------------------------------------------ of a schedule


def deliver(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="A schedule: its name, id, or the beginning of its id.", autocompletion=completion.schedules
        ),
    ],
    to: Annotated[str, typer.Argument(help="A destination.", autocompletion=completion.destinations)],
    on: Annotated[str, typer.Option(help="Of what: success, failure, recovery, late, changed; by commas.")] = "",
    text: Annotated[str, typer.Option(help="A template: {{ schedule }} {{ state }} {{ reason }} {{ result }} …")] = "",
    off: Annotated[bool, typer.Option("--off", help="Not any more.")] = False,
) -> None:
    """Tell a destination of its runs. Of failures and recoveries, if nothing else is said."""
    wanted = None if off else told(lambda: rule(to, on, text))

    async def change(spark: Spark) -> Schedule:
        found = await spark.schedules.get(name)
        if wanted is not None:
            await spark.destinations.get(to)
        elif found.rule_for(to) is None:
            raise Conflict(f"“{found.name}” does not deliver to {one_line(to, 60)}")
        edit = Edit(found, found.telling(to, wanted))
        (done,) = await spark.schedules.edit([edit], deed=f"change who hears of “{found.name}”")
        return done.schedule

    changed = ask(context, change)
    rules = "; ".join(f"{known.to} hears of {', '.join(known.on)}" for known in changed.deliver)
    say(f"{changed.name}: {rules or 'nobody gets messages of it'}")
