"""What the service needs of the world, as protocols. Adapters stand in store, sources, system and agent."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spark_tui.domain.change import Deed
from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.log import Level, Line
from spark_tui.domain.mentioned import Mentioned
from spark_tui.domain.planning import Span
from spark_tui.domain.proposal import Answer
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import Health, Secret, SecretName, Setting, Source
from spark_tui.domain.talk import Answered, Call, Hear, Result, Said, Turn
from spark_tui.domain.timing import Timing
from spark_tui.domain.workflow import Offer, Workflow

# ------------------------------------------------------------------ time


class Clock(Protocol):
    """The only way to know what time it is."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never jump."""

    async def sleep(self, seconds: float) -> None: ...


# ------------------------------------------------------------------ the store


class SourceTable(Protocol):
    async def all(self) -> list[Source]: ...
    async def get(self, id: SourceId) -> Source | None: ...  # noqa: A002
    async def put(self, source: Source) -> None: ...
    async def remove(self, id: SourceId) -> None: ...  # noqa: A002


class WorkflowTable(Protocol):
    async def all(self, source: SourceId | None = None) -> list[Workflow]: ...
    async def get(self, id: WorkflowId) -> Workflow | None: ...  # noqa: A002
    async def put(self, workflow: Workflow) -> None: ...
    async def remove(self, id: WorkflowId) -> None: ...  # noqa: A002


class ScheduleTable(Protocol):
    async def all(self) -> list[Schedule]: ...
    async def get(self, id: ScheduleId) -> Schedule | None:  # noqa: A002
        """None when there is none that can be read."""

    async def unreadable(self) -> list[Unreadable]:
        """Those that cannot be read; no other question answers them. A kept word can lose its meaning."""

    async def due(self, now: datetime, limit: int) -> list[Schedule]:
        """Those whose next_at is not later than `now`, the longest overdue first."""

    async def next_at(self, after: datetime | None = None) -> datetime | None:
        """The earliest next_at of all, or of those later than `after`."""

    async def put(self, schedule: Schedule) -> None: ...
    async def advance(self, moments: Iterable[tuple[ScheduleId, datetime | None]]) -> None:
        """Set next_at of many, and nothing else of them."""

    async def remove(self, id: ScheduleId) -> None:  # noqa: A002
        """The schedule goes; its runs and ledger stay."""


class RunTable(Protocol):
    async def get(self, id: RunId) -> Run | None: ...  # noqa: A002
    async def add(self, runs: Sequence[Run]) -> list[Run]:
        """Insert those whose (schedule, due_at, attempt) is not there yet, and answer them."""

    async def move(self, before: Run, after: Run) -> bool:
        """Compare-and-swap on state, attempt and boot; False when somebody was first."""

    async def set_ref(self, id: RunId, ref: str) -> None: ...  # noqa: A002
    async def ask_cancel(self, id: RunId, by: str) -> None: ...  # noqa: A002
    async def recent(
        self, limit: int = 50, *, schedule: ScheduleId | None = None, state: RunState | None = None
    ) -> list[Run]:
        """Newest first, by when they were queued."""

    async def active(self, schedule: ScheduleId | None = None) -> list[Run]:
        """Queued and running ones, the oldest first."""

    async def claimable(
        self, now: datetime, limit: int, *, after: Run | None = None, without: Collection[WorkflowId] = ()
    ) -> list[Run]:
        """Queued ones that no `not_before` holds back, the oldest due first.

        `after` is the last of the page before; runs of the workflows in `without` are left out.
        """

    async def next_retry(self, now: datetime) -> datetime | None:
        """The earliest `not_before` later than now among queued runs."""

    async def latest(self) -> dict[ScheduleId, Run]:
        """The newest run of each schedule."""

    async def ids_like(self, prefix: str, limit: int = 5) -> list[RunId]: ...


class LedgerTable(Protocol):
    async def note(self, schedule: ScheduleId, spans: Sequence[Span]) -> None:
        """Write down moments that got no run; a span that continues the last one lengthens it."""

    async def entries(self, schedule: ScheduleId, limit: int = 100) -> list[Entry]:
        """Runs and notes together, newest first. All attempts of a moment are there."""


class LineTable(Protocol):
    async def add(self, lines: Sequence[Line]) -> None: ...
    async def after(self, seq: int, *, run: RunId | None = None, limit: int = 500) -> list[Line]:
        """Lines with a greater seq, in order."""

    async def tail(self, limit: int, *, run: RunId | None = None) -> list[Line]:
        """The last lines, in order."""

    async def last_seq(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Lease:
    """Who is the one engine of this store."""

    boot: BootId
    holder: str  # host and process, for people
    taken_at: datetime
    expires_at: datetime


class LeaseTable(Protocol):
    async def get(self) -> Lease | None: ...
    async def take(self, lease: Lease, now: datetime, *, force: bool = False) -> bool:
        """True when it is ours: it was free, expired, ours already, or `force` (its holder is known to be dead)."""

    async def let_in(self, guest: Lease, now: datetime) -> None:
        """A guest may carry out runs beside the engine until its own expiry; those who are expired are gone."""

    async def boots(self, now: datetime) -> set[BootId]:
        """The engine and the guests that have not expired: whoever carries out runs."""

    async def holds(self, boot: BootId) -> bool:
        """Whether that boot is the engine or a guest; inside a write transaction that stays so until the end."""

    async def give_back(self, boot: BootId) -> None: ...


class TalkTable(Protocol):
    """The conversation with the model: one for a store."""

    async def add(self, said: Sequence[Said]) -> None: ...
    async def all(self) -> list[Said]:
        """In order."""

    async def clear(self) -> None: ...


class DeedTable(Protocol):
    """What was done with a person's yes, as far as it can be undone."""

    async def add(self, deed: Deed) -> None: ...
    async def last(self) -> Deed | None: ...
    async def remove(self, seq: int) -> None: ...


class Tx(Protocol):
    """One transaction: all of it happens, or nothing."""

    @property
    def sources(self) -> SourceTable: ...
    @property
    def workflows(self) -> WorkflowTable: ...
    @property
    def schedules(self) -> ScheduleTable: ...
    @property
    def runs(self) -> RunTable: ...
    @property
    def ledger(self) -> LedgerTable: ...
    @property
    def lines(self) -> LineTable: ...
    @property
    def lease(self) -> LeaseTable: ...
    @property
    def talk(self) -> TalkTable: ...
    @property
    def deeds(self) -> DeedTable: ...


class Store(Protocol):
    """Where it is kept. One instance belongs to one event loop."""

    @property
    def where(self) -> str:
        """Its place in words for people, without a password."""

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """A consistent view."""

    def write(self, *, durable: bool = True) -> AbstractAsyncContextManager[Tx]:
        """Committed at the end, rolled back on an exception. `durable=False` is for lines."""

    async def changed(self) -> bool:
        """Whether anybody else committed since the last time it was asked. Costs microseconds."""

    async def close(self) -> None: ...


# ------------------------------------------------------------------ sources


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
    """It came to its end and failed, or never began. `retryable`: trying again can help."""

    reason: str
    retryable: bool = False
    result: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The other side cancelled it."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The job can no longer be found or taken up; what it did is not known."""

    reason: str = ""


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


class SourceClient(Protocol):
    """A connection to one source. Raises SourceError (BadCredentials) with words for people, nothing else."""

    abilities: Abilities

    async def check(self) -> Health:
        """Never raises: what is wrong is the answer."""

    async def workflows(self) -> list[Offer]: ...

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


# ------------------------------------------------------------------ language

Planner = Callable[[str, datetime, str], Awaitable[Answer]]
"""(phrase, now, zone) → Draft | Question | Refusal. The grammar answers at once."""

Mentions = Callable[[str, datetime, str], Mentioned]
"""(phrase, now, zone) → the clock times, weekdays and dates that stand in it."""


class Agent(Protocol):
    """A model with a conversation around it."""

    async def answer(self, turn: Turn, do: Callable[[Call], Awaitable[Result]], hear: Hear) -> Answered:
        """`do` is asked for every call of a tool, `hear` is told all that happens. Raises ModelError."""

    async def close(self) -> None: ...


Words = Callable[[Timing, str], str]
"""(timing, zone to show moments in) → one sentence for people."""

# ------------------------------------------------------------------ the engine, as a face sees it


class EngineHost(Protocol):
    """The engine of this process, on a thread and an event loop of its own. None of this blocks but `stop`."""

    def start(self) -> None:
        """Serve as soon as the lease of the store is free; until then, wait for it."""

    @property
    def serving(self) -> bool:
        """Whether this process is the one engine of its store now."""

    @property
    def trouble(self) -> str:
        """Why it ended by itself, in words; empty while all is well."""

    def stop(self) -> None:
        """End in order: local runs are ended, remote ones stay and are taken up again. Returns when it is over."""
