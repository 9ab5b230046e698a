"""The flags that say how a command is started, and the one line for a prompt."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from spark_tui.domain.command import BY_HAND, command_of, is_command
from spark_tui.domain.errors import Invalid
from spark_tui.domain.launch import NO, Launch, launch_of
from spark_tui.domain.text import one_line
from spark_tui.faces.cli.flags import Given, flag, taking
from spark_tui.faces.cli.output import say

FLAGS: dict[str, Any] = {
    "cwd": flag(str, "The folder that a command runs in: your home if not given."),
    "env": flag(list[str], "A variable for it, NAME=VALUE; NAME=vault:SECRET for one that is secret."),
    "stdin": flag(str, "A file that it reads instead of the input."),
    "memory": flag(str, "What each of its processes may write to: 512M, 2G."),
    "cpu_time": flag(str, "Processor time that each of its processes gets: 600, 10m."),
    "nice": flag(str, "0 to 19: how much others go first."),
    "shell": flag(bool, "A shell reads the command: pipes, variables, patterns.", "--shell/--no-shell"),
}
with_launch = taking(FLAGS, "launch")
Prompt = Annotated[str, typer.Option("--prompt", help="What to ask an agent; it takes the place of the workflow.")]
Agent = Annotated[str, typer.Option("--with", help="Which agent: claude, codex, gemini, llm, or '$ COMMAND'.")]


def check_prompt(prompt: str, agent: str, given: str) -> None:
    """A prompt is the input, and only a prompt has an agent. Raises Invalid."""
    if prompt and given:
        raise Invalid("--input and --prompt at once", hint="the prompt is the input")
    if agent and not prompt:
        raise Invalid("--with names an agent, and there is no prompt for it", hint='give it: --prompt "…"')


def launch_from(given: Given) -> Launch:
    """The options of the flags; a folder that is not absolute is meant from here. Raises Invalid."""
    return launch_of([option for option in options_of(given) if option != ("shell", NO)])


def options_of(given: Given) -> list[tuple[str, str]]:
    """By name and value, as they stand before a command; an empty value is to take one away."""
    places = [(name, given[name] and _from_here(given[name])) for name in ("cwd", "stdin") if name in given]
    texts = [(name.replace("_", "-"), given[name]) for name in ("memory", "cpu_time", "nice") if name in given]
    variables = [("env", variable) for variable in given.get("env", ())]
    return [*places, *texts, *variables, *([("shell", "" if given["shell"] else NO)] if "shell" in given else [])]


def _from_here(place: str) -> str:
    """Absolute; what is in the home as `~/…`, for a shell has written it out."""
    if place.startswith("~"):
        return place
    there = Path(place).absolute()
    home = Path("~").expanduser()
    return f"~/{there.relative_to(home)}".removesuffix(".") if there.is_relative_to(home) else str(there)


def command_with(wanted: str, launch: Launch) -> str:
    """The workflow that is wanted, with the options. Raises Invalid where it is no command."""
    if is_command(wanted):
        _remark(wanted)
        return command_of(wanted, launch)
    if launch.words:
        raise Invalid(
            f"“{one_line(wanted, 40)}” is no command, and only a command takes {launch.words.split()[0]}",
            hint=f"give its command line: '{BY_HAND}{launch.words} …'",
        )
    return wanted


def _remark(command: str) -> None:
    """Who writes $$ in double quotes gets the number of a shell that is gone when the command runs."""
    shell = next((pid for pid in _above() if re.search(rf"(?<![\w.]){pid}(?![\w.])", command)), None)
    if shell is not None:
        say(f"note: {shell} is the number of your shell, which has read $$ itself; put the command in single quotes")


def _above() -> Iterator[int]:
    """The processes that this one was started by, the nearest first; only that one where /proc is not."""
    pid = os.getppid()
    while pid > 1:
        yield pid
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except OSError:
            return
        pid = int(stat.rpartition(")")[2].split()[1])
