"""The lease says which Spark its holder is of."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("lease", sa.Column("version", sa.Text))
