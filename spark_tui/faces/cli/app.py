"""The `spark` command line: what can be asked of Spark, without a screen."""

from typing import Annotated

import typer

from spark_tui.domain.errors import Invalid
from spark_tui.faces.cli import (
    backup,
    config,
    crontab,
    daemon,
    debug_info,
    destinations,
    diagnostics,
    errors,
    exchange,
    keys,
    limits,
    making_up,
    model,
    notices,
    runs,
    schedules,
    secrets,
    sources,
    stats,
    undoing,
    web,
    when,
    workflows,
)
from spark_tui.faces.cli.ask import ask_spark
from spark_tui.faces.cli.demo import demo as show_demo
from spark_tui.faces.cli.opening import door_of, told
from spark_tui.faces.cli.plainly import Plainly

app = typer.Typer(
    name="spark",
    cls=Plainly,
    help="A sense of time for AI agents and workflows. Without a command, `spark` opens the terminal app.",
    epilog="Exit codes: 0 done, 2 not valid, 3 not found, 4 ambiguous, 5 conflict, 6 source, 7 credentials, "
    "8 store, 9 not a schedule; of a run: 10 failed, 11 timed out, 12 cancelled, 13 lost, 15 expired; 14 the model; "
    "16 different, of `apply --dry-run`; 20 no engine serves.",
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(sources.source, name="source")
app.add_typer(workflows.workflow, name="workflow")
app.add_typer(schedules.schedule, name="schedule")
app.add_typer(runs.run, name="run")
app.add_typer(limits.limit, name="limit")
app.add_typer(notices.notice, name="notice")
app.add_typer(destinations.destination, name="destination")
app.add_typer(secrets.secret, name="secret")
app.add_typer(model.model, name="model")
app.add_typer(daemon.daemon, name="daemon")
app.add_typer(crontab.imports, name="import")
app.add_typer(config.config, name="config")
app.command("export")(exchange.export)
app.command("apply")(exchange.apply)
app.command("ask")(ask_spark)
app.command("undo")(undoing.undo)
app.command("redo")(undoing.redo)
app.command("when")(when.when)
app.command("why")(making_up.why)
app.command("keys")(keys.keys)
app.command("doctor")(diagnostics.doctor)
app.command("errors")(errors.errors)
app.command("debug-info")(debug_info.debug_info)
app.command("stats")(stats.stats)
app.command("timeline")(stats.timeline)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("web")(web.web)


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,  # noqa: ARG001 - main answers
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, for screen readers, slow lines and pipes.")
    ] = False,
    color: Annotated[str, typer.Option(help="Of the app: auto, none, 16, 256 or true.", show_default=False)] = "",
    theme: Annotated[str, typer.Option(help="Of the app: see spark config show theme.", show_default=False)] = "",
    ascii_only: Annotated[
        bool | None, typer.Option("--ascii/--no-ascii", help="The app in ASCII alone.", show_default=False)
    ] = None,
    mouse: Annotated[
        bool | None, typer.Option("--mouse/--no-mouse", help="Whether the app takes the mouse.", show_default=False)
    ] = None,
) -> None:
    """A sense of time for AI agents and workflows. Without a command, `spark` opens the terminal app.

    Each of these options is also a setting of that name: spark config show.
    """
    if plain or color or theme or ascii_only is not None or mouse is not None:
        told(lambda: _of_the_app(context.invoked_subcommand or ""))


def _of_the_app(command: str) -> None:
    raise Invalid("how the app is drawn is said without a command", hint=f"leave out {command}, or the option")


@app.command("reset-term")
def reset_term() -> None:
    """Put a terminal in order. A killed screen, or a lost line, may have left it in disorder."""
    from spark_tui.faces.tui.sane import make_sane

    make_sane()


@app.command("demo")
def demo(context: typer.Context) -> None:
    """See the main job: a phrase, three runs, their lines. Nothing is kept."""
    raise typer.Exit(told(lambda: show_demo(door_of(context))))
