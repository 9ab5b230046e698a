"""The settings as a face sees them: what is set, by whom, and how it is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

BUILT_IN = "built in"


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """One setting as it stands. `value` and `built_in` are in words, without a secret.

    `won` says where the value comes from: `built in`, the file, a variable or a flag; `wrong` why what stands there
    cannot be used. `allowed` are its values where they can be counted, else `may_be` says what it may be.
    """

    name: str
    says: str
    may_be: str
    allowed: tuple[str, ...]
    value: str
    built_in: str
    won: str
    variable: str
    wrong: str = ""


class SettingsBook(Protocol):
    """All settings, read anew at each question."""

    @property
    def file(self) -> Path: ...

    def all(self) -> Sequence[KnownSetting]: ...

    def remarks(self) -> Sequence[str]:
        """What stands in the file and is no setting, with the nearest one that is."""

    def set(self, name: str, text: str) -> KnownSetting:
        """Keep it in the file, whole or not at all. Raises NotFound, and Invalid where it may not be that."""

    def unset(self, name: str) -> KnownSetting:
        """Take it out of the file. Raises NotFound, Invalid."""
