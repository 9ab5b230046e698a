"""Guests: those who carry out a single run beside the engine."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "guests",
        sa.Column("id", ID, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
