"""spark config: what can be set, what is set, by whom."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from spark_tui.domain.errors import NotFound
from spark_tui.faces.cli import completion
from spark_tui.faces.cli.opening import entrance_of, told
from spark_tui.faces.cli.options import AsJson
from spark_tui.faces.cli.output import put, put_facts, put_json, put_table, say
from spark_tui.service.settings import KnownSetting, SettingsBook

config = typer.Typer(help="The settings: show, check and change them.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="A setting, such as zone.", autocompletion=completion.settings)]

PREAMBLE = """# Settings

Made by `spark config show --markdown`; a test keeps it so.

They stand in `config.toml`, in the folder that `spark config path` prints, or in an environment variable, which
wins; an option of the command line wins over both. Change them with `spark config set NAME VALUE`, in the app (`,`),
or with an editor; `spark config validate` checks what stands there, and `spark config show` says what holds and why.

| In the file | Variable | | It may be | Built in |
|---|---|---|---|---|"""


@config.command("show")
def show(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="One of them; all if not given.", autocompletion=completion.settings)
    ] = "",
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page of the documentation.")] = False,
) -> None:
    """What holds, and who says so. A flag, a variable, the file, or what is built in."""
    book = entrance_of(context).settings
    if markdown:
        put("\n".join(_page(book.all())))
        return
    found = told(lambda: [_named(book, name)]) if name else book.all()
    if as_json:
        put_json([_shape(one) for one in found])
    elif name:
        put_facts(_shape(found[0]))
    else:
        put_table(("SETTING", "VALUE", "FROM"), [(one.name, one.value or "-", one.won) for one in found])
    for wrong in _wrong(book):
        say(f"spark: {wrong}")


@config.command("validate")
def validate(context: typer.Context) -> None:
    """Check what is set, in the file and in the environment. Exits with 2 when something is wrong."""
    book = entrance_of(context).settings
    for wrong in (found := _wrong(book)):
        say(f"spark: {wrong}")
    if found:
        raise typer.Exit(2)
    say(f"{book.file}{'' if book.file.exists() else ' is not there, and'}: all is well")


@config.command("set")
def set_(context: typer.Context, name: Name, value: Annotated[str, typer.Argument(help="What it is to be.")]) -> None:
    """Keep a setting in the file. It holds from the next start of Spark."""
    book = entrance_of(context).settings
    _tell(told(lambda: book.set(name, value)), book)


@config.command("unset")
def unset(context: typer.Context, name: Name) -> None:
    """Take a setting out of the file. What is built in holds again."""
    book = entrance_of(context).settings
    _tell(told(lambda: book.unset(name)), book)


@config.command("path")
def path(context: typer.Context) -> None:
    """Print where the file is, or would be."""
    put(str(entrance_of(context).settings.file))


def _named(book: SettingsBook, name: str) -> KnownSetting:
    for known in book.all():
        if known.name == name:
            return known
    raise NotFound(f"there is no setting “{name}”", hint="spark config show")


def _wrong(book: SettingsBook) -> list[str]:
    return [*book.remarks(), *(f"{one.won}: {one.wrong}" for one in book.all() if one.wrong)]


def _tell(known: KnownSetting, book: SettingsBook) -> None:
    say(f"{known.name} is {known.value or 'empty'} ({known.won})")
    if known.won not in (book.file.name, "built in"):
        say(f"  → {known.won} wins over the file as long as it is set")


def _shape(known: KnownSetting) -> dict[str, Any]:
    return {
        "name": known.name,
        "value": known.value,
        "from": known.won,
        "built_in": known.built_in.replace("`", ""),
        "may_be": known.may_be,
        "variable": known.variable,
        "says": known.says,
        "wrong": known.wrong,
    }


def _page(known: Sequence[KnownSetting]) -> Iterator[str]:
    yield PREAMBLE
    for one in known:
        built_in = (
            one.built_in if not one.built_in or "`" in one.built_in or " " in one.built_in else f"`{one.built_in}`"
        )
        variable = "" if one.name == "keys" else f"`{one.variable}`"
        yield f"| `{one.name}` | {variable} | {one.says} | {one.may_be} | {built_in or 'none'} |"
