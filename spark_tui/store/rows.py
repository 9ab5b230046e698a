"""The tables.

What a person reads years later stays: a schedule that goes leaves its runs and its notes, so
nothing here refers to anything with a foreign key. Each index stands for one question that the
ports ask; `tests/store/test_plans.py` holds every question against its index.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, SmallInteger, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from spark_tui.store.columns import COUNTER, ID, Moment, Prose

_QUEUED = text("state = 'queued'")
_OVER = text("ended_at IS NOT NULL")
_ENDED = ("ended_at", "state", "due_at", "schedule_id", "started_at", "attempt", "batch")
_MEASURED = (
    *("schedule_id", "workflow_id", "ended_at", "state", "started_at", "due_at", "queued_at"),
    *("attempt", "batch", "tokens_read", "tokens_written", "tokens", "cost"),
)
EMPTY = text("''")


class SourceRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "sources"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    kind: str = Field(sa_column=Column("kind", Prose, nullable=False))
    name: str = Field(sa_column=Column("name", Prose, nullable=False))
    url: str = Field(sa_column=Column("url", Prose, nullable=False))
    secret: str | None = Field(sa_column=Column("secret", Prose))
    definition: str | None = Field(sa_column=Column("definition", Prose))
    memory: str | None = Field(sa_column=Column("memory", ID))
    health: str = Field(sa_column=Column("health", Prose, nullable=False))


class WorkflowRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "workflows"
    __table_args__ = (Index("ix_workflows_key", "source_id", "key", unique=True),)

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    source_id: str = Field(sa_column=Column("source_id", ID, nullable=False))
    source_name: str = Field(sa_column=Column("source_name", Prose, nullable=False))
    key: str = Field(sa_column=Column("key", Prose, nullable=False))
    title: str = Field(sa_column=Column("title", Prose, nullable=False))
    description: str = Field(sa_column=Column("description", Prose, nullable=False))
    aliases: str = Field(sa_column=Column("aliases", Prose, nullable=False))
    marker: str = Field(sa_column=Column("marker", Prose, nullable=False))
    gone_at: datetime | None = Field(sa_column=Column("gone_at", Moment))
    inputs: str | None = Field(sa_column=Column("inputs", Prose))


class ScheduleRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "schedules"
    __table_args__ = (Index("ix_schedules_next", "next_at", "id"),)

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    name: str = Field(sa_column=Column("name", Prose, nullable=False))
    workflow_id: str = Field(sa_column=Column("workflow_id", ID, nullable=False))
    workflow_ref: str = Field(sa_column=Column("workflow_ref", Prose, nullable=False))
    timing: str = Field(sa_column=Column("timing", Prose, nullable=False))
    zone: str = Field(sa_column=Column("zone", Prose, nullable=False))
    created_at: datetime = Field(sa_column=Column("created_at", Moment, nullable=False))
    next_at: datetime | None = Field(sa_column=Column("next_at", Moment))
    phrase: str = Field(sa_column=Column("phrase", Prose, nullable=False))
    words: str = Field(sa_column=Column("words", Prose, nullable=False))
    input: str = Field(sa_column=Column("input", Prose, nullable=False))
    given: str | None = Field(sa_column=Column("given", Prose))
    template: bool | None = Field(sa_column=Column("template", Boolean))
    policy: str = Field(sa_column=Column("policy", Prose, nullable=False))
    pause: str | None = Field(sa_column=Column("pause", Prose))
    tags: str = Field(sa_column=Column("tags", Prose, nullable=False, server_default="[]"))
    ping: str | None = Field(sa_column=Column("ping", Prose))
    deliver: str | None = Field(sa_column=Column("deliver", Prose))


class RunRow(SQLModel, table=True):
    """One run per due moment, attempt and batch; runs without a schedule are not bound by that."""

    __tablename__: ClassVar[str] = "runs"
    __table_args__ = (
        UniqueConstraint("schedule_id", "due_at", "attempt", "batch", name="uq_runs_moment"),
        Index("ix_runs_recent", "queued_at", "due_at", "id"),
        Index("ix_runs_of_schedule", "schedule_id", "queued_at", "due_at", "id"),
        Index("ix_runs_in_state", "state", "queued_at", "due_at", "id"),
        Index("ix_runs_queued", "state", "due_at", "id", "not_before", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index("ix_runs_late", "state", "late_at", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index("ix_runs_expiring", "state", "expires_at", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index("ix_runs_ended", *_ENDED, sqlite_where=_OVER, postgresql_where=_OVER),
        Index("ix_runs_measured", *_MEASURED, sqlite_where=_OVER, postgresql_where=_OVER),
    )

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    workflow_id: str = Field(sa_column=Column("workflow_id", ID, nullable=False))
    workflow_ref: str = Field(sa_column=Column("workflow_ref", Prose, nullable=False))
    schedule_id: str | None = Field(sa_column=Column("schedule_id", ID))
    schedule_name: str = Field(sa_column=Column("schedule_name", Prose, nullable=False))
    due_at: datetime = Field(sa_column=Column("due_at", Moment, nullable=False))
    queued_at: datetime = Field(sa_column=Column("queued_at", Moment, nullable=False))
    not_before: datetime | None = Field(sa_column=Column("not_before", Moment))
    started_at: datetime | None = Field(sa_column=Column("started_at", Moment))
    ended_at: datetime | None = Field(sa_column=Column("ended_at", Moment))
    cause: str = Field(sa_column=Column("cause", ID, nullable=False))
    state: str = Field(sa_column=Column("state", ID, nullable=False))
    attempt: int = Field(sa_column=Column("attempt", Integer, nullable=False))
    repeats: str | None = Field(sa_column=Column("repeats", ID))
    boot: str | None = Field(sa_column=Column("boot", ID))
    ref: str | None = Field(sa_column=Column("ref", Prose))
    timeout_seconds: float = Field(sa_column=Column("timeout_seconds", Double, nullable=False))
    cancel_by: str = Field(sa_column=Column("cancel_by", Prose, nullable=False))
    reason: str = Field(sa_column=Column("reason", Prose, nullable=False))
    input: str = Field(sa_column=Column("input", Prose, nullable=False))
    given: str | None = Field(sa_column=Column("given", Prose))
    template: bool | None = Field(sa_column=Column("template", Boolean))
    sent: str | None = Field(sa_column=Column("sent", Prose))
    batch: str = Field(sa_column=Column("batch", ID, nullable=False, server_default=EMPTY))
    asked_by: str = Field(sa_column=Column("asked_by", Prose, nullable=False, server_default=EMPTY))
    tags: str = Field(sa_column=Column("tags", Prose, nullable=False, server_default="[]"))
    expires_at: datetime | None = Field(sa_column=Column("expires_at", Moment))
    deadline_at: datetime | None = Field(sa_column=Column("deadline_at", Moment))
    late_at: datetime | None = Field(sa_column=Column("late_at", Moment))
    waited_for: str = Field(sa_column=Column("waited_for", Prose, nullable=False, server_default=EMPTY))
    question: str | None = Field(sa_column=Column("question", Prose))
    answer: str | None = Field(sa_column=Column("answer", Prose))
    tokens_read: int | None = Field(sa_column=Column("tokens_read", BigInteger))
    tokens_written: int | None = Field(sa_column=Column("tokens_written", BigInteger))
    tokens: int | None = Field(sa_column=Column("tokens", BigInteger))
    cost: float | None = Field(sa_column=Column("cost", Double))
    trouble: str | None = Field(sa_column=Column("trouble", ID))
    result: str = Field(sa_column=Column("result", Prose, nullable=False))  # last: it can be megabytes


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


class LeaseRow(SQLModel, table=True):
    """At most one row, whose id is 1."""

    __tablename__: ClassVar[str] = "lease"

    id: int = Field(sa_column=Column("id", SmallInteger, primary_key=True, autoincrement=False))
    boot: str = Field(sa_column=Column("boot", ID, nullable=False))
    host: str = Field(sa_column=Column("host", Prose, nullable=False))
    pid: int = Field(sa_column=Column("pid", Integer, nullable=False))
    face: str = Field(sa_column=Column("face", ID, nullable=False))
    locked: bool = Field(sa_column=Column("locked", Boolean, nullable=False))
    taken_at: datetime = Field(sa_column=Column("taken_at", Moment, nullable=False))
    expires_at: datetime = Field(sa_column=Column("expires_at", Moment, nullable=False))


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
    """What was done with a person's yes and can be undone."""

    __tablename__: ClassVar[str] = "deeds"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(sa_column=Column("seq", COUNTER, primary_key=True))
    says: str = Field(sa_column=Column("says", Prose, nullable=False))
    undo: str = Field(sa_column=Column("undo", Prose, nullable=False))


class GuestRow(SQLModel, table=True):
    """Who carries out a run beside the engine; its id is its boot."""

    __tablename__: ClassVar[str] = "guests"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    holder: str = Field(sa_column=Column("holder", Prose, nullable=False))
    taken_at: datetime = Field(sa_column=Column("taken_at", Moment, nullable=False))
    expires_at: datetime = Field(sa_column=Column("expires_at", Moment, nullable=False))


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


class PrunedRow(SQLModel, table=True):
    """What was taken out of the ledger of a schedule, which is its id; empty for runs by hand."""

    __tablename__: ClassVar[str] = "pruned"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    since: datetime = Field(sa_column=Column("since", Moment, nullable=False))
    until: datetime = Field(sa_column=Column("until", Moment, nullable=False))
    runs: int = Field(sa_column=Column("runs", BigInteger, nullable=False))
    bad: int = Field(sa_column=Column("bad", BigInteger, nullable=False))
    omitted: int = Field(sa_column=Column("omitted", BigInteger, nullable=False))


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


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


SOURCES = _table("sources")
WORKFLOWS = _table("workflows")
SCHEDULES = _table("schedules")
RUNS = _table("runs")
OMISSIONS = _table("omissions")
LINES = _table("lines")
LEASE = _table("lease")
SAID = _table("said")
DEEDS = _table("deeds")
GUESTS = _table("guests")
FACTS = _table("facts")
REPAIRS = _table("repairs")
OUTAGES = _table("outages")
LIMITS = _table("limits")
BACKFILLS = _table("backfills")
NOTICES = _table("notices")
FAILING = _table("failing")
PRUNED = _table("pruned")
DESTINATIONS = _table("destinations")
OUTBOX = _table("outbox")
