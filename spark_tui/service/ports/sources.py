"""Whom we call: a kind of source, one source, a run of one of its workflows, and where its secrets are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.ids import RunId, ScheduleId, SourceId
from spark_tui.domain.inputs import Declared
from spark_tui.domain.log import Level
from spark_tui.domain.source import Health, Secret, SecretName, Setting, Source
from spark_tui.domain.trouble import TRANSIENT, Trouble
from spark_tui.domain.usage import Usage
from spark_tui.domain.workflow import Offer


@dataclass(frozen=True, slots=True)
class Job:
    """What a source is told of a run. `key` is the same for every attempt at one due moment."""

    run: RunId
    key: str
    workflow: str  # Workflow.key
    title: str
    input: str
    due_at: datetime
    started_at: datetime
    zone: str
    attempt: int
    ref: str | None = None  # set when a run is taken up again
    last_result: str = ""
    schedule: ScheduleId | None = None
    remembers: bool = False  # one session for all runs of its schedule, so that an agent remembers the last ones
    question: Approval | None = None  # what the run asked last
    answer: Answer | None = None  # set with `ref` when a person has answered it
    values: Mapping[str, Any] = field(default_factory=dict)  # of its declared inputs, by their names


@dataclass(frozen=True, slots=True)
class Done:
    """It came to its end and succeeded."""

    result: str = ""
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """It came to its end and failed, or never began. `trouble` says whether trying again can help.

    `wait` is how many seconds the source asked us to stay away, 0 when it did not say.
    """

    reason: str
    trouble: Trouble = Trouble.FAILED
    result: str = ""
    wait: float = 0.0
    usage: Usage | None = None

    @property
    def retryable(self) -> bool:
        """Whether trying again can help, by itself."""
        return self.trouble in TRANSIENT


@dataclass(frozen=True, slots=True)
class Stopped:
    """The other side cancelled it."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The job can no longer be found or taken up; what it did is not known."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asks:
    """It waits for a person's yes, and does nothing until then: run() with its ref and the answer lets it go on.

    `token` comes back with the question, for what the source must know then.
    """

    asks: tuple[Ask, ...]
    token: str = ""
    usage: Usage | None = None


MOST_OFFERS = 5_000  # workflows of one source that are taken in


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source offers, where a part of it could not be listed, or there is more to say.

    `unheard` names the beginnings of keys of which nothing is known, and why: what is ours of them stays. `remarks`
    are what else a person should know of what it offers.
    """

    offers: list[Offer]
    unheard: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


Outcome = Done | Failed | Stopped | Gone | Asks


class Emit(Protocol):
    """How a running source speaks. All are cheap; `ref` returns when it is durable."""

    def line(self, text: str, level: Level = Level.OUT) -> None:
        """Text as it came: it is cleaned where it is kept."""

    async def room(self) -> None:
        """Wait until the lines so far have found room: to be awaited between two reads of a fast stream."""

    async def ref(self, ref: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a kind of source can do beyond listing and running."""

    live: bool = True  # its lines come while it runs
    cancel: bool = True  # a run is ended where it runs
    approval: bool = False  # a run may wait for a person's yes
    inputs: bool = False  # its workflows say what they want to be given
    reattach: bool = False  # run() with a ref takes the remote job up again
    repeatable: bool = False  # run() again with the same key finds the first job instead of starting a second
    limit: int = 0  # runs at once that the source itself bears; 0 is no limit of its own
    usual: int = 0  # runs at once where no limit was set for the source; 0 is the engine's own number


class SourceClient(Protocol):
    """A connection to one source. Raises SourceError (BadCredentials) with words for people, nothing else.

    Its abilities are those of its kind until it is known that this one can do less.
    """

    abilities: Abilities

    async def check(self) -> Health:
        """Never raises: what is wrong is the answer."""

    async def workflows(self) -> list[Offer] | Listing:
        """What it offers; more than MOST_OFFERS need not be read, one above that says that there are more."""

    async def run(self, job: Job, emit: Emit) -> Outcome:
        """Cancelling the task that awaits this lets go: nothing stays on this machine, a remote job goes on.

        `cancel` is what ends a remote job.
        """

    async def cancel(self, ref: str) -> bool:
        """Whether the remote job (or local process group) of that ref is now ended."""

    async def close(self) -> None: ...


class Declaring(Protocol):
    """What the client of a kind has beside, whose abilities say `inputs`."""

    async def inputs(self, workflow: str) -> Declared:
        """What the workflow of that key wants to be given, asked now. Raises SourceError."""


class SourceKind(Protocol):
    """What stands behind an entry point of `spark.sources`.

    A kind that is told what it offers has `check_definition(text)`, which raises Invalid; it may have `presets()`,
    and `secrets_of(text)`: the names of secrets that a definition bears.
    """

    kind: str
    settings: tuple[Setting, ...]
    abilities: Abilities  # at best

    @staticmethod
    async def detect(url: str) -> bool:
        """Whether what answers there is of this kind. Never raises."""

    def __call__(
        self, source: Source, secret: Secret | None, secrets: Callable[[SecretName], Secret | None] = ...
    ) -> SourceClient:
        """A connection. A kind that says `names_secrets` is handed the vault's: its workflows or inputs name some."""


class Roster(Protocol):
    """The connections of this process."""

    def kinds(self) -> dict[str, SourceKind]: ...
    async def detect(self, url: str) -> str:
        """The kind of what answers at that url. Raises SourceError with what it seems to be."""

    def usual(self) -> list[str]:
        """Where on this machine the kinds are usually found: a kind may say its `ports`."""

    def client(self, source: Source) -> SourceClient:
        """The connection to a source, opened at first use and kept.

        Raises NotFound, StoreError or SourceError when it cannot be had: its kind is not installed
        any more, its secret cannot be read, its code breaks.
        """

    async def forget(self, source: SourceId) -> None: ...
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Prompted:
    """A command of this machine that reads a prompt from its input and answers."""

    command: str
    about: str = ""


Prompts = Callable[[str], Prompted]
"""The agent of that name or command line, or the one that is to be taken. Raises NotFound, Invalid."""


class Vault(Protocol):
    """Where secrets are. Blocking, quick."""

    def get(self, name: SecretName) -> Secret | None: ...
    def put(self, name: SecretName, secret: Secret) -> None: ...
    def remove(self, name: SecretName) -> None: ...
