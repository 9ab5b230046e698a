"""What was undone is kept, so that it can be done again, by another process too."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("deeds", sa.Column("undone", sa.Boolean, nullable=False, server_default=sa.false()))
