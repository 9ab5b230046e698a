"""Who is the one engine of a store, and who carries out runs beside it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from spark_tui.domain.ids import BootId


class Face(StrEnum):
    """What the process of an engine is to a person."""

    APP = "app"
    DAEMON = "daemon"


@dataclass(frozen=True, slots=True)
class Holder:
    """Which process is an engine, as what, and of which Spark: of another one it says nothing but that."""

    host: str
    pid: int
    face: Face
    version: str = ""

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
        """True when it is ours: it was free, expired, ours already, or `force` (its holder is known to be dead).

        Raises Outgrown, as `renew` does, when the tables are not those of this Spark any more.
        """

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
