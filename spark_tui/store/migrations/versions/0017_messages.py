"""Where messages go, those on their way, and the rules of a schedule that say who hears of it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "destinations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("destination", ID, nullable=False),
        sa.Column("event", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("schedule_name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("standing", ID, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("wrong", sa.Text, nullable=False),
        sa.Index("ix_outbox_next", "next_at", "at"),
        sa.Index("ix_outbox_at", "at"),
        sa.Index("ix_outbox_run", "run_id"),
    )
    op.add_column("schedules", sa.Column("deliver", sa.Text))
