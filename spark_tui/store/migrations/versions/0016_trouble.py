"""Why a run failed, by its class: what failed because nobody answered is made up for when its source is back."""

import sqlalchemy as sa
from alembic import op

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("runs", sa.Column("trouble", ID))
