"""spark undo, redo: what was done last, or undone last, is shown and taken back when a person says yes."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import typer

from spark_tui.domain.change import Deed
from spark_tui.faces.changes import told as told_change
from spark_tui.faces.cli.opening import agreed, ask
from spark_tui.faces.cli.options import Yes
from spark_tui.faces.cli.output import say, say_differences
from spark_tui.service.spark import Spark

SHOWN = 20  # changes that are told one by one


def undo(context: typer.Context, yes: Yes = False) -> None:
    """Undo what was done last, here or in the app. Shows it, and asks; spark redo does it again."""
    deed = _seen(context, lambda spark: spark.talk.to_undo(), "undo")
    agreed("Undo it?", yes=yes)
    say(f"undone: {ask(context, lambda spark: spark.talk.undo(deed)).says}")


def redo(context: typer.Context, yes: Yes = False) -> None:
    """Do again what was undone last, here or in the app. Shows it, and asks; only if nothing else was done since."""
    deed = _seen(context, lambda spark: spark.talk.to_redo(), "do again")
    agreed("Do it again?", yes=yes)
    say(f"done again: {ask(context, lambda spark: spark.talk.redo(deed)).says}")


def _seen(context: typer.Context, of: Callable[[Spark], Awaitable[Deed]], verb: str) -> Deed:
    """What it would be, shown."""

    async def look(spark: Spark) -> tuple[Deed, datetime]:
        return await of(spark), spark.clock.now()

    deed, now = ask(context, look)
    _show(deed, now, verb)
    return deed


def _show(deed: Deed, now: datetime, verb: str) -> None:
    """Before and after of every change that would take it back."""
    say(f"{verb}: {deed.says}")
    for change in deed.undo[:SHOWN]:
        does, of, differences = told_change(change, now)
        say(f"  {does} {of}")
        say_differences(differences, lead="    ")
    if len(deed.undo) > SHOWN:
        say(f"  and {len(deed.undo) - SHOWN} more")
