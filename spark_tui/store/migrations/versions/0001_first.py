"""The first tables. Written out by hand: a migration must not change when rows.py does."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC
QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.Text),
        sa.Column("health", sa.Text, nullable=False),
    )
    op.create_table(
        "workflows",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("source_name", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("aliases", sa.Text, nullable=False),
        sa.Column("marker", sa.Text, nullable=False),
        sa.Column("gone_at", MOMENT),
        sa.Index("ix_workflows_source", "source_id"),
    )
    op.create_table(
        "schedules",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("workflow_id", ID, nullable=False),
        sa.Column("workflow_ref", sa.Text, nullable=False),
        sa.Column("timing", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("phrase", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("input", sa.Text, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("pause", sa.Text),
        sa.Index("ix_schedules_next", "next_at", "id"),
    )
    op.create_table(
        "runs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("workflow_id", ID, nullable=False),
        sa.Column("workflow_ref", sa.Text, nullable=False),
        sa.Column("schedule_id", ID),
        sa.Column("schedule_name", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("cause", ID, nullable=False),
        sa.Column("state", ID, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("repeats", ID),
        sa.Column("boot", ID),
        sa.Column("ref", sa.Text),
        sa.Column("timeout_seconds", sa.Double, nullable=False),
        sa.Column("cancel_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("input", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.UniqueConstraint("schedule_id", "due_at", "attempt", name="uq_runs_moment"),
        sa.Index("ix_runs_recent", "queued_at", "due_at", "id"),
        sa.Index("ix_runs_of_schedule", "schedule_id", "queued_at", "due_at", "id"),
        sa.Index("ix_runs_in_state", "state", "queued_at", "due_at", "id"),
        sa.Index("ix_runs_queued", "state", "due_at", "id", "not_before", sqlite_where=QUEUED, postgresql_where=QUEUED),
    )
    op.create_table(
        "omissions",
        sa.Column("id", COUNTER, primary_key=True),
        sa.Column("schedule_id", ID, nullable=False),
        sa.Column("first", MOMENT, nullable=False),
        sa.Column("last", MOMENT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("fate", ID, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Index("ix_omissions_of_schedule", "schedule_id", "last", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "lines",
        sa.Column("seq", COUNTER, primary_key=True),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("level", ID, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Index("ix_lines_of_run", "run_id", "seq"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "lease",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("boot", ID, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
