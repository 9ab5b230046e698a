"""What a person says to Spark that is no schedule: to do something with what is there, or to tell of it.

An order names schedules as they were typed; whether there are any is for whoever has them.
"""

from dataclasses import dataclass
from datetime import datetime, time
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


class Which(StrEnum):
    """Of which schedules, or runs, a list is wanted."""

    ALL = "all"
    PAUSED = "paused"
    FAILING = "failing"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class TellWhich:
    """Those schedules, or what is running."""

    which: Which


@dataclass(frozen=True, slots=True)
class TellPast:
    """What ended from `since` to `until`; with `failed`, only what did not succeed."""

    since: datetime
    until: datetime
    failed: bool = False


@dataclass(frozen=True, slots=True)
class TellHealth:
    """Whether a source can be reached; all of them without a name."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class TellWhen:
    """When a schedule runs next."""

    name: str


@dataclass(frozen=True, slots=True)
class TellHelp:
    """What can be said at all."""


@dataclass(frozen=True, slots=True)
class Rename:
    """Call a schedule something else."""

    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Retime:
    """Let a schedule run at other times: those of `when`, which is still to be read.

    `clock` is the time of day where `when` says nothing else: the days stay as they are.
    """

    name: str
    when: str
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class ShowLog:
    """What the runs of a schedule said."""

    name: str


@dataclass(frozen=True, slots=True)
class GoTo:
    """Another part of the app."""

    place: Place


Tell = TellWhy | TellNext | TellPast | TellWhen | TellWhich | TellHealth | TellHelp | ShowLog
Order = Do | Rename | Retime | Tell | GoTo
