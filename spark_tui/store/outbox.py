"""Destinations, and the messages on their way there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select

from spark_tui.domain.delivery import Destination, Event, Letter, Standing
from spark_tui.domain.ids import RunId
from spark_tui.domain.source import SecretName
from spark_tui.store.mapping import Found, Values
from spark_tui.store.rows import DESTINATIONS, OUTBOX
from spark_tui.store.statements import Statements


class SqlDestinations:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def all(self) -> list[Destination]:
        return [_destination(row) for row in await self._sql.rows(select(DESTINATIONS).order_by(DESTINATIONS.c.id))]

    async def get(self, name: str) -> Destination | None:
        row = await self._sql.first(select(DESTINATIONS).where(DESTINATIONS.c.id == name))
        return None if row is None else _destination(row)

    async def put(self, destination: Destination) -> None:
        values = {"id": destination.name, "kind": destination.kind, "secret": destination.secret}
        await self._sql.put(DESTINATIONS, values | {"place": destination.place})

    async def remove(self, name: str) -> None:
        await self._sql.change(delete(DESTINATIONS).where(DESTINATIONS.c.id == name))


class SqlOutbox:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def add(self, letters: Sequence[Letter]) -> None:
        if letters:
            await self._sql.insert_new(OUTBOX, [_values(letter) for letter in letters])

    async def put(self, letter: Letter) -> None:
        await self._sql.put(OUTBOX, _values(letter))

    async def due(self, now: datetime, limit: int) -> list[Letter]:
        return await self._letters(
            select(OUTBOX).where(OUTBOX.c.next_at <= now).order_by(OUTBOX.c.next_at, OUTBOX.c.at).limit(limit)
        )

    async def recent(self, limit: int = 50) -> list[Letter]:
        return await self._letters(select(OUTBOX).order_by(OUTBOX.c.at.desc(), OUTBOX.c.id).limit(limit))

    async def of_run(self, run: RunId) -> list[Letter]:
        return await self._letters(select(OUTBOX).where(OUTBOX.c.run_id == run).order_by(OUTBOX.c.at, OUTBOX.c.id))

    async def _letters(self, asked: Select[*tuple[object, ...]]) -> list[Letter]:
        return [_letter(row) for row in await self._sql.rows(asked)]


def _destination(row: Found) -> Destination:
    return Destination(row.id, row.kind, SecretName(row.secret), row.place)


def _values(letter: Letter) -> Values:
    return {
        "id": letter.key,
        "at": letter.at,
        "destination": letter.to,
        "event": letter.event.value,
        "run_id": letter.run,
        "schedule_name": letter.schedule_name,
        "text": letter.text,
        "standing": letter.standing.value,
        "tries": letter.tries,
        "next_at": letter.next_at,
        "wrong": letter.wrong,
    }


def _letter(row: Found) -> Letter:
    return Letter(
        key=row.id,
        at=row.at,
        to=row.destination,
        event=Event(row.event),
        run=RunId(row.run_id),
        schedule_name=row.schedule_name,
        text=row.text,
        standing=Standing(row.standing),
        tries=row.tries,
        next_at=row.next_at,
        wrong=row.wrong,
    )
