"""What a person says to Spark that is no schedule: to do something with what is there, or to tell of it.

An order names schedules as they were typed; whether there are any is for whoever has them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

ALL = "*"


class Verb(StrEnum):
    """What may be done to schedules and runs in a sentence."""

    PAUSE = "pause"
    RESUME = "resume"
    RUN = "run"
    CANCEL = "cancel"
    REMOVE = "remove"


class Place(StrEnum):
    """Where one may go in the app; each has the name of the action that goes there."""

    SOURCES = "sources"
    SCHEDULES = "schedules"
    LOG = "to_log"
    TIMELINE = "timeline"
    ANALYTICS = "analytics"
    NOTICES = "notices"
    MISSED = "catch_up"
    RUNS = "runs"
    SETTINGS = "settings"
    ASSISTANT = "talk"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Do:
    """Do that to all of these. `until` is when a pause ends by itself."""

    verb: Verb
    names: tuple[str, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TellWhy:
    """Why the last moment of a schedule ran or did not; with `failed`, its last run that did not succeed."""

    name: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class TellNext:
    """What starts from `since` on and before `until`."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShowLog:
    """What the runs of a schedule said."""

    name: str


@dataclass(frozen=True, slots=True)
class GoTo:
    """Another part of the app."""

    place: Place


Order = Do | TellWhy | TellNext | ShowLog | GoTo


def is_pattern(name: str) -> bool:
    """Whether it stands for several names: etl*, report-?."""
    return "*" in name or "?" in name


def spelled(name: str) -> str:
    """As names are compared: whatever their case, and with spaces for what joins words."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def fitting(name: str, known: Iterable[str]) -> list[str]:
    """Those of the known names that are meant: all that a pattern fits, or the one that is spelled like it.

    Square brackets mean themselves.
    """
    wanted = spelled(name)
    if not is_pattern(name):
        return [one for one in known if spelled(one) == wanted]
    pattern = wanted.replace("[", "[[]")
    return [one for one in known if fnmatchcase(spelled(one), pattern)]
