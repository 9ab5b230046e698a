"""What is kept, table by table, and the transactions over it."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from spark_tui.domain.backfill import Backfill
from spark_tui.domain.change import Deed
from spark_tui.domain.delivery import Deliver
from spark_tui.domain.given import Given
from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.limits import Limit
from spark_tui.domain.listing import Beat, Page, Place, Wanted
from spark_tui.domain.log import Asked, Line
from spark_tui.domain.notice import Notice
from spark_tui.domain.outage import Outage
from spark_tui.domain.planning import Span
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import SecretName, Source
from spark_tui.domain.talk import Said
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports.keeping import CheckTable, KeepTable, Upkeep
from spark_tui.service.ports.measures import MeasureTable
from spark_tui.service.ports.outbox import DestinationTable, OutboxTable

T = TypeVar("T")


class SourceTable(Protocol):
    async def all(self) -> list[Source]: ...
    async def get(self, id: SourceId) -> Source | None: ...  # noqa: A002
    async def put(self, source: Source) -> None: ...
    async def remove(self, id: SourceId) -> None: ...  # noqa: A002


@dataclass(frozen=True, slots=True)
class Located:
    """A workflow and where it lives."""

    workflow: Workflow
    source: Source


class WorkflowTable(Protocol):
    async def all(self, source: SourceId | None = None) -> list[Workflow]: ...
    async def get(self, id: WorkflowId) -> Workflow | None: ...  # noqa: A002
    async def located(self, ids: Collection[WorkflowId]) -> dict[WorkflowId, Located]:
        """Those of them that are there, each with its source."""

    async def put(self, *workflows: Workflow) -> None: ...
    async def remove(self, id: WorkflowId) -> None: ...  # noqa: A002


class ScheduleTable(Protocol):
    async def all(self) -> list[Schedule]: ...
    async def first(self, limit: int) -> list[Schedule]:
        """The first ones by name, of those that can be read."""

    async def get(self, id: ScheduleId) -> Schedule | None:  # noqa: A002
        """None when there is none that can be read."""

    async def find(self, id: ScheduleId) -> Schedule | Unreadable | None:  # noqa: A002
        """The same, whether it can be read or not."""

    async def names(self) -> dict[ScheduleId, str]:
        """What all of them are called, those too that cannot be read."""

    async def some(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, Schedule]:
        """Those of them that are there and can be read."""

    async def unreadable(self) -> list[Unreadable]:
        """Those that cannot be read; no other question answers them. A kept word can lose its meaning."""

    async def due(self, now: datetime, limit: int) -> list[Schedule]:
        """Those whose next_at is not later than `now`, the longest overdue first."""

    async def next_at(self, after: datetime | None = None) -> datetime | None:
        """The earliest next_at of all, or of those later than `after`."""

    async def paused(self) -> list[Schedule]: ...
    async def put(self, schedule: Schedule) -> None: ...
    async def pings(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, SecretName]:
        """Of those that are pinged, the name of their URL in the vault."""

    async def deliveries(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, tuple[Deliver, ...]]:
        """Of those that say who gets messages, their rules."""

    async def advance(self, moments: Iterable[tuple[ScheduleId, datetime | None]]) -> None:
        """Set next_at of many, and nothing else of them."""

    async def remove(self, id: ScheduleId) -> None:  # noqa: A002
        """The schedule goes; its runs and ledger stay."""


@dataclass(frozen=True, slots=True)
class Stirring:
    """What asks to be heeded among the runs that are not over."""

    unwanted: bool  # one that is running is wanted cancelled
    expired: bool  # the `expires_at` of a queued one has come
    late: bool  # the `late_at` of a queued one has come
    waiting: bool  # one waits for a person
    next_change: datetime | None  # when the next queued one may start, expires or is late: the earliest after now


class RunTable(Protocol):
    async def get(self, id: RunId) -> Run | None: ...  # noqa: A002
    async def add(self, runs: Sequence[Run]) -> list[Run]:
        """Insert those whose (schedule, due_at, attempt) is not there yet, and answer them."""

    async def move(self, before: Run, after: Run) -> bool:
        """Compare-and-swap on state, attempt and boot; False when somebody was first."""

    async def swap(self, changes: Sequence[tuple[Run, Run]]) -> set[RunId]:
        """The same for many, each a run before and after; answers those that moved."""

    async def set_ref(self, id: RunId, ref: str) -> None: ...  # noqa: A002
    async def set_sent(self, id: RunId, sent: Given) -> None: ...  # noqa: A002
    async def ask_cancel(self, id: RunId, by: str) -> None: ...  # noqa: A002
    async def recent(
        self, limit: int = 50, *, schedule: ScheduleId | None = None, state: RunState | None = None
    ) -> list[Run]:
        """Newest first, by when they were queued."""

    async def active(self, schedules: Collection[ScheduleId] | None = None) -> list[Run]:
        """Queued, running and waiting ones, the oldest first; of those schedules, or all."""

    async def boots(self, ids: Collection[RunId]) -> dict[RunId, BootId | None]:
        """Which engine claimed each of them."""

    async def unwanted(self) -> set[RunId]:
        """Running ones that somebody wants cancelled."""

    async def claimable(
        self, now: datetime, limit: int, *, after: Run | None = None, without: Collection[WorkflowId] = ()
    ) -> list[Run]:
        """Queued ones that no `not_before` holds back, the oldest due first.

        `after` is the last of the page before; runs of the workflows in `without` are left out.
        """

    async def stirring(self, now: datetime) -> Stirring:
        """One question, asked at every look for those who wait."""

    async def expired(self, now: datetime, limit: int = 500) -> list[Run]:
        """Queued ones whose `expires_at` has come."""

    async def late(self, now: datetime, limit: int = 500) -> list[Run]:
        """Queued ones whose `late_at` has come and was not told yet."""

    async def told_late(self, runs: Collection[RunId]) -> None: ...
    async def held(self, schedule: ScheduleId | None = None) -> list[Run]:
        """Those that wait for a person's yes, the oldest due first."""

    async def waiting(self) -> list[Run]:
        """Those that ask a person before they go on, the oldest first."""

    async def endings(self, schedule: ScheduleId, limit: int) -> list[Run]:
        """The last runs of the schedule's own moments that are over, the last that ended first."""

    async def unreached(self, schedules: Collection[ScheduleId], since: datetime) -> list[Run]:
        """The last attempts at their own moments that failed since then because nobody answered, in order."""

    async def at_moments(self, schedule: ScheduleId, first: datetime, last: datetime, limit: int = 10_000) -> list[Run]:
        """All runs whose due moment is from `first` to `last`, in order."""

    async def some(self, ids: Collection[RunId]) -> dict[RunId, Run]:
        """Those of them that are there."""

    async def page(self, wanted: Wanted, start: Place | None = None, *, newer: bool = False, limit: int = 100) -> Page:
        """The next ones behind that place, older and older; or newer and newer. Begins at the newest, or the oldest.

        At most `LOOKED_AT` runs are looked at: a page takes the same time however many there are.
        """

    async def strips(self, schedules: Collection[ScheduleId], length: int = 7) -> dict[ScheduleId, Sequence[Beat]]:
        """The last runs of each of those schedules, the newest last."""

    async def tally(self, since: datetime) -> dict[RunState, int]:
        """How many that were queued since then are in which state."""

    async def latest(self, known: Mapping[ScheduleId, Run] | None = None) -> dict[ScheduleId, Run]:
        """The newest run of each schedule. What is known already and in the same state is not read again."""

    async def result_before(self, run: Run) -> str | None:
        """What the newest other successful run of its schedule answered, from its beginning; None without one."""

    async def last_results(self, schedules: Collection[ScheduleId]) -> dict[ScheduleId, str]:
        """What the newest successful run of each schedule answered; a long result from its beginning."""

    async def ids_like(self, prefix: str, limit: int = 5) -> list[RunId]: ...


class LedgerTable(Protocol):
    async def note(self, schedule: ScheduleId, spans: Sequence[Span]) -> None:
        """Write down moments that got no run; a span that continues the last one lengthens it."""

    async def entries(self, schedule: ScheduleId, limit: int = 100) -> list[Entry]:
        """Runs and notes together, newest first. All attempts of a moment are there."""

    async def at(self, schedule: ScheduleId, moment: datetime) -> list[Entry]:
        """What became of the last due moment that is not later than `moment`, all its attempts in order."""


class LineTable(Protocol):
    async def add(self, lines: Sequence[Line]) -> None: ...
    async def after(self, seq: int, *, run: RunId | None = None, limit: int = 500) -> list[Line]:
        """Lines with a greater seq, in order."""

    async def tail(self, limit: int, *, run: RunId | None = None) -> list[Line]:
        """The last lines, in order."""

    async def last_seq(self) -> int: ...

    async def between(self, asked: Asked, after: int, before: int, *, limit: int, newest: bool) -> list[Line]:
        """Lines with `after` < seq < `before`, in order, not longer than a view shows; the newest ones, or the oldest.

        One that is longer than `VIEW_LIMIT` comes with one character more than that.
        """

    async def count(self, asked: Asked, after: int, before: int) -> int: ...
    async def get(self, seq: int) -> Line | None:
        """The whole line."""

    async def next_to(self, seq: int, run: RunId | None = None, *, newest: bool) -> tuple[int, datetime] | None:
        """Number and moment of the nearest line: below that number (`newest`), or above it."""


class Face(StrEnum):
    """What the process of an engine is to a person."""

    APP = "app"
    DAEMON = "daemon"


@dataclass(frozen=True, slots=True)
class Holder:
    """Which process is an engine, and as what."""

    host: str
    pid: int
    face: Face

    def __str__(self) -> str:
        return f"{self.host} pid {self.pid}"


@dataclass(frozen=True, slots=True)
class Lease:
    """Who is the one engine of this store. `locked`: it has the lock of the file too, which dies with it."""

    boot: BootId
    holder: Holder
    taken_at: datetime
    expires_at: datetime
    locked: bool = False


class LeaseTable(Protocol):
    async def get(self) -> Lease | None: ...
    async def take(self, lease: Lease, now: datetime, *, force: bool = False) -> bool:
        """True when it is ours: it was free, expired, ours already, or `force` (its holder is known to be dead)."""

    async def renew(self, lease: Lease) -> bool:
        """True when it is ours still. The time is no news: nobody is woken for it where that can be had."""

    async def let_in(self, guest: Lease, now: datetime) -> None:
        """A guest may carry out runs beside the engine until its own expiry; those who are expired are gone."""

    async def show_out(self, now: datetime) -> None:
        """Guests that have expired hold nothing any more."""

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


class FactTable(Protocol):
    """Single facts by name."""

    async def get(self, name: str) -> str | None: ...
    async def put(self, name: str, value: str, *, news: bool = True) -> None:
        """What is no news wakes nobody, where that can be had."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What Spark put right by itself, and why."""

    at: datetime
    what: str
    detail: str


class RepairTable(Protocol):
    async def note(self, at: datetime, what: str, detail: str) -> None: ...
    async def recent(self, limit: int = 20) -> list[Repair]:
        """Newest first."""


class OutageTable(Protocol):
    async def note(self, outage: Outage) -> None: ...
    async def since(self, moment: datetime) -> list[Outage]:
        """Those that ended at or after `moment`, in order."""


class LimitTable(Protocol):
    """How many runs go on at once of a source or a tag."""

    async def all(self) -> list[Limit]: ...
    async def put(self, limit: Limit) -> None: ...
    async def remove(self, limit: Limit) -> None: ...


class NoticeTable(Protocol):
    async def add(self, notices: Sequence[Notice]) -> None:
        """Those whose key is not there yet."""

    async def recent(self, limit: int = 50) -> list[Notice]:
        """Newest first."""

    async def after(self, seq: int, limit: int = 100) -> list[Notice]:
        """Those with a greater seq, in order."""

    async def last_seq(self) -> int: ...
    async def failing(self, schedule: ScheduleId, since: datetime) -> None:
        """Its last moment came to a bad end."""

    async def succeeded(self, schedules: Collection[ScheduleId]) -> set[ScheduleId]:
        """Their last moment succeeded; answers those that were failing."""


class BackfillTable(Protocol):
    async def add(self, backfill: Backfill) -> None: ...
    async def get(self, ids: Collection[str]) -> list[Backfill]: ...
    async def recent(self, schedule: ScheduleId, limit: int = 20) -> list[Backfill]:
        """Newest first."""


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
    @property
    def facts(self) -> FactTable: ...
    @property
    def checks(self) -> CheckTable: ...
    @property
    def keeping(self) -> KeepTable: ...
    @property
    def measures(self) -> MeasureTable: ...
    @property
    def repairs(self) -> RepairTable: ...
    @property
    def outages(self) -> OutageTable: ...
    @property
    def limits(self) -> LimitTable: ...
    @property
    def notices(self) -> NoticeTable: ...
    @property
    def backfills(self) -> BackfillTable: ...
    @property
    def destinations(self) -> DestinationTable: ...
    @property
    def outbox(self) -> OutboxTable: ...


class Store(Upkeep, Protocol):
    """Where it is kept. One instance belongs to one event loop."""

    @property
    def where(self) -> str:
        """Its place in words for people, without a password."""

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """A consistent view."""

    def write(self, *, durable: bool = True) -> AbstractAsyncContextManager[Tx]:
        """Committed at the end, rolled back on an exception. `durable=False` is for lines."""

    async def look(self, body: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
        """What the body answers, over a consistent view.

        It runs in one piece, on a thread: it awaits nothing but the transaction, and touches
        nothing that the event loop changes.
        """

    async def apply(self, body: Callable[[Tx], Coroutine[Any, Any, T]], *, durable: bool = True) -> T:
        """The same in a transaction that is committed at its end, rolled back on an exception."""

    async def changed(self) -> bool:
        """Whether anybody else committed since the last time it was asked. Costs microseconds."""

    async def close(self) -> None: ...
