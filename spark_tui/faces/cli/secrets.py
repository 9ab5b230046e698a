"""spark secret …: what commands and destinations name, and nobody sees."""

import sys
from typing import Annotated

import typer

from spark_tui.domain.errors import Invalid
from spark_tui.domain.source import Secret, how_to_give
from spark_tui.faces.cli.incoming import STDIO, secret_of
from spark_tui.faces.cli.opening import ask, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import confirmed, put_json, put_table, say

secret = typer.Typer(help="Secrets by name: kept encrypted, never shown.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="What to call it, such as mytoken.")]


@secret.command("keep")
def keep(
    context: typer.Context,
    name: Name,
    source: Annotated[
        str, typer.Argument(metavar="[-]", help="- reads it from standard input; else it is asked.")
    ] = "",
) -> None:
    """Keep a secret, for `--env NAME=vault:…` and for destinations. One of that name is replaced."""
    kept = told(lambda: _given(source))
    ask(context, lambda spark: spark.secrets.keep(name, kept))
    say(f"kept; its name is vault:{name}")


@secret.command("list")
def list_used(context: typer.Context, as_json: AsJson = False) -> None:
    """The secrets that are used: whether each is here, and by whom. By schedules, sources, destinations, settings."""
    found = ask(context, lambda spark: spark.secrets.used())
    if as_json:
        put_json([{"name": one.name, "here": one.here, "users": list(one.users)} for one in found])
    elif found:
        rows = [
            (one.name, "yes" if one.here else f"no: {how_to_give(one.name)}", ", ".join(one.users)) for one in found
        ]
        put_table(("NAME", "HERE", "USED BY"), rows)
    else:
        say("nothing names a secret")


@secret.command("forget")
def forget(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Also one that is used; do not ask.")] = False,
) -> None:
    """Forget a secret. Who uses it is told first: that fails from then on."""
    users = () if yes else ask(context, lambda spark: spark.secrets.users(name))
    if users and sys.stdin.isatty():
        say(f"used by {', '.join(users)}")
        if not told(lambda: confirmed(f"Forget {name} all the same?", default=False)):
            say("nothing was changed")
            raise typer.Exit
        yes = True
    ask(context, lambda spark: spark.secrets.forget(name, although_used=yes))
    say(f"{name} is forgotten")


def _given(source: str) -> Secret:
    if source not in ("", STDIO):
        raise Invalid("a secret is no argument: whoever looks at your processes sees those", hint="give -, or nothing")
    return secret_of(source, "secret", whole=True)
