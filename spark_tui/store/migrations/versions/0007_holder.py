"""The lease tells its holder's host, process and face apart, and whether it has the file lock."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC


def upgrade() -> None:
    """Whoever has it is told to be nobody: it was the engine of another Spark, which cannot go on with this store."""
    op.drop_table("lease")
    op.create_table(
        "lease",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("boot", ID, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("face", ID, nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
