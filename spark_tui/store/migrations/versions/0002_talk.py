"""The conversation with the model, and what was done in it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "said",
        sa.Column("seq", COUNTER, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", ID, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("tokens_read", sa.Integer, nullable=False),
        sa.Column("tokens_written", sa.Integer, nullable=False),
        sa.Column("cost", sa.Double, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "deeds",
        sa.Column("seq", COUNTER, primary_key=True),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("undo", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
