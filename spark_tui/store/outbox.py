"""Destinations, and the messages on their way there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from spark_tui.domain.delivery import Destination, Letter
from spark_tui.domain.ids import RunId
from spark_tui.store.rows.outbox import (
    DESTINATIONS,
    OUTBOX,
    destination_of,
    destination_values,
    letter_of,
    letter_values,
)
from spark_tui.store.statements import Statements


class SqlDestinations:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self) -> list[Destination]:
        return [destination_of(row) for row in await self._sql.rows(select(DESTINATIONS).order_by(DESTINATIONS.c.id))]

    async def get(self, name: str) -> Destination | None:
        row = await self._sql.first(select(DESTINATIONS).where(DESTINATIONS.c.id == name))
        return None if row is None else destination_of(row)

    async def put(self, destination: Destination) -> None:
        await self._sql.put(DESTINATIONS, destination_values(destination))

    async def remove(self, name: str) -> None:
        await self._sql.change(delete(DESTINATIONS).where(DESTINATIONS.c.id == name))


class SqlOutbox:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def add(self, letters: Sequence[Letter]) -> None:
        if letters:
            await self._sql.insert_new(OUTBOX, [letter_values(letter) for letter in letters])

    async def put(self, letter: Letter) -> None:
        await self._sql.put(OUTBOX, letter_values(letter))

    async def next_at(self) -> datetime | None:
        found: datetime | None = await self._sql.value(select(func.min(OUTBOX.c.next_at)))
        return found

    async def due(self, now: datetime, limit: int) -> list[Letter]:
        return await self._letters(
            select(OUTBOX).where(OUTBOX.c.next_at <= now).order_by(OUTBOX.c.next_at, OUTBOX.c.at).limit(limit)
        )

    async def recent(self, limit: int = 50) -> list[Letter]:
        return await self._letters(select(OUTBOX).order_by(OUTBOX.c.at.desc(), OUTBOX.c.id).limit(limit))

    async def of_run(self, run: RunId) -> list[Letter]:
        return await self._letters(select(OUTBOX).where(OUTBOX.c.run_id == run).order_by(OUTBOX.c.at, OUTBOX.c.id))

    async def _letters(self, asked: Select[*tuple[object, ...]]) -> list[Letter]:
        return [letter_of(row) for row in await self._sql.rows(asked)]
