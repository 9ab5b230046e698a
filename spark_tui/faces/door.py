"""What a face is handed at the door: ways to open things, so that it opens only what it needs."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever has a door has opened nothing yet
    from spark_tui.domain.ids import RunId
    from spark_tui.service.assistant import Assistant
    from spark_tui.service.ports import Copies, EngineHost
    from spark_tui.service.safety import Checked
    from spark_tui.service.settings import SettingsBook
    from spark_tui.service.spark import Spark


@dataclass(frozen=True, slots=True)
class Look:
    """How the app is drawn, by the names of the settings."""

    theme: str = "default"
    color: str = "auto"
    ascii: bool = False
    mouse: bool = True


@dataclass(frozen=True, slots=True)
class Door:
    """Built by `main`. `store` is a place in words, without a password; `zone` an IANA name."""

    open: "Callable[[], Awaitable[Spark]]"
    host: "Callable[[RunId | None], EngineHost]"  # with a run: a guest for that run alone
    assistant: "Callable[[], Assistant]"  # reads phrases; needs no store
    moment: Callable[[str, str], datetime]  # (text, zone) → a moment that has passed; raises BadTiming
    throwaway: Callable[[Path], "Door"]  # the same over a store and workflows in that folder
    on_quit: str  # ask, background or stop: what becomes of the engine when the app is left
    remember_on_quit: Callable[[str], None]  # kept in the settings; raises Invalid where they cannot be written
    seats: int  # runs at once
    copies: "Callable[[], Copies]"
    safety: "Callable[[], Sequence[Checked]]"  # files, vault, certificates
    scratch: Callable[[Path, bool], AbstractContextManager["Scratch"]]  # True: on the store's server
    look: Look
    settings: "SettingsBook"
    keys: object  # what the settings say of keys, not yet checked
    zone: str
    store: str
    config_file: Path
    workflows_dir: Path
    log_file: Path
    screen_file: Path  # how the screen was when it was left
    only_looks: bool = False  # whatever is asked through it changes nothing


@dataclass(frozen=True, slots=True)
class Entrance:
    """Before the door: here one may also look at settings that are wrong. `open` raises Invalid then.

    `names` is for the Tab key: of `schedules`, `sources`, `workflows`, `destinations` or `runs` what is kept, as far as
    that can be read at once, and without opening anything.
    """

    settings: "SettingsBook"
    open: Callable[[], Door]
    names: Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Scratch:
    """A home of its own, and a store that nobody else knows: a file in it, or a database on the person's server.

    `store` is its URL and may hold a password. `damage` looks whether the store is whole.
    """

    folder: Path
    door: Door
    store: str
    on_server: bool
    damage: Callable[[], list[str]]

    @property
    def kind(self) -> str:
        """For people."""
        return "PostgreSQL" if self.on_server else "SQLite"
