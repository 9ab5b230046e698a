"""Policies, whole: what they need of a run, the moments they make, and what Spark notes of itself."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC
QUEUED = sa.text("state = 'queued'")
EMPTY = sa.text("''")
TROUBLES = ["busy", "failed", "rejected", "server", "timeout", "unreachable"]  # a retry followed any of them


def upgrade() -> None:
    op.add_column("schedules", sa.Column("tags", sa.Text, nullable=False, server_default="[]"))
    _runs()
    _new_tables()
    _rewrite("schedules", "policy", _policy)
    _rewrite("deeds", "undo", _undo)


def _runs() -> None:
    """The new columns stand before `result`, which can be megabytes: SQLite walks through all of it to what follows."""
    columns = (
        sa.Column("batch", ID, nullable=False, server_default=EMPTY),
        sa.Column("asked_by", sa.Text, nullable=False, server_default=EMPTY),
        sa.Column("tags", sa.Text, nullable=False, server_default="[]"),
        sa.Column("expires_at", MOMENT),
        sa.Column("deadline_at", MOMENT),
        sa.Column("late_at", MOMENT),
        sa.Column("waited_for", sa.Text, nullable=False, server_default=EMPTY),
    )
    rebuilt = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("runs", recreate="always" if rebuilt else "never") as runs:
        for column in columns:
            runs.add_column(column, insert_after="input" if rebuilt else None)
        runs.drop_constraint("uq_runs_moment", type_="unique")
        runs.create_unique_constraint("uq_runs_moment", ["schedule_id", "due_at", "attempt", "batch"])
    op.create_index("ix_runs_late", "runs", ["state", "late_at"], sqlite_where=QUEUED, postgresql_where=QUEUED)
    op.create_index("ix_runs_expiring", "runs", ["state", "expires_at"], sqlite_where=QUEUED, postgresql_where=QUEUED)


def _new_tables() -> None:
    op.create_table("facts", sa.Column("id", ID, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "repairs",
        sa.Column("seq", COUNTER, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outages",
        sa.Column("seq", COUNTER, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("why", ID, nullable=False),
        sa.Index("ix_outages_until", "until"),
        sqlite_autoincrement=True,
    )
    op.create_table("limits", sa.Column("id", ID, primary_key=True), sa.Column("runs", sa.Integer, nullable=False))
    op.create_table(
        "backfills",
        sa.Column("id", ID, primary_key=True),
        sa.Column("schedule_id", ID, nullable=False),
        sa.Column("first", MOMENT, nullable=False),
        sa.Column("last", MOMENT, nullable=False),
        sa.Column("at_most", sa.Integer, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Index("ix_backfills_of_schedule", "schedule_id", "asked_at"),
    )


def _rewrite(table: str, column: str, rewritten: Any) -> None:
    """Row by row; one that cannot be read stays as it is, and is told to be unreadable as before."""
    connection = op.get_bind()
    key = "seq" if table == "deeds" else "id"
    rows = connection.execute(sa.text(f"SELECT {key} AS k, {column} AS v FROM {table}")).all()  # noqa: S608
    for row in rows:
        try:
            new = json.dumps(rewritten(json.loads(row.v)), separators=(",", ":"))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        connection.execute(sa.text(f"UPDATE {table} SET {column} = :v WHERE {key} = :k"), {"v": new, "k": row.k})  # noqa: S608


def _policy(shape: dict[str, Any]) -> dict[str, Any]:
    retry = {**shape["retry"], "jitter": 0.1, "on": TROUBLES}
    new = {
        "catch_up_most": shape["at_most"],
        "catch_up_spread_us": 0,
        "catch_up_ask": False,
        "max_wait_us": None,
        "deadline_us": None,
        "late_after_us": 300_000_000,
    }
    return {**shape, **new, "retry": retry}


def _undo(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for change in changes:
        for side in ("before", "after"):
            if schedule := change.get(side):
                schedule["policy"] = json.dumps(_policy(json.loads(schedule["policy"])), separators=(",", ":"))
                schedule["tags"], schedule["ping"] = "[]", None
    return changes
