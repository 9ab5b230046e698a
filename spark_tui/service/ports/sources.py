"""Whom we call: a kind of source, one source, a run of one of its workflows, and where its secrets are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.log import Level
from spark_tui.domain.source import Health, Secret, SecretName, Setting, Source
from spark_tui.domain.trouble import TRANSIENT, Trouble
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


@dataclass(frozen=True, slots=True)
class Done:
    """It came to its end and succeeded."""

    result: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """It came to its end and failed, or never began. `trouble` says whether trying again can help.

    `wait` is how many seconds the source asked us to stay away, 0 when it did not say.
    """

    reason: str
    trouble: Trouble = Trouble.FAILED
    result: str = ""
    wait: float = 0.0

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


MOST_OFFERS = 5_000  # workflows of one source that are taken in

Outcome = Done | Failed | Stopped | Gone


class Emit(Protocol):
    """How a running source speaks. All are cheap; `ref` returns when it is durable."""

    def line(self, text: str, level: Level = Level.OUT) -> None: ...
    async def room(self) -> None:
        """Wait until the lines so far have found room: to be awaited between two reads of a fast stream."""

    async def ref(self, ref: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a kind of source can do beyond running."""

    reattach: bool = False  # run() with a ref takes the remote job up again
    repeatable: bool = False  # run() again with the same key finds the first job instead of starting a second
    limit: int = 0  # runs at once that the source itself bears; 0 is no limit of its own
    usual: int = 0  # runs at once where no limit was set for the source; 0 is the engine's own number


class SourceClient(Protocol):
    """A connection to one source. Raises SourceError (BadCredentials) with words for people, nothing else."""

    abilities: Abilities

    async def check(self) -> Health:
        """Never raises: what is wrong is the answer."""

    async def workflows(self) -> list[Offer]:
        """What it offers; more than MOST_OFFERS need not be read, one above that says that there are more."""

    async def run(self, job: Job, emit: Emit) -> Outcome:
        """Cancelling the task that awaits this lets go: nothing stays on this machine, a remote job goes on.

        `cancel` is what ends a remote job.
        """

    async def cancel(self, ref: str) -> bool:
        """Whether the remote job (or local process group) of that ref is now ended."""

    async def close(self) -> None: ...


class SourceKind(Protocol):
    """What stands behind an entry point of `spark.sources`."""

    kind: str
    settings: tuple[Setting, ...]

    @staticmethod
    async def detect(url: str) -> bool:
        """Whether what answers there is of this kind. Never raises."""

    def __call__(self, source: Source, secret: Secret | None) -> SourceClient: ...


class Roster(Protocol):
    """The connections of this process."""

    def kinds(self) -> dict[str, SourceKind]: ...
    async def detect(self, url: str) -> str:
        """The kind of what answers at that url. Raises SourceError with what it seems to be."""

    def client(self, source: Source) -> SourceClient:
        """The connection to a source, opened at first use and kept.

        Raises NotFound, StoreError or SourceError when it cannot be had: its kind is not installed
        any more, its secret cannot be read, its code breaks.
        """

    async def forget(self, source: SourceId) -> None: ...
    async def close(self) -> None: ...


class Vault(Protocol):
    """Where secrets are. Blocking, quick."""

    def get(self, name: SecretName) -> Secret | None: ...
    def put(self, name: SecretName, secret: Secret) -> None: ...
    def remove(self, name: SecretName) -> None: ...
