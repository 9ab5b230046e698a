"""The lines of runs."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, SmallInteger
from sqlmodel import Field, SQLModel

from spark_tui.domain.ids import RunId
from spark_tui.domain.log import Level, Line
from spark_tui.store.columns import COUNTER, ID, Moment, Prose
from spark_tui.store.rows import Found, Values


class LineRow(SQLModel, table=True):
    """`seq` is never given out twice, not even when the last lines were deleted: readers keep it."""

    __tablename__: ClassVar[str] = "lines"
    __table_args__ = (Index("ix_lines_of_run", "run_id", "seq"), {"sqlite_autoincrement": True})

    seq: int | None = Field(sa_column=Column("seq", COUNTER, primary_key=True))
    run_id: str = Field(sa_column=Column("run_id", ID, nullable=False))
    at: datetime = Field(sa_column=Column("at", Moment, nullable=False))
    level: str = Field(sa_column=Column("level", ID, nullable=False))
    text: str = Field(sa_column=Column("text", Prose, nullable=False))
    raw: str | None = Field(sa_column=Column("raw", Prose))
    severity: int | None = Field(sa_column=Column("severity", SmallInteger))


LINES = SQLModel.metadata.tables["lines"]


def line_values(line: Line) -> Values:
    return {
        "run_id": line.run,
        "at": line.at,
        "level": line.level.value,
        "text": line.text,
        "raw": line.raw or None,
        "severity": line.severity.value,
    }


def line_of(row: Found) -> Line:
    return Line(RunId(row.run_id), row.at, Level(row.level), row.text, row.seq, row.raw or "")
