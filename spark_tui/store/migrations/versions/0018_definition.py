"""What a source offers, of a kind that is told."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("sources", sa.Column("definition", sa.Text))
