"""A timing says what a clock change does to it: those that are kept did as Debian's cron does."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

PLAIN = {"gap": "after", "fold": "first"}
schedules = sa.table("schedules", sa.column("id", sa.Text), sa.column("timing", sa.Text))
deeds = sa.table("deeds", sa.column("seq", sa.BigInteger), sa.column("undo", sa.Text))


def upgrade() -> None:
    connection = op.get_bind()
    _rewrite(connection, schedules.c.id, schedules.c.timing, timing_with_change)
    _rewrite(connection, deeds.c.seq, deeds.c.undo, undo_with_change)


def _rewrite(connection: sa.Connection, key: Any, column: Any, rewritten: Any) -> None:
    rows = connection.execute(sa.select(key, column)).all()
    new = [{"this": which, "text": rewritten(text)} for which, text in rows]
    if new:
        change = sa.update(key.table).where(key == sa.bindparam("this")).values({column.name: sa.bindparam("text")})
        connection.execute(change, new)


def timing_with_change(text: str) -> str:
    """One that cannot be read is left as it is: it is told to be unreadable, as before."""
    try:
        return _json({"clock_change": PLAIN, **json.loads(text)})
    except (ValueError, TypeError):
        return text


def undo_with_change(text: str) -> str:
    """What undoes a change holds whole schedules, before and after."""
    changes = json.loads(text)
    for change in changes:
        for side in ("before", "after"):
            if schedule := change.get(side):
                schedule["timing"] = timing_with_change(schedule["timing"])
    return _json(changes)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
