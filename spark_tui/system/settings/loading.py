"""Who has a say, and who wins: a flag, then a variable, then the file, then what is built in."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spark_tui.service.settings import BUILT_IN
from spark_tui.system.settings import file, machine
from spark_tui.system.settings.declared import DECLARED, Declared, Settings

NO_FLAGS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that is said, by whom."""

    environ: Mapping[str, str]
    in_file: Mapping[str, Any] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> tuple[object, str]:
        """What is said of a setting, and by whom: the first who says something."""
        for said, who in self._voices(name):
            if said is not None and (said != "" or who == file.FILE):
                return said, who
        return DECLARED[name].default(self.environ), BUILT_IN

    def _voices(self, name: str) -> Iterator[tuple[object, str]]:
        yield self.flags.get(name), f"--{name}"
        if name != "keys":  # a table
            yield self.environ.get(variable(name)), variable(name)
        yield self.in_file.get(name), file.FILE


def variable(name: str) -> str:
    return f"SPARK_{name.upper()}"


def load(environ: Mapping[str, str] | None = None, flags: Mapping[str, str] = NO_FLAGS) -> Settings:
    """Read the settings of this person on this machine.

    Raises Invalid with the file or variable that is wrong.
    """
    said = voices(environ, flags)
    folders: dict[str, Any] = {"data_dir": machine.data_dir(), "config_dir": machine.config_dir()}
    return Settings(**folders, **{name: value(declared, name, said) for name, declared in DECLARED.items()})


def voices(environ: Mapping[str, str] | None, flags: Mapping[str, str] = NO_FLAGS) -> Said:
    """Raises Invalid where the file cannot be read."""
    return Said(os.environ if environ is None else environ, file.read(machine.config_dir() / file.FILE), flags)


def value(declared: Declared, name: str, said: Said) -> Any:
    """Raises Invalid. What is built in is not checked: it may be what nobody can set."""
    text, who = said.of(name)
    return text if who == BUILT_IN else declared.kind.read(name, text)
