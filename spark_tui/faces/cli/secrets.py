"""spark secret …: what commands and destinations name, and nobody sees."""

import sys
from typing import Annotated

import typer

from spark_tui.domain.errors import Invalid
from spark_tui.domain.source import Secret
from spark_tui.faces.cli.opening import ask, told
from spark_tui.faces.cli.output import say

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


@secret.command("forget")
def forget(context: typer.Context, name: Name) -> None:
    """Forget a secret; what names it fails from then on."""
    ask(context, lambda spark: spark.secrets.forget(name))
    say(f"{name} is forgotten")


def _given(source: str) -> Secret:
    if source not in ("", "-"):
        raise Invalid("a secret is no argument: whoever looks at your processes sees those", hint="give -, or nothing")
    if not source and not sys.stdin.isatty():
        raise Invalid("there is nobody to ask for it", hint="give - to read it from standard input")
    said = sys.stdin.read().strip("\r\n") if source else typer.prompt("Secret", hide_input=True, err=True)
    if not said.strip():
        raise Invalid("there is no secret on standard input")
    return Secret(said)
