"""Sources, their workflows and schedules, as they are kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spark_tui.domain.delivery import Deliver
from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import SecretName, Source
from spark_tui.domain.workflow import Workflow


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
