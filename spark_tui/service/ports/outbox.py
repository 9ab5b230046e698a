"""Messages out: where they are kept, and who carries them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from spark_tui.domain.delivery import Destination, Letter, Message
from spark_tui.domain.ids import RunId
from spark_tui.domain.source import Secret


class DestinationTable(Protocol):
    async def all(self) -> list[Destination]:
        """By name."""

    async def get(self, name: str) -> Destination | None: ...
    async def put(self, destination: Destination) -> None: ...
    async def remove(self, name: str) -> None: ...


class OutboxTable(Protocol):
    async def add(self, letters: Sequence[Letter]) -> None:
        """Those whose key is not there yet."""

    async def put(self, letter: Letter) -> None: ...
    async def next_at(self) -> datetime | None:
        """When the first of those that wait is to be sent."""

    async def due(self, now: datetime, limit: int) -> list[Letter]:
        """Those that are to be sent by then, the one that has waited longest first."""

    async def recent(self, limit: int = 50) -> list[Letter]:
        """Newest first."""

    async def of_run(self, run: RunId) -> list[Letter]: ...


class Courier(Protocol):
    """Carries messages to whatever stands behind a URL."""

    def place(self, url: Secret) -> tuple[str, str]:
        """Its kind, and what of it may be seen. Raises Invalid for a URL that nobody here can carry to."""

    async def carry(self, url: Secret, message: Message) -> None:
        """Raises SourceError where it did not arrive; `retryable` when trying again can help and does no harm."""
