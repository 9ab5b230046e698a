"""The `spark` command: settings, wiring, one face; each imported where it is opened."""

import sys
from collections.abc import Sequence

from spark_tui import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the terminal app, or do what the command line says. Answers the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if list(arguments) == ["--version"]:
        sys.stdout.write(f"spark {__version__}\n")
        return 0
    if arguments:
        return _command(arguments)
    if sys.stdin.isatty() and sys.stderr.isatty():
        return _terminal_app()
    sys.stderr.write("spark: there is no terminal here for the app, so this is `spark demo`; see also: spark --help\n")
    return _command(["demo"])


def _command(arguments: Sequence[str]) -> int:
    from spark_tui.domain.errors import SparkError
    from spark_tui.faces.cli.app import app
    from spark_tui.faces.cli.output import complain, exit_code
    from spark_tui.wiring import door

    try:
        app(list(arguments), prog_name="spark", obj=door())
    except SparkError as wrong:
        complain(wrong)
        return exit_code(wrong)
    return 0


def _terminal_app() -> int:
    from spark_tui.faces.tui.terminal import run_app
    from spark_tui.wiring import door

    return run_app(door())


if __name__ == "__main__":
    sys.exit(main())
