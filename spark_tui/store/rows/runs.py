"""Runs, as the store keeps them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.inputs import Values as Given
from spark_tui.domain.listing import Beat
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.store import shapes
from spark_tui.store.columns import ID, Moment, Prose
from spark_tui.store.rows import Found, Values

_QUEUED = text("state = 'queued'")
_OVER = text("ended_at IS NOT NULL")
_ENDED = ("ended_at", "state", "due_at", "schedule_id", "started_at", "attempt", "batch")
_MEASURED = (
    *("schedule_id", "workflow_id", "ended_at", "state", "started_at", "due_at", "queued_at"),
    *("attempt", "batch", "tokens_read", "tokens_written", "tokens", "cost"),
)
_EMPTY = text("''")


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
    batch: str = Field(sa_column=Column("batch", ID, nullable=False, server_default=_EMPTY))
    asked_by: str = Field(sa_column=Column("asked_by", Prose, nullable=False, server_default=_EMPTY))
    tags: str = Field(sa_column=Column("tags", Prose, nullable=False, server_default="[]"))
    expires_at: datetime | None = Field(sa_column=Column("expires_at", Moment))
    deadline_at: datetime | None = Field(sa_column=Column("deadline_at", Moment))
    late_at: datetime | None = Field(sa_column=Column("late_at", Moment))
    waited_for: str = Field(sa_column=Column("waited_for", Prose, nullable=False, server_default=_EMPTY))
    question: str | None = Field(sa_column=Column("question", Prose))
    answer: str | None = Field(sa_column=Column("answer", Prose))
    tokens_read: int | None = Field(sa_column=Column("tokens_read", BigInteger))
    tokens_written: int | None = Field(sa_column=Column("tokens_written", BigInteger))
    tokens: int | None = Field(sa_column=Column("tokens", BigInteger))
    cost: float | None = Field(sa_column=Column("cost", Double))
    trouble: str | None = Field(sa_column=Column("trouble", ID))
    result: str = Field(sa_column=Column("result", Prose, nullable=False))  # last: it can be megabytes


RUNS = SQLModel.metadata.tables["runs"]


def run_values(run: Run) -> Values:
    return {
        "id": run.id,
        "workflow_id": run.workflow,
        "workflow_ref": run.workflow_ref,
        "schedule_id": run.schedule,
        "schedule_name": run.schedule_name,
        "due_at": run.due_at,
        "queued_at": run.queued_at,
        "not_before": run.not_before,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "cause": run.cause.value,
        "state": run.state.value,
        "attempt": run.attempt,
        "repeats": run.repeats,
        "boot": run.boot,
        "ref": run.ref,
        "timeout_seconds": run.timeout_seconds,
        "cancel_by": run.cancel_by,
        "reason": run.reason,
        "input": run.input,
        "given": run.values.json or None,
        "template": run.template or None,
        "sent": None if run.sent is None else shapes.sent_to_json(run.sent),
        "result": run.result,
        "batch": run.batch,
        "asked_by": run.asked_by,
        "tags": shapes.words_to_json(run.tags),
        "expires_at": run.expires_at,
        "deadline_at": run.deadline_at,
        "late_at": run.late_at,
        "waited_for": run.waited_for,
        "question": None if run.question is None else shapes.question_to_json(run.question),
        "answer": None if run.answer is None else shapes.answer_to_json(run.answer),
        "trouble": run.trouble and run.trouble.value,
        **_usage_values(run.usage),
    }


def _usage_values(usage: Usage | None) -> Values:
    if usage is None:
        return dict.fromkeys(("tokens_read", "tokens_written", "tokens", "cost"))
    return {
        "tokens_read": usage.read,
        "tokens_written": usage.written,
        "tokens": usage.total,
        "cost": usage.cost,
    }


def run_of(row: Found) -> Run:
    return Run(
        id=RunId(row.id),
        workflow=WorkflowId(row.workflow_id),
        workflow_ref=row.workflow_ref,
        due_at=row.due_at,
        queued_at=row.queued_at,
        cause=Cause(row.cause),
        schedule=None if row.schedule_id is None else ScheduleId(row.schedule_id),
        schedule_name=row.schedule_name,
        attempt=row.attempt,
        state=RunState(row.state),
        input=row.input,
        values=Given(row.given or ""),
        template=bool(row.template),
        sent=None if row.sent is None else shapes.sent_from_json(row.sent),
        timeout_seconds=row.timeout_seconds,
        ref=row.ref,
        boot=None if row.boot is None else BootId(row.boot),
        repeats=None if row.repeats is None else RunId(row.repeats),
        not_before=row.not_before,
        started_at=row.started_at,
        ended_at=row.ended_at,
        cancel_by=row.cancel_by,
        reason=row.reason,
        result=row.result,
        batch=row.batch,
        asked_by=row.asked_by,
        tags=shapes.words_from_json(row.tags),
        expires_at=row.expires_at,
        deadline_at=row.deadline_at,
        late_at=row.late_at,
        waited_for=row.waited_for,
        question=None if row.question is None else shapes.question_from_json(row.question),
        answer=None if row.answer is None else shapes.answer_from_json(row.answer),
        usage=None if row.tokens is None else Usage(row.tokens_read, row.tokens_written, row.tokens, row.cost),
        trouble=None if row.trouble is None else Trouble(row.trouble),
    )


def beat_of(row: Found) -> Beat:
    ended = row.started_at is not None and row.ended_at is not None
    return Beat(RunState(row.state), (row.ended_at - row.started_at).total_seconds() if ended else None)
