"""The help: what each command is for, on a line that is read to its end."""

from collections.abc import Iterator
from typing import Any

import typer

from spark_tui.faces.cli.app import app
from spark_tui.faces.cli.plainly import ORDER, plainly

WIDTH = 80  # columns of a terminal of the usual size
AROUND = 6  # of them that are blank


def cut(command: Any, path: str) -> Iterator[str]:
    """The commands below whose line in the list of commands does not fit."""
    commands = getattr(command, "commands", {})
    room = WIDTH - AROUND - max(map(len, commands), default=0)
    for name, one in commands.items():
        if one.get_short_help_str(room).endswith("..."):
            yield f"{path} {name}"
        yield from cut(one, f"{path} {name}")


def test_no_line_of_the_help_is_cut_on_a_usual_terminal() -> None:
    assert list(cut(typer.main.get_command(app), "spark")) == []


def test_every_command_has_its_place_in_the_help() -> None:
    command: Any = typer.main.get_command(app)
    assert sorted(command.commands) == sorted(ORDER)
    assert command.list_commands(None) == ORDER


def test_what_has_no_words_of_ours_is_said_as_it_was() -> None:
    assert plainly("Input should be less than or equal to 9") == "it is at most 9"
    assert plainly("something else") == "something else"
