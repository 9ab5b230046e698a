"""The ledger: the moments that got no run, the runs as its entries, and the sum of what was taken out of it."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.keeping import Pruned
from spark_tui.domain.ledger import Entry
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import Cause
from spark_tui.store.columns import COUNTER, ID, Moment, Prose
from spark_tui.store.rows import Found, Values


class OmissionRow(SQLModel, table=True):
    """`count` due moments of a schedule that got no run, and why."""

    __tablename__: ClassVar[str] = "omissions"
    __table_args__ = (
        Index("ix_omissions_of_schedule", "schedule_id", "last", "id"),
        Index("ix_omissions_last", "last", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(sa_column=Column("id", COUNTER, primary_key=True))
    schedule_id: str = Field(sa_column=Column("schedule_id", ID, nullable=False))
    first: datetime = Field(sa_column=Column("first", Moment, nullable=False))
    last: datetime = Field(sa_column=Column("last", Moment, nullable=False))
    count: int = Field(sa_column=Column("count", Integer, nullable=False))
    fate: str = Field(sa_column=Column("fate", ID, nullable=False))
    reason: str = Field(sa_column=Column("reason", Prose, nullable=False))


class PrunedRow(SQLModel, table=True):
    """What was taken out of the ledger of a schedule, which is its id; empty for runs by hand."""

    __tablename__: ClassVar[str] = "pruned"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    since: datetime = Field(sa_column=Column("since", Moment, nullable=False))
    until: datetime = Field(sa_column=Column("until", Moment, nullable=False))
    runs: int = Field(sa_column=Column("runs", BigInteger, nullable=False))
    bad: int = Field(sa_column=Column("bad", BigInteger, nullable=False))
    omitted: int = Field(sa_column=Column("omitted", BigInteger, nullable=False))


OMISSIONS = SQLModel.metadata.tables["omissions"]
PRUNED = SQLModel.metadata.tables["pruned"]


def omission_values(schedule: ScheduleId, span: Span) -> Values:
    return {
        "schedule_id": schedule,
        "first": span.first,
        "last": span.last,
        "count": span.count,
        "fate": span.fate.value,
        "reason": span.reason,
    }


def span_of(row: Found) -> Span:
    return Span(row.first, row.last, row.omitted, Fate(row.fate), row.reason)


def omission_entry_of(row: Found) -> Entry:
    return Entry(due_at=row.first, until=row.last, count=row.omitted, state=row.fate, reason=row.reason)


def run_entry_of(row: Found) -> Entry:
    return Entry(
        due_at=row.due_at,
        until=row.due_at,
        count=1,
        state=row.state,
        reason=row.reason,
        run=RunId(row.id),
        attempt=row.attempt,
        started_at=row.started_at,
        ended_at=row.ended_at,
        queued_at=row.queued_at,
        cause=Cause(row.cause),
        batch=row.batch,
        asked_by=row.asked_by,
        waited_for=row.waited_for,
    )


def pruned_values(pruned: Pruned) -> Values:
    return {
        "id": pruned.schedule or "",
        "since": pruned.since,
        "until": pruned.until,
        "runs": pruned.runs,
        "bad": pruned.bad,
        "omitted": pruned.omitted,
    }


def pruned_of(row: Found) -> Pruned:
    return Pruned(ScheduleId(row.id) if row.id else None, row.since, row.until, row.runs, row.bad, row.omitted)
