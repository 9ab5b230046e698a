"""Notices, the schedules that fail just now, and the name of the URL that hears of a schedule's runs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("seq", COUNTER, primary_key=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("news", ID, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("schedule_id", ID),
        sa.Column("schedule_name", sa.Text, nullable=False),
        sa.Column("run_id", ID),
        sa.Index("ix_notices_id", "id", unique=True),
        sqlite_autoincrement=True,
    )
    op.create_table("failing", sa.Column("id", ID, primary_key=True), sa.Column("since", MOMENT, nullable=False))
    op.add_column("schedules", sa.Column("ping", sa.Text))
