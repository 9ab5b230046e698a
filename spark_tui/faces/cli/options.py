"""What commands take, declared once, for whoever takes it."""

from typing import Annotated

import typer

from spark_tui.domain.timing import Fold, Gap
from spark_tui.faces.cli import completion

# ------------------------------------------------------------------ how it is done

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show; nothing is changed.")]

# ------------------------------------------------------------------ of what

OneSchedule = Annotated[
    str, typer.Argument(help="Its name, id, or the beginning of its id.", autocompletion=completion.schedules)
]
AnySchedule = Annotated[
    str, typer.Argument(help="Its name or id; all if not given.", autocompletion=completion.schedules)
]
OneSource = Annotated[str, typer.Argument(help="Its name, url or id.", autocompletion=completion.sources)]
AnySource = Annotated[
    str, typer.Argument(help="Its name, url or id; all if not given.", autocompletion=completion.sources)
]

# ------------------------------------------------------------------ what a schedule is

OneWorkflow = Annotated[
    str,
    typer.Argument(
        help="Which workflow; '$ COMMAND' runs a command of this machine.", autocompletion=completion.workflows
    ),
]
Phrase = Annotated[str, typer.Argument(help="When: a phrase or a cron expression.")]
AnotherPhrase = Annotated[str, typer.Option("--when", help="Another phrase or cron expression.")]
Zone = Annotated[str, typer.Option("--tz", help="The zone of the phrase, such as America/Sao_Paulo.")]
Input = Annotated[str | None, typer.Option("--input", help="What the workflow is given.", show_default=False)]
Called = Annotated[str, typer.Option("--name", help="What it is called; at first as its workflow.")]
Tags = Annotated[
    str | None, typer.Option("--tag", help="Tags, by commas: limits can be set for them.", show_default=False)
]
CommandLine = Annotated[str, typer.Option("--command", help="Another line for the command that it runs.")]
AtGap = Annotated[
    Gap | None,
    typer.Option("--gap", help="A time that a clock change skips: after it if not given.", show_default=False),
]
AtFold = Annotated[
    Fold | None, typer.Option("--fold", help="A time that it repeats: the first if not given.", show_default=False)
]
