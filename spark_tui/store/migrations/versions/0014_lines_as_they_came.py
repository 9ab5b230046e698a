"""A line as it came, where it held more than text; and how bad it is, so that a log can be asked for what is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("lines", sa.Column("raw", sa.Text))
    op.add_column("lines", sa.Column("severity", sa.SmallInteger))
