"""What is kept beside schedules and runs: facts, limits, notices, and what was said and done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spark_tui.domain.backfill import Backfill
from spark_tui.domain.change import Deed
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.limits import Limit
from spark_tui.domain.notice import Notice
from spark_tui.domain.outage import Outage
from spark_tui.domain.talk import Said


class TalkTable(Protocol):
    """The conversation with the model: one for a store."""

    async def add(self, said: Sequence[Said]) -> None: ...
    async def all(self) -> list[Said]:
        """In order."""

    async def clear(self) -> None: ...


class DeedTable(Protocol):
    """What was done with a person's yes, as far as it can be undone."""

    async def add(self, deed: Deed, *, again: bool = False) -> None:
        """With what is new, what was undone before cannot be done again any more; what is done `again` leaves it."""

    async def put_by(self, deed: Deed) -> None:
        """It was undone; what would do it again stands where what would undo it does."""

    async def last(self) -> Deed | None:
        """What was done last, and has not been undone."""

    async def last_undone(self) -> Deed | None: ...
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
