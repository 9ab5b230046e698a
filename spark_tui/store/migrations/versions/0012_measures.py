"""Two indexes of the runs that are over, in which the calendar and the figures are counted. After 0013."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0013"

OVER = sa.text("ended_at IS NOT NULL")


def upgrade() -> None:
    for name, columns in (
        ("ix_runs_ended", ["ended_at", "state", "due_at", "schedule_id", "started_at", "attempt", "batch"]),
        (
            "ix_runs_measured",
            [
                *("schedule_id", "workflow_id", "ended_at", "state", "started_at", "due_at", "queued_at"),
                *("attempt", "batch", "tokens_read", "tokens_written", "tokens", "cost"),
            ],
        ),
    ):
        op.create_index(name, "runs", columns, sqlite_where=OVER, postgresql_where=OVER)
