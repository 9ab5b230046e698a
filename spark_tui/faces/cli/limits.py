"""spark limit …"""

from typing import Annotated

import typer

from spark_tui.domain.errors import Invalid
from spark_tui.domain.limits import Limit, Scope
from spark_tui.faces.cli import shape
from spark_tui.faces.cli.opening import ask, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put_json, put_table, say

limit = typer.Typer(help="How many runs of a source or a tag go on at once.", no_args_is_help=True)
Of = Annotated[str, typer.Argument(help="source:NAME or tag:NAME.")]


@limit.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """The limits that are set. Besides them hold `seats` and `source_seats` of the settings."""
    found = ask(context, lambda spark: spark.limits.all())
    if as_json:
        put_json([shape.limit(one) for one in found])
    elif found:
        put_table(("OF", "AT ONCE"), [(f"{one.scope}:{one.name}", str(one.runs)) for one in found])
    else:
        say("no limits yet: spark limit set tag:gpu 1")


@limit.command("set", context_settings={"ignore_unknown_options": True})  # -1 is a number, and refused as one
def set_one(
    context: typer.Context,
    of: Of,
    runs: Annotated[int, typer.Argument(help="Runs at once; 0 lets nothing run.")],
) -> None:
    """Set a limit, or another one; nothing that runs is stopped."""
    made = told(lambda: Limit(*_scope_and_name(of), runs))
    say(f"limited {ask(context, lambda spark: spark.limits.set(made))}")


@limit.command("remove")
def remove(context: typer.Context, of: Of) -> None:
    """Take a limit away."""
    scope, name = told(lambda: _scope_and_name(of))
    say(f"removed the limit of {ask(context, lambda spark: spark.limits.remove(scope, name))}")


def _scope_and_name(text: str) -> tuple[Scope, str]:
    scope, colon, name = text.partition(":")
    if not colon or scope not in set(Scope) or not name.strip():
        raise Invalid(f"“{text[:40]}” says not of what", hint="source:NAME or tag:NAME, such as tag:gpu")
    return Scope(scope), name.strip()
