"""What stands beside schedules and runs."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Integer
from sqlmodel import Field, SQLModel

from spark_tui.domain.backfill import Backfill
from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.outage import Absence, Outage
from spark_tui.store.columns import COUNTER, ID, Moment, Prose
from spark_tui.store.rows import Found, Values


class FactRow(SQLModel, table=True):
    """One fact by its name."""

    __tablename__: ClassVar[str] = "facts"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    value: str = Field(sa_column=Column("value", Prose, nullable=False))


class RepairRow(SQLModel, table=True):
    """What Spark put right by itself."""

    __tablename__: ClassVar[str] = "repairs"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(sa_column=Column("seq", COUNTER, primary_key=True))
    at: datetime = Field(sa_column=Column("at", Moment, nullable=False))
    what: str = Field(sa_column=Column("what", Prose, nullable=False))
    detail: str = Field(sa_column=Column("detail", Prose, nullable=False))


class OutageRow(SQLModel, table=True):
    """When nobody planned."""

    __tablename__: ClassVar[str] = "outages"
    __table_args__ = (Index("ix_outages_until", "until"), {"sqlite_autoincrement": True})

    seq: int | None = Field(sa_column=Column("seq", COUNTER, primary_key=True))
    since: datetime = Field(sa_column=Column("since", Moment, nullable=False))
    until: datetime = Field(sa_column=Column("until", Moment, nullable=False))
    why: str = Field(sa_column=Column("why", ID, nullable=False))


class LimitRow(SQLModel, table=True):
    """How many runs of a source or a tag go on at once; its id is `source:NAME` or `tag:NAME`."""

    __tablename__: ClassVar[str] = "limits"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    runs: int = Field(sa_column=Column("runs", Integer, nullable=False))


class BackfillRow(SQLModel, table=True):
    """A past range that a person wanted run; its id is the batch of its runs."""

    __tablename__: ClassVar[str] = "backfills"
    __table_args__ = (Index("ix_backfills_of_schedule", "schedule_id", "asked_at"),)

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    schedule_id: str = Field(sa_column=Column("schedule_id", ID, nullable=False))
    first: datetime = Field(sa_column=Column("first", Moment, nullable=False))
    last: datetime = Field(sa_column=Column("last", Moment, nullable=False))
    at_most: int = Field(sa_column=Column("at_most", Integer, nullable=False))
    asked_at: datetime = Field(sa_column=Column("asked_at", Moment, nullable=False))
    asked_by: str = Field(sa_column=Column("asked_by", Prose, nullable=False))


class NoticeRow(SQLModel, table=True):
    """What a person wants to hear of; its id is the same for the same news."""

    __tablename__: ClassVar[str] = "notices"
    __table_args__ = (Index("ix_notices_id", "id", unique=True), {"sqlite_autoincrement": True})

    seq: int | None = Field(sa_column=Column("seq", COUNTER, primary_key=True))
    id: str = Field(sa_column=Column("id", ID, nullable=False))
    at: datetime = Field(sa_column=Column("at", Moment, nullable=False))
    news: str = Field(sa_column=Column("news", ID, nullable=False))
    text: str = Field(sa_column=Column("text", Prose, nullable=False))
    schedule_id: str | None = Field(sa_column=Column("schedule_id", ID))
    schedule_name: str = Field(sa_column=Column("schedule_name", Prose, nullable=False))
    run_id: str | None = Field(sa_column=Column("run_id", ID))


class FailingRow(SQLModel, table=True):
    """The schedules whose last moment came to a bad end, so that the next success is told."""

    __tablename__: ClassVar[str] = "failing"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    since: datetime = Field(sa_column=Column("since", Moment, nullable=False))


FACTS = SQLModel.metadata.tables["facts"]
REPAIRS = SQLModel.metadata.tables["repairs"]
OUTAGES = SQLModel.metadata.tables["outages"]
LIMITS = SQLModel.metadata.tables["limits"]
BACKFILLS = SQLModel.metadata.tables["backfills"]
NOTICES = SQLModel.metadata.tables["notices"]
FAILING = SQLModel.metadata.tables["failing"]


def outage_values(outage: Outage) -> Values:
    return {"since": outage.since, "until": outage.until, "why": outage.why.value}


def outage_of(row: Found) -> Outage:
    return Outage(row.since, row.until, Absence(row.why))


def limit_values(limit: Limit) -> Values:
    return {"id": f"{limit.scope}:{limit.name}", "runs": limit.runs}


def limit_of(row: Found) -> Limit:
    scope, _, name = row.id.partition(":")
    return Limit(Scope(scope), name, row.runs)


def backfill_values(backfill: Backfill) -> Values:
    return {
        "id": backfill.id,
        "schedule_id": backfill.schedule,
        "first": backfill.first,
        "last": backfill.last,
        "at_most": backfill.at_most,
        "asked_at": backfill.asked_at,
        "asked_by": backfill.asked_by,
    }


def backfill_of(row: Found) -> Backfill:
    return Backfill(
        id=row.id,
        schedule=ScheduleId(row.schedule_id),
        first=row.first,
        last=row.last,
        at_most=row.at_most,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
    )


def notice_values(notice: Notice) -> Values:
    return {
        "id": notice.key,
        "at": notice.at,
        "news": notice.news.value,
        "text": notice.text,
        "schedule_id": notice.schedule,
        "schedule_name": notice.schedule_name,
        "run_id": notice.run,
    }


def notice_of(row: Found) -> Notice:
    return Notice(
        key=row.id,
        at=row.at,
        news=News(row.news),
        text=row.text,
        schedule=None if row.schedule_id is None else ScheduleId(row.schedule_id),
        schedule_name=row.schedule_name,
        run=None if row.run_id is None else RunId(row.run_id),
        seq=row.seq,
    )
