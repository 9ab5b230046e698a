"""Destinations, and the messages on their way there."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from spark_tui.domain.delivery import Destination, Event, Letter, Standing
from spark_tui.domain.ids import RunId
from spark_tui.domain.source import SecretName
from spark_tui.store.columns import ID, Moment, Prose
from spark_tui.store.rows import Found, Values


class DestinationRow(SQLModel, table=True):
    """Where messages go; its id is its name, its URL is in the vault."""

    __tablename__: ClassVar[str] = "destinations"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    kind: str = Field(sa_column=Column("kind", Prose, nullable=False))
    secret: str = Field(sa_column=Column("secret", Prose, nullable=False))
    place: str = Field(sa_column=Column("place", Prose, nullable=False))


class LetterRow(SQLModel, table=True):
    """A message on its way, or one that went; its id is the same for the same news to the same destination."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (
        Index("ix_outbox_next", "next_at", "at"),
        Index("ix_outbox_at", "at"),
        Index("ix_outbox_run", "run_id"),
    )

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    at: datetime = Field(sa_column=Column("at", Moment, nullable=False))
    destination: str = Field(sa_column=Column("destination", ID, nullable=False))
    event: str = Field(sa_column=Column("event", ID, nullable=False))
    run_id: str = Field(sa_column=Column("run_id", ID, nullable=False))
    schedule_name: str = Field(sa_column=Column("schedule_name", Prose, nullable=False))
    text: str = Field(sa_column=Column("text", Prose, nullable=False))
    standing: str = Field(sa_column=Column("standing", ID, nullable=False))
    tries: int = Field(sa_column=Column("tries", BigInteger, nullable=False))
    next_at: datetime | None = Field(sa_column=Column("next_at", Moment))
    wrong: str = Field(sa_column=Column("wrong", Prose, nullable=False))


DESTINATIONS = SQLModel.metadata.tables["destinations"]
OUTBOX = SQLModel.metadata.tables["outbox"]


def destination_values(destination: Destination) -> Values:
    return {
        "id": destination.name,
        "kind": destination.kind,
        "secret": destination.secret,
        "place": destination.place,
    }


def destination_of(row: Found) -> Destination:
    return Destination(row.id, row.kind, SecretName(row.secret), row.place)


def letter_values(letter: Letter) -> Values:
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


def letter_of(row: Found) -> Letter:
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
