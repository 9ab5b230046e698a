"""Whether the agents of a source remember stands with the source, and no more among the facts."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("sources", sa.Column("memory", ID))
    op.execute(
        "UPDATE sources SET memory = 'schedule' "
        "WHERE EXISTS (SELECT id FROM facts WHERE facts.id = 'remembers:' || sources.id AND facts.value = 'yes')"
    )
    op.execute("DELETE FROM facts WHERE id LIKE 'remembers:%'")
