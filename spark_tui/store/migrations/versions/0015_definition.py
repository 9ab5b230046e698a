"""What a source offers, of a kind that is told."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("sources", sa.Column("definition", sa.Text))
