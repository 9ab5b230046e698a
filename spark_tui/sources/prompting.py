"""Agents of the command line that take a prompt: a table, and which of them is here.

Each reads the prompt from its standard input and says its answer on standard output, so that a
prompt is the input of a run like any other. Each is logged in by itself, once, in a terminal:
what it keeps of that lies in the home, where its runs find it.
"""

import shutil
from dataclasses import dataclass

from spark_tui.domain.command import command_of, is_command
from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.text import one_line
from spark_tui.service.ports import Prompted


@dataclass(frozen=True, slots=True)
class Preset:
    """How an agent is asked once: `name` is its program."""

    name: str
    title: str
    arguments: str = ""

    @property
    def command(self) -> str:
        return f"$ {self.name} {self.arguments}".rstrip()


PRESETS = (  # the first that is here is taken
    Preset("claude", "Claude Code", "-p"),
    Preset("codex", "Codex", "exec --skip-git-repo-check -"),  # its place need be no repository; - is its input
    Preset("gemini", "Gemini CLI"),  # without a terminal it reads its input and answers
    Preset("llm", "llm"),
)
NAMES = ", ".join(preset.name for preset in PRESETS)
OWN = "or one of your own that reads its input: spark config set prompt_command 'my-agent --once'"


def prompted(wanted: str = "", own: str = "") -> Prompted:
    """The command that takes a prompt: the one of that name, `own` of the settings, or the first that is here.

    `wanted` may also be a command line, `$ …`. Raises NotFound, Invalid.
    """
    if is_command(wanted):
        return Prompted(command_of(wanted))
    if wanted:
        return _found(_named(wanted))
    if own:
        return Prompted(command_of(f"$ {own}"), "the agent of prompt_command")
    here = next((preset for preset in PRESETS if shutil.which(preset.name)), None)
    if here is None:
        raise NotFound(f"no agent is installed that takes a prompt: {NAMES}", hint=f"install one, {OWN}")
    return _found(here)


def _named(wanted: str) -> Preset:
    preset = next((preset for preset in PRESETS if preset.name == wanted.casefold()), None)
    if preset is None:
        raise Invalid(f"“{one_line(wanted, 40)}” is no agent that Spark knows: {NAMES}", hint="'$ COMMAND' does, too")
    if shutil.which(preset.name) is None:
        raise NotFound(f"{preset.name} is not installed, or not on the PATH", hint=f"install it, {OWN}")
    return preset


def _found(preset: Preset) -> Prompted:
    return Prompted(preset.command, f"{preset.title}: its input is the prompt")
