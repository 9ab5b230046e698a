"""What a person says to Spark that is no schedule: to do something with what is there, or to tell of it.

An order names schedules as they were typed; whether there are any is for whoever has them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
