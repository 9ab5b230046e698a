"""spark notice …: what happened that a person wants to hear of, and where it is told."""

import asyncio
from dataclasses import replace
from typing import Annotated

import typer

from spark_tui.domain.change import Edit
from spark_tui.domain.errors import Conflict, Invalid
from spark_tui.domain.notice import Notice
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Secret, SecretName
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.incoming import entered
from spark_tui.faces.cli.opening import ask, door_of, told
from spark_tui.faces.cli.options import AsJson, OneSchedule
from spark_tui.faces.cli.output import put_json, put_table, say, stamp
from spark_tui.service.spark import Spark

notice = typer.Typer(help="What Spark tells of by itself: late, failed, missed, held.", no_args_is_help=True)
Url = Annotated[str, typer.Argument(help="The URL; - reads it from standard input. Asked for if not given.")]


@notice.command("list")
def list_all(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 30,
    as_json: AsJson = False,
) -> None:
    """The newest notices."""
    found = ask(context, lambda spark: spark.notices.recent(limit))
    zone = door_of(context).zone
    if as_json:
        put_json([shape.notice(one) for one in found])
    elif found:
        put_table((f"AT ({zone})", "NEWS", "WHAT"), [_row(one, zone) for one in found])
    else:
        say("no notices yet")


def _row(of: Notice, zone: str) -> tuple[str, str, str]:
    return stamp(of.at, zone), of.news, of.text


@notice.command("test")
def test(context: typer.Context) -> None:
    """Send a notice over every way that is set. Exits with 6 when one did not arrive."""
    tried = ask(context, lambda spark: spark.notices.test())
    if not tried:
        say("no way is set: notify_command or notify_url in config.toml")
    for one in tried:
        say(f"{one.way}: {one.wrong or 'it arrived'}")
    if any(one.wrong for one in tried):
        raise typer.Exit(6)


@notice.command("keep")
def keep(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name in the vault, for vault:NAME in config.toml.")],
    url: Url = "",
) -> None:
    """Keep a URL encrypted, for notify_url or heartbeat_url."""
    secret = told(lambda: _url(url))
    ask(context, lambda spark: asyncio.to_thread(spark.notices.keep, SecretName(name), secret))
    say(f'kept; in config.toml it is "vault:{name}"')


def ping(
    context: typer.Context,
    name: OneSchedule,
    url: Url = "",
    try_it: Annotated[bool, typer.Option("--try/--no-try", help="Ping it once, now; it is kept if it answers.")] = True,
    off: Annotated[bool, typer.Option("--off", help="Tell the check nothing any more.")] = False,
) -> None:
    """Tell a check when a run of it starts, succeeds and fails. Such as healthchecks.io."""
    if off and url:
        told(_refuse_both)
    secret = None if off else told(lambda: _url(url))

    async def change(spark: Spark) -> Schedule:
        found = await spark.schedules.get(name)
        if secret is None and found.ping is None:
            raise Conflict(f"“{found.name}” tells no check")
        if secret is not None and try_it:
            await spark.pinger.try_out(secret)
        kept = None if secret is None else SecretName(f"ping:{found.id}")
        if kept is not None and secret is not None:
            await asyncio.to_thread(spark.notices.keep, kept, secret)
        (done,) = await spark.schedules.edit([Edit(found, replace(found, ping=kept))])
        return done.schedule

    changed = ask(context, change)
    if changed.ping and try_it:
        say("it answered a first ping")
    say(f"{changed.name} tells its check" if changed.ping else f"{changed.name} tells no check any more")


def _refuse_both() -> None:
    raise Invalid("a URL and --off at once", hint="give one of them")


def _url(text: str) -> Secret:
    said = entered(text, "URL")
    if not said.startswith(("http://", "https://")):
        raise Invalid("that is no http or https URL", hint="such as https://hc-ping.com/…")
    return Secret(said)
