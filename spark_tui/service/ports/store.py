"""The transactions over what is kept, table by table."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

from spark_tui.service.ports.keeping import CheckTable, KeepTable, Upkeep
from spark_tui.service.ports.lease import LeaseTable
from spark_tui.service.ports.measures import MeasureTable
from spark_tui.service.ports.notes import (
    BackfillTable,
    DeedTable,
    FactTable,
    LimitTable,
    NoticeTable,
    OutageTable,
    RepairTable,
    TalkTable,
)
from spark_tui.service.ports.outbox import DestinationTable, OutboxTable
from spark_tui.service.ports.runs import LedgerTable, LineTable, RunTable
from spark_tui.service.ports.schedules import ScheduleTable, SourceTable, WorkflowTable

T = TypeVar("T")


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
