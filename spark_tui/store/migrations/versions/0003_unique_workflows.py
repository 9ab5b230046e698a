"""A source offers a workflow once: what two syncs at once wrote twice becomes one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_KEPT = """
    SELECT MIN(kept.id) FROM workflows AS kept JOIN workflows AS named
    ON kept.source_id = named.source_id AND kept.key = named.key WHERE named.id = {table}.workflow_id
"""
_TWINS = """
    SELECT twin.id FROM workflows AS twin JOIN workflows AS kept
    ON kept.source_id = twin.source_id AND kept.key = twin.key AND kept.id < twin.id
"""


def upgrade() -> None:
    for table in ("schedules", "runs"):
        kept = _KEPT.format(table=table)
        op.execute(sa.text(f"UPDATE {table} SET workflow_id = ({kept}) WHERE workflow_id IN ({_TWINS})"))  # noqa: S608
    op.execute(sa.text(f"DELETE FROM workflows WHERE id IN ({_TWINS})"))  # noqa: S608
    op.drop_index("ix_workflows_source", "workflows")
    op.create_index("ix_workflows_key", "workflows", ["source_id", "key"], unique=True)
