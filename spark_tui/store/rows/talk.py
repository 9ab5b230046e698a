"""The conversation, and the deeds that can be undone."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Boolean, Column, Double, Integer, false
from sqlmodel import Field, SQLModel

from spark_tui.domain.talk import Said, Spent, Who
from spark_tui.store.columns import COUNTER, ID, Moment, Prose
from spark_tui.store.rows import Found, Values


class SaidRow(SQLModel, table=True):
    """The conversation with the model."""

    __tablename__: ClassVar[str] = "said"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(sa_column=Column("seq", COUNTER, primary_key=True))
    at: datetime = Field(sa_column=Column("at", Moment, nullable=False))
    who: str = Field(sa_column=Column("who", ID, nullable=False))
    text: str = Field(sa_column=Column("text", Prose, nullable=False))
    tokens_read: int = Field(sa_column=Column("tokens_read", Integer, nullable=False))
    tokens_written: int = Field(sa_column=Column("tokens_written", Integer, nullable=False))
    cost: float = Field(sa_column=Column("cost", Double, nullable=False))


class DeedRow(SQLModel, table=True):
    """What was done with a person's yes and can be undone; or was undone, with what does it again."""

    __tablename__: ClassVar[str] = "deeds"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(sa_column=Column("seq", COUNTER, primary_key=True))
    says: str = Field(sa_column=Column("says", Prose, nullable=False))
    undo: str = Field(sa_column=Column("undo", Prose, nullable=False))
    undone: bool = Field(sa_column=Column("undone", Boolean, nullable=False, server_default=false()))


SAID = SQLModel.metadata.tables["said"]
DEEDS = SQLModel.metadata.tables["deeds"]


def said_values(said: Said) -> Values:
    return {
        "at": said.at,
        "who": said.who,
        "text": said.text,
        "tokens_read": said.spent.read,
        "tokens_written": said.spent.written,
        "cost": said.spent.cost,
    }


def said_of(row: Found) -> Said:
    return Said(Who(row.who), row.text, row.at, Spent(row.tokens_read, row.tokens_written, row.cost))
