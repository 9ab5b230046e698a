"""Sources, their workflows, and schedules."""

from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from sqlalchemy import Boolean, Column, Index
from sqlmodel import Field, SQLModel

from spark_tui.domain.ids import ScheduleId, SourceId, WorkflowId
from spark_tui.domain.inputs import Values as Given
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import Health, Memory, SecretName, Source
from spark_tui.domain.text import one_line
from spark_tui.domain.workflow import Workflow
from spark_tui.store import shapes
from spark_tui.store.columns import ID, Moment, Prose
from spark_tui.store.rows import Found, Values


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


SOURCES = SQLModel.metadata.tables["sources"]
WORKFLOWS = SQLModel.metadata.tables["workflows"]
SCHEDULES = SQLModel.metadata.tables["schedules"]


def source_values(source: Source) -> Values:
    return {
        "id": source.id,
        "kind": source.kind,
        "name": source.name,
        "url": source.url,
        "secret": source.secret,
        "definition": source.definition or None,
        "memory": source.memory.value,
        "health": shapes.health_to_json(source.health),
    }


def source_of(row: Found) -> Source:
    return Source(
        id=SourceId(row.id),
        kind=row.kind,
        name=row.name,
        url=row.url,
        secret=None if row.secret is None else SecretName(row.secret),
        health=_health(row),
        definition=row.definition or "",
        memory=Memory(row.memory or Memory.RUN),
    )


def _health(row: Found) -> Health:
    """Only what was last heard: one that cannot be read is asked for again."""
    try:
        return shapes.health_from_json(row.health)
    except Exception:  # noqa: BLE001 - whatever the text of another program makes ours raise
        return Health()


def workflow_values(workflow: Workflow) -> Values:
    return {
        "id": workflow.id,
        "source_id": workflow.source,
        "source_name": workflow.source_name,
        "key": workflow.key,
        "title": workflow.title,
        "description": workflow.description,
        "aliases": shapes.words_to_json(workflow.aliases),
        "marker": workflow.marker,
        "gone_at": workflow.gone_at,
        "inputs": None if workflow.inputs is None else shapes.declared_to_json(workflow.inputs),
    }


def workflow_of(row: Found) -> Workflow:
    return Workflow(
        id=WorkflowId(row.id),
        source=SourceId(row.source_id),
        source_name=row.source_name,
        key=row.key,
        title=row.title,
        description=row.description,
        aliases=shapes.words_from_json(row.aliases),
        marker=row.marker,
        gone_at=row.gone_at,
        inputs=None if row.inputs is None else shapes.declared_from_json(row.inputs),
    )


def schedule_values(schedule: Schedule) -> Values:
    return {
        "id": schedule.id,
        "name": schedule.name,
        "workflow_id": schedule.workflow,
        "workflow_ref": schedule.workflow_ref,
        "timing": shapes.timing_to_json(schedule.timing),
        "zone": schedule.zone,
        "created_at": schedule.created_at,
        "next_at": schedule.next_at,
        "phrase": schedule.phrase,
        "words": schedule.words,
        "input": schedule.input,
        "given": schedule.values.json or None,
        "template": schedule.template or None,
        "policy": shapes.policy_to_json(schedule.policy),
        "pause": None if schedule.pause is None else shapes.pause_to_json(schedule.pause),
        "tags": shapes.words_to_json(schedule.tags),
        "ping": schedule.ping,
        "deliver": shapes.deliver_to_json(schedule.deliver),
    }


def schedule_of(row: Found, *, often: bool = False) -> Schedule | Unreadable:
    """What was damaged, written by hand or by another Spark is named, not guessed at.

    `often`: a list of thousands is read again and again, and few of them have changed.
    """
    try:
        return _known_schedule(row) if often else _schedule(row)
    except Exception as wrong:  # noqa: BLE001 - as above
        reason = f"schedule “{row.name}” ({row.id[:8]}) cannot be read from the database: {one_line(str(wrong))}"
        return Unreadable(ScheduleId(row.id), row.name, reason)


@lru_cache(maxsize=shapes.KNOWN)
def _known_schedule(row: Found) -> Schedule:
    return _schedule(row)


def _schedule(row: Found) -> Schedule:
    return Schedule(
        id=ScheduleId(row.id),
        name=row.name,
        workflow=WorkflowId(row.workflow_id),
        workflow_ref=row.workflow_ref,
        timing=shapes.timing_from_json(row.timing),
        zone=row.zone,
        created_at=row.created_at,
        next_at=row.next_at,
        phrase=row.phrase,
        words=row.words,
        input=row.input,
        values=Given(row.given or ""),
        template=bool(row.template),
        policy=shapes.policy_from_json(row.policy),
        pause=None if row.pause is None else shapes.pause_from_json(row.pause),
        tags=shapes.words_from_json(row.tags),
        ping=None if row.ping is None else SecretName(row.ping),
        deliver=shapes.deliver_from_json(row.deliver),
    )
