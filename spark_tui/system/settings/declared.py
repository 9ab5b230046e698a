"""Everything that can be set, declared once.

From here come what is read and checked, `spark config`, the screen of settings and docs/settings.md.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spark_tui.system.settings import kinds, machine
from spark_tui.system.settings.kinds import Kind


@dataclass(frozen=True, slots=True)
class Declared:
    """`built_in` is a value, or what this machine says; `in_words` tells of it where it is not itself."""

    kind: Kind
    says: str
    built_in: object
    in_words: str = ""

    def default(self, environ: Mapping[str, str]) -> object:
        return self.built_in(environ) if callable(self.built_in) else self.built_in


def setting(kind: Kind, says: str, built_in: object, in_words: str = "", **otherwise: object) -> Any:
    """A field of Settings. What the machine says is found out by `load`, and has no default here but `otherwise`."""
    metadata = {"declared": Declared(kind, says, built_in, in_words)}
    if isinstance(built_in, Callable):  # type: ignore[arg-type]
        return dataclasses.field(metadata=metadata, **otherwise)  # type: ignore[call-overload]
    return dataclasses.field(default=built_in, metadata=metadata)


THEMES = ("default", "light", "ansi", "contrast", "deuteranopia", "tritanopia")
CLOCKS = ("24", "12")
COLORS = ("auto", "none", "16", "256", "true")


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for this person on this machine: checked, with what is built in where nothing is set."""

    data_dir: Path
    config_dir: Path
    store: str = setting(
        kinds.store(),
        "Where everything is kept: a file, or a database on a server.",
        machine.store_file,
        "`spark.db` in the data folder",
    )
    zone: str = setting(
        kinds.zone(), "The time zone in which phrases are read and times shown.", machine.zone, "this machine's zone"
    )
    language: str = setting(
        kinds.one_of(*machine.LANGUAGES),
        "The language of the words that say when something runs.",
        machine.spoken,
        "`pt` where the locale begins with pt, else `en`",
        default="en",
    )
    clock: str = setting(kinds.one_of(*CLOCKS), "The clock in those words: 17:30 or 5:30 PM.", "24")
    theme: str = setting(
        kinds.one_of(*THEMES),
        "The colours of the app. `ansi` are the 16 of your terminal; `deuteranopia` (also protanopia) and"
        " `tritanopia` keep apart what those who see few colours confuse.",
        "default",
        "`default`; `ansi` where the terminal has 16 colours or none are wanted",
    )
    color: str = setting(
        kinds.one_of(*COLORS),
        "How many colours are sent; `none` sends none. `auto` is what the terminal has, and none under NO_COLOR.",
        "auto",
    )
    ascii: bool = setting(
        kinds.yes_or_no(),
        "Draw with ASCII characters alone.",
        False,
        "`false`; true on the console of Linux",
    )
    mouse: bool = setting(
        kinds.yes_or_no(), "Take the mouse; without it the terminal itself selects text. F9 switches.", True
    )
    bell: bool = setting(kinds.yes_or_no(), "The terminal of the app rings for bad news.", True)
    on_quit: str = setting(
        kinds.one_of("ask", "background", "stop"),
        "What becomes of the engine when you leave the app while something is active.",
        "ask",
    )
    seats: int = setting(kinds.number(), "How many runs go on at once.", 50)
    source_seats: int = setting(
        kinds.number(), "How many of them at once in one source.", 50, "50; 10 commands of this machine"
    )
    approval_hours: int = setting(
        kinds.number(), "So long a run waits for a person's yes, where its deadline is not sooner.", 24
    )
    lease_seconds: int = setting(
        kinds.number(3, 3_600),
        "An engine that is silent so long may be replaced.",
        0,
        "60 beside a file, 12 on PostgreSQL",
    )
    notify_command: str = setting(
        kinds.text("a command line"),
        "Started for notices, with JSON lines on its input and texts in SPARK_NOTICE.",
        "",
    )
    notify_url: str = setting(kinds.url(), "Gets notices as JSON.", "")
    heartbeat_url: str = setting(kinds.url(), "Hears each minute that the engine is alive.", "")
    keep_runs_days: int = setting(kinds.number(0), "Runs are kept so many days; 0 is for ever.", 90)
    keep_runs: int = setting(
        kinds.number(0, 1_000_000_000), "So many runs of each schedule are kept; 0 is all.", 10_000
    )
    keep_lines_days: int = setting(
        kinds.number(0), "Lines of runs and long results are kept so many days; 0 is for ever.", 30
    )
    prompt_command: str = setting(
        kinds.text("a command line"),
        "The agent that a --prompt is for: a command that reads it from its input.",
        "",
        "the first that is installed of claude, codex, gemini and llm",
    )
    vault: str = setting(
        kinds.one_of("file", "keyring"),
        "Where secrets are kept: in an encrypted file, or in the keyring of the system (needs the extra `keyring`).",
        "file",
    )
    ca_file: str = setting(kinds.certificates(), "Certificates that are believed beside the well-known ones.", "")
    model: str = setting(
        kinds.text("a name as litellm knows it"), "The language model that is asked for what is no schedule.", ""
    )
    api_base: str = setting(kinds.text("a URL"), "Where the model's provider is, if it is not the usual place.", "")
    model_key: str = setting(
        kinds.text("a name in the vault, or env:NAME"), "Where the model's key is; `spark model key` keeps it.", "model"
    )
    model_seconds: int = setting(kinds.number(), "An answer of the model takes so long at most.", 120)
    model_tokens: int = setting(kinds.number(1, 1_000_000_000), "A conversation has so many tokens at most.", 500_000)
    model_budget: float = setting(
        kinds.dollars(), "A conversation costs so many US dollars at most, by litellm's prices.", 1.0
    )
    keys: object = setting(
        kinds.keys(), "Other keys for the app, in a table; see keys.md.", lambda _: {}, "none", default_factory=dict
    )
    state_dir: Path = dataclasses.field(default_factory=machine.state_dir)

    @property
    def workflows_dir(self) -> Path:
        """Where the local source looks for executables."""
        return self.config_dir / "workflows"

    @property
    def screen_file(self) -> Path:
        """How the screen was when it was left."""
        return self.state_dir / "screen.json"

    @property
    def log_file(self) -> Path:
        """Where an engine without a screen writes."""
        return self.data_dir / "spark.log"


DECLARED: dict[str, Declared] = {
    field.name: field.metadata["declared"] for field in dataclasses.fields(Settings) if field.metadata
}


def names() -> set[str]:
    return set(DECLARED)
