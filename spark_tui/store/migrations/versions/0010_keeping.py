"""What was taken out of the ledger, summed up; and the notes by their age."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "pruned",
        sa.Column("id", ID, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("runs", sa.BigInteger, nullable=False),
        sa.Column("bad", sa.BigInteger, nullable=False),
        sa.Column("omitted", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_omissions_last", "omissions", ["last", "id"])
