"""What comes into a command beside its words: a file or standard input, and a secret that nobody sees."""

import sys
from pathlib import Path

import typer

from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.source import Secret
from spark_tui.faces.cli.output import at_ctrl_c

STDIO = "-"


def secret_of(given: str, what: str, *, whole: bool = False) -> Secret:
    """Raises Invalid where there is none."""
    return Secret(entered(given, what, whole=whole))


def entered(given: str, what: str, *, whole: bool = False) -> str:
    """The argument itself, the next line of standard input for `-`, or what a person types where nobody sees it.

    `what` it is called. `whole`: all of standard input, as it stands. Raises Invalid where there is none.
    """
    if not given:
        said = _typed(what)
    elif given == STDIO:
        said = sys.stdin.read().strip("\r\n") if whole else sys.stdin.readline().strip()
    else:
        said = given.strip()
    if not said.strip():
        raise Invalid(f"there is no {what} on standard input" if given == STDIO else f"there is no {what}")
    return said


def _typed(what: str) -> str:
    if not sys.stdin.isatty():
        raise Invalid(
            f"there is no {what}, and nobody to ask for it", hint="give - in its place, and it on standard input"
        )
    try:
        with at_ctrl_c():
            typed: str = typer.prompt(what[0].upper() + what[1:], hide_input=True, err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None
    return typed


def text_of(file: str, most: int, *, hint: str = "check the path") -> str:
    """What stands in a text file, or for `-` on standard input. Raises as `content_of`."""
    content = content_of(file, most, hint=hint)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise Invalid(f"{name_of(file)}:{line}: this is not UTF-8", hint="save it as UTF-8") from None


def content_of(file: str, most: int, *, hint: str = "check the path") -> bytes:
    """At most so many bytes. Raises NotFound, with the hint, where there is no such file; Invalid."""
    try:
        content = sys.stdin.buffer.read(most + 1) if file == STDIO else _bytes_of(Path(file).expanduser(), most + 1)
    except FileNotFoundError:
        raise NotFound(f"there is no file {file}", hint=hint) from None
    except OSError as wrong:
        raise Invalid(f"{file} cannot be read: {wrong.strerror}") from None
    if len(content) > most:
        raise Invalid(f"{name_of(file)} is longer than {most:,} bytes")
    return content


def _bytes_of(path: Path, most: int) -> bytes:
    with path.open("rb") as opened:
        return opened.read(most)


def name_of(file: str) -> str:
    return "standard input" if file == STDIO else file
