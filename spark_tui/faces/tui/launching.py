"""How a command given by hand is started, by fields: its line, its folder, its variables and its bounds."""

import shlex
from typing import TYPE_CHECKING

from spark_tui.domain.command import BY_HAND, command_of, is_command, title_of
from spark_tui.domain.errors import Invalid
from spark_tui.domain.launch import KNOWN, Launch, launch_of
from spark_tui.faces.tui.screens.form import Field, Form, Typed

if TYPE_CHECKING:
    from spark_tui.domain.workflow import Workflow
    from spark_tui.service.spark import Spark

YES = ("yes", "y", "true", "1")


def form(spark: "Spark", workflow: "Workflow") -> "Form[Workflow]":
    """Ends with the command as the fields say it, which is not kept yet."""
    from spark_tui.domain.command import launch_of_key

    launch = launch_of_key(workflow.key)
    fields = (
        Field("command", title_of(workflow.key)[0], "df -h", 2_000),
        Field("folder", launch.cwd, "your home; or ~/work"),
        Field("variables", _variables(launch), "LANG=C TOKEN=vault:NAME", 2_000),
        Field("stdin", launch.stdin, "its input; or a file, such as ~/notes.md"),
        Field("memory", f"{launch.memory}" if launch.memory else "", "as much as there is; or 512M, 2G"),
        Field("cpu_time", f"{launch.cpu_time}" if launch.cpu_time else "", "as long as it takes; or 600, 10m"),
        Field("nice", f"{launch.nice}" if launch.nice else "", "0 to 19: how much others go first"),
        Field("shell", "yes" if launch.shell else "no", "yes: pipes, variables, patterns"),
    )

    async def act(typed: Typed) -> "Workflow":
        return await spark.sources.workflow(_key(typed), keep=False)

    said = "The command of this machine that it runs. A secret stands here by its name: TOKEN=vault:NAME."
    return Form("Command", said, fields, act, enter="take them")


def no_command(workflow: "Workflow | None") -> str:
    """Why there is nothing to change of it."""
    return "" if workflow is not None and is_command(workflow.key) else "it runs no command given by hand"


def _variables(launch: Launch) -> str:
    return " ".join(shlex.quote(f"{name}={value}") for name, value in launch.env)


def _key(typed: Typed) -> str:
    """Raises Invalid."""
    if typed["command"].lstrip().startswith("--"):
        raise Invalid("the options have fields of their own", hint=f"those are: {KNOWN}")
    try:
        variables = shlex.split(typed["variables"])
    except ValueError:
        raise Invalid(
            "the variables have a quote that is not closed", hint="such as LANG=C GREETING='good day'"
        ) from None
    texts = {"cwd": "folder", "stdin": "stdin", "memory": "memory", "cpu-time": "cpu_time", "nice": "nice"}
    options = [(name, said) for name, field in texts.items() if (said := typed[field].strip())]
    options += [("env", variable) for variable in variables]
    options += [("shell", "")] if typed["shell"].strip().casefold() in YES else []
    return command_of(BY_HAND + typed["command"].strip(), launch_of(options))
