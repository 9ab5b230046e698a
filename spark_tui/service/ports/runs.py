"""What is kept of runs: they themselves, the ledger, and the lines."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spark_tui.domain.given import Given
from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.listing import Beat, Page, Place, RunQuery
from spark_tui.domain.log import Line, LogQuery
from spark_tui.domain.planning import Span
from spark_tui.domain.run import Run, RunState


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

    async def page(
        self, wanted: RunQuery, start: Place | None = None, *, newer: bool = False, limit: int = 100
    ) -> Page:
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

    async def between(self, asked: LogQuery, after: int, before: int, *, limit: int, newest: bool) -> list[Line]:
        """Lines with `after` < seq < `before`, in order, not longer than a view shows; the newest ones, or the oldest.

        One that is longer than `VIEW_LIMIT` comes with one character more than that.
        """

    async def count(self, asked: LogQuery, after: int, before: int) -> int: ...
    async def get(self, seq: int) -> Line | None:
        """The whole line."""

    async def next_to(self, seq: int, run: RunId | None = None, *, newest: bool) -> tuple[int, datetime] | None:
        """Number and moment of the nearest line: below that number (`newest`), or above it."""
