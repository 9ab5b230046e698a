"""spark model …: which model is asked, and its key."""

from typing import Annotated, Any

import typer

from spark_tui.domain.text import place
from spark_tui.faces.cli.incoming import secret_of
from spark_tui.faces.cli.opening import ask, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put_json, put_table, say
from spark_tui.service.spark import Spark
from spark_tui.service.talk import NO_MODEL, SET_ONE

model = typer.Typer(help="The language model, for what Spark does not know by heart.", no_args_is_help=True)


@model.command("show")
def show_model(context: typer.Context, as_json: AsJson = False) -> None:
    """Which model is asked, whether it has a key, what it has cost."""
    found = ask(context, _facts)
    if as_json:
        put_json(found)
    elif not found["model"]:
        say(f"{NO_MODEL}: {SET_ONE}")
    else:
        put_table(("", ""), [(name, str(value)) for name, value in found.items()])


async def _facts(spark: Spark) -> dict[str, Any]:
    spent = await spark.talk.spent()
    return {
        "model": spark.model.name,
        "api_base": place(spark.model.api_base),
        "key": await spark.model.has_key(),
        "tokens": spent.tokens,
        "cost": round(spent.cost, 6),
        "said": len(await spark.talk.said()),
    }


@model.command("key")
def set_key(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The key; - reads it from standard input. Asked for if not given.")] = "",
) -> None:
    """Keep the model's key, encrypted. It is never shown again."""
    secret = told(lambda: secret_of(key, "API key"))
    ask(context, lambda spark: spark.model.keep_key(secret))
    say("the key is kept")


@model.command("forget")
def forget_key(context: typer.Context) -> None:
    """Forget the model's key."""

    async def forget(spark: Spark) -> bool:
        there = await spark.model.has_key()
        await spark.model.forget_key()
        return there

    say("the key is forgotten" if ask(context, forget) else "there is no key to forget")
