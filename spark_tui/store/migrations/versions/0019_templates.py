"""Inputs that are templates, and what was sent of them."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    for table in ("schedules", "runs"):
        op.add_column(table, sa.Column("template", sa.Boolean))
    op.add_column("runs", sa.Column("sent", sa.Text))
    _rewrite_deeds()


def _rewrite_deeds() -> None:
    """What undoes an edit holds whole schedules."""
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT seq, undo FROM deeds")).all():
        try:
            new = json.dumps(_plain(json.loads(row.undo)), separators=(",", ":"))
        except (ValueError, TypeError, AttributeError):
            continue
        connection.execute(sa.text("UPDATE deeds SET undo = :undo WHERE seq = :seq"), {"undo": new, "seq": row.seq})


def _plain(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for change in changes:
        for side in ("before", "after"):
            if schedule := change.get(side):
                schedule["template"] = None
    return changes
