"""What somebody wants the store to hold: sources, destinations, limits and schedules, by name.

A `Wanted` comes from a file, a crontab, a program. Nothing in it is an id, and no secret is in it
but by name. What is wrong with it is a `Fault` at a path (`("schedules", "report", "cron")`), so that
whoever read the file can say in which line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from spark_tui.domain.change import Edit
from spark_tui.domain.delivery import Deliver, Destination
from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import WorkflowId
from spark_tui.domain.limits import Limit
from spark_tui.domain.proposal import Refusal
from spark_tui.domain.schedule import Pause, Policy, Schedule
from spark_tui.domain.source import Memory, SecretName, Source
from spark_tui.domain.timing import ClockChange, Timing
from spark_tui.domain.workflow import Workflow

T = TypeVar("T")
Where = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WantedSource:
    """A place where workflows live; an empty kind or url is one that could not be read."""

    name: str
    kind: str
    url: str
    secret: SecretName | None = None
    definition: str = ""
    memory: Memory = Memory.RUN


@dataclass(frozen=True, slots=True)
class WantedDestination:
    """Where messages go, by the name of its URL in the vault; `kind` and `place` count where that is not here."""

    name: str
    secret: SecretName
    kind: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class WantedPause:
    """What is left out is as it is, or now and by whoever applies it."""

    since: datetime | None = None
    by: str = ""
    note: str = ""
    until: datetime | None = None

    def from_(self, known: Pause | None, now: datetime, by: str) -> Pause:
        since = self.since or (known.since if known else now)
        return Pause(since, self.by or (known.by if known else by), self.note, self.until)


@dataclass(frozen=True, slots=True)
class WantedSchedule:
    """A schedule by its name. Its time is a phrase to be read (`when`) or exact (`timing`); never both.

    `workflow` is `source/name`, or `$ ` and a command of this machine; `key` is the source's own id for
    it, which counts first. `phrase` is what was said of an exact timing, and is not read. `clock_change`
    goes with `when`; an exact timing has its own.
    `values` are those of its inputs, as they stand there.
    An empty `zone` is ours. `title` and `about` are what a new command is called and described by.
    """

    name: str
    workflow: str
    key: str = ""
    when: str = ""
    clock_change: ClockChange = field(default=ClockChange())
    timing: Timing | None = None
    zone: str = ""
    phrase: str = ""
    input: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    template: bool = False
    policy: Policy = field(default=Policy())
    pause: WantedPause | None = None
    tags: tuple[str, ...] = ()
    ping: SecretName | None = None
    deliver: tuple[Deliver, ...] = ()
    title: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """None is a part that nothing was said of: it stays as it is, whatever else happens."""

    sources: tuple[WantedSource, ...] | None = None
    schedules: tuple[WantedSchedule, ...] | None = None
    limits: tuple[Limit, ...] | None = None
    destinations: tuple[WantedDestination, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one thing that is wanted, where, and what would do."""

    at: Where
    message: str
    hint: str = ""


@dataclass(slots=True)
class Findings:
    """What a person should know, and what stands in the way."""

    notes: list[str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, at: Where, wrong: SparkError | Refusal | str, hint: str = "") -> None:
        match wrong:
            case SparkError():
                self.faults.append(Fault(at, wrong.message, wrong.hint))
            case Refusal(reason, better):
                self.faults.append(Fault(at, reason, better))
            case str():
                self.faults.append(Fault(at, wrong, hint))


@dataclass(frozen=True)  # a frozen generic with slots cannot be made as Different[Source](…)
class Different(Generic[T]):
    """One thing as it is and as it would be; None is one that is not there."""

    before: T | None
    after: T | None

    @property
    def meant(self) -> T:
        """The one that it is about, whichever side it is on."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def verb(self) -> str:
        """create, change or remove."""
        if self.before is None:
            return "create"
        return "change" if self.after else "remove"


SourceEdit = Different[Source]
LimitEdit = Different[Limit]
DestinationEdit = Different[Destination]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What would be different, and what stands in the way; `faults` must be empty before it is applied.

    `workflows` are those that a change needs and that the store does not know yet; `known` are all,
    by id, to name those of both sides.
    """

    sources: Sequence[SourceEdit] = ()
    schedules: Sequence[Edit] = ()
    limits: Sequence[LimitEdit] = ()
    destinations: Sequence[DestinationEdit] = ()
    workflows: Sequence[Workflow] = ()
    same: int = 0
    notes: Sequence[str] = ()
    faults: Sequence[Fault] = ()
    known: Mapping[WorkflowId, Workflow] = field(default_factory=dict)

    @property
    def different(self) -> int:
        return len(self.sources) + len(self.schedules) + len(self.limits) + len(self.destinations)


@dataclass(frozen=True, slots=True)
class Kept:
    """All that can be written down: sources, destinations and schedules by name, and the workflows that these run."""

    sources: Sequence[Source]
    schedules: Sequence[Schedule]
    workflows: Mapping[WorkflowId, Workflow]
    words: Mapping[str, str]  # by a schedule's name
    limits: Sequence[Limit] = ()
    destinations: Sequence[Destination] = ()
    notes: Sequence[str] = ()
