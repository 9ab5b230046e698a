"""What a run asks a person, the answer, and what it has cost."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0010"


def upgrade() -> None:
    for name in ("question", "answer"):
        op.add_column("runs", sa.Column(name, sa.Text))
    for name in ("tokens_read", "tokens_written", "tokens"):
        op.add_column("runs", sa.Column(name, sa.BigInteger))
    op.add_column("runs", sa.Column("cost", sa.Double))
