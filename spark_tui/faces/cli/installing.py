"""spark daemon install: the engine begins with this machine, as a systemd user unit."""

import os
from pathlib import Path
from typing import Annotated

import typer

from spark_tui.faces.cli import unit
from spark_tui.faces.cli.opening import told
from spark_tui.faces.cli.options import Yes
from spark_tui.faces.cli.output import confirmed, put, say
from spark_tui.faces.cli.this_spark import THIS_SPARK


def install(
    print_only: Annotated[bool, typer.Option("--print", help="Print the unit, and write nothing.")] = False,
    yes: Yes = False,
) -> None:
    """Let the engine start with this machine: a systemd user unit."""
    told(lambda: put(unit.text(THIS_SPARK, os.environ).rstrip()) if print_only else _install(yes=yes))


def _install(*, yes: bool) -> None:
    text = unit.text(THIS_SPARK, os.environ)
    unit.needs_systemd()
    path, before = unit.place(os.environ), unit.written(os.environ)
    if before == text:
        say(f"{path} is there and up to date")
    elif before is None or yes or _agreed(before, text, path):
        unit.write(path, text)
        say(f"written: {path}")
    else:
        say("left as it was")
        return
    for line in unit.what_next(os.environ):
        say(line)


def _agreed(before: str, text: str, path: Path) -> bool:
    say(f"{path} is there and differs:")
    for line in unit.difference(before, text):
        say(f"  {line}")
    return confirmed("Replace it?", default=False)


def uninstall(yes: Yes = False) -> None:
    """Take the systemd user unit away again."""
    told(lambda: _uninstall(yes=yes))


def _uninstall(*, yes: bool) -> None:
    path = unit.place(os.environ)
    if unit.written(os.environ) is None:
        say(f"there is no {path}")
        return
    if not yes and not confirmed(f"Stop and disable the service, and remove {path}?", default=False):
        say("left as it was")
        return
    unit.remove(path)
    say(f"removed: {path}. The schedules and their history stay")
