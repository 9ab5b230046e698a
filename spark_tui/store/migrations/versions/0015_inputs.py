"""What workflows declare that they want to be given, and the values that schedules and runs give them."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("workflows", sa.Column("inputs", sa.Text))
    for table in ("schedules", "runs"):
        op.add_column(table, sa.Column("given", sa.Text))
    _rewrite_deeds()


def _rewrite_deeds() -> None:
    """What undoes an edit holds whole schedules."""
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT seq, undo FROM deeds")).all():
        try:
            new = json.dumps(_with_values(json.loads(row.undo)), separators=(",", ":"))
        except (ValueError, TypeError, AttributeError):
            continue
        connection.execute(sa.text("UPDATE deeds SET undo = :undo WHERE seq = :seq"), {"undo": new, "seq": row.seq})


def _with_values(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for change in changes:
        for side in ("before", "after"):
            if schedule := change.get(side):
                schedule["given"] = None
    return changes
