"""The `spark` command: settings, wiring, one face; each imported where it is opened."""

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import TextIOWrapper
from typing import TYPE_CHECKING

from spark_tui import __version__
from spark_tui.faces.flags import flags_of
from spark_tui.faces.web import TAB

if TYPE_CHECKING:
    from spark_tui.faces.asked import Asked
    from spark_tui.faces.tui.foreground import Front

COMPLETION = "_SPARK_COMPLETE"  # set by the shell's completion, as typer's scripts spell it


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the terminal app, or do what the command line says. Answers the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if COMPLETION in os.environ:  # a shell asks what could follow: it starts us without arguments
        return _told(partial(_command, arguments))
    if list(arguments) == ["--version"]:
        sys.stdout.write(f"spark {__version__}\n")
        return 0
    if list(arguments) == ["reset-term"]:  # whatever is wrong with the settings
        from spark_tui.faces.tui.sane import make_sane

        make_sane()
        return 0
    if not arguments and not _has_terminal():
        sys.stderr.write("spark: no terminal for the app here, so this is `spark demo`; see also: spark --help\n")
        arguments = ["demo"]
    if list(arguments) == ["--plain"]:
        return _told(_plain)
    if list(arguments[:1]) == [TAB]:  # started by `spark web`, for one tab of a browser
        return _told(partial(_tab, writable=arguments[1:] == ["--writable"]))
    if arguments[:1] == ["daemon"] and arguments[1:] in ([], ["--log-file"]):
        return _told(partial(_daemon, to_file=len(arguments) > 1))
    flags = flags_of(arguments)
    return _told(lambda: _command(arguments) if flags is None else _terminal_app(flags))


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _told(work: Callable[[], int]) -> int:
    """Do it; what is wrong with the settings or the terminal is told in words."""
    from spark_tui.domain.errors import SparkError

    try:
        return work()
    except SparkError as wrong:
        from spark_tui.faces.cli.output import complain, exit_code

        complain(wrong)
        return exit_code(wrong)


def _command(arguments: Sequence[str]) -> int:
    from spark_tui.faces.cli.app import app
    from spark_tui.wiring.doors import entrance

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows another one
    app(list(arguments), prog_name="spark", obj=entrance())
    return 0


def _plain() -> int:
    from spark_tui.faces.plain import run_plain
    from spark_tui.wiring.doors import door

    return run_plain(door())


def _daemon(*, to_file: bool) -> int:
    """Past all commands: it lives for long, and would keep them in memory."""
    from spark_tui.faces.daemon import run_daemon
    from spark_tui.wiring.doors import entrance

    return run_daemon(entrance(), to_file=to_file)


def _tab(*, writable: bool) -> int:
    from spark_tui.faces.web.app import run_tab
    from spark_tui.wiring.doors import door, looking_door

    return run_tab(door() if writable else looking_door())


def _terminal_app(flags: Mapping[str, str]) -> int:
    from spark_tui.faces.tui.foreground import behind

    return behind(partial(_app, flags))


def _app(flags: Mapping[str, str], front: "Front", asked: "Asked") -> int:
    gc.disable()  # the app enables it once it has painted: what is imported until then is no garbage
    from spark_tui.faces.tui.terminal import run_app
    from spark_tui.wiring.doors import door

    return run_app(door(flags=flags), front, asked)


if __name__ == "__main__":
    sys.exit(main())
