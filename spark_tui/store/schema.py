"""The shape of the database: which revision it has, and how it gets to ours.

A database that is up to date costs two small questions; Alembic (about half a second and 15 MB)
is imported only for one that is not.
"""

from datetime import UTC
from pathlib import Path

from sqlalchemy import Connection, delete, func, inspect, select, text
from sqlmodel import SQLModel

from spark_tui.domain.errors import InUse, Outgrown, StoreError
from spark_tui.domain.ids import BootId
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.service.serving import is_dead, of_ours
from spark_tui.service.whole import whole, wholly
from spark_tui.store.database import Database
from spark_tui.store.rows.lease import LEASE

HEAD = "0022"
MIGRATIONS = Path(__file__).parent / "migrations"
NEWER = "upgrade Spark, or choose another database"
HOLDERS_ARE_KNOWN = "0007"  # from then on the lease says which process its holder is


async def bring_up_to_date(database: Database, *, is_copy: bool = False) -> None:
    """Creates the tables or migrates them. Who comes second waits, looks again, and has nothing to do.

    Raises InUse where the engine of an older Spark works with them; a copy has none, whatever stands in it.
    """
    async with wholly(database.reading.connect()) as connection:
        if await whole(connection.run_sync(_revision)) == HEAD:
            return
    async with wholly(database.durable.begin()) as connection:
        await whole(connection.run_sync(_upgrade, database.where, is_copy))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection, where: str, is_copy: bool) -> None:
    found = _revision(connection)
    if found == HEAD:
        return
    if found is None:
        _refuse_what_is_not_ours(connection, where)
    _migrate(connection, found, where, is_copy)


def _refuse_what_is_not_ours(connection: Connection, where: str) -> None:
    """A SQLite file of another program; on PostgreSQL a schema may be shared, but not our names."""
    names = set(inspect(connection).get_table_names())
    foreign = names if connection.dialect.name == "sqlite" else names & set(SQLModel.metadata.tables)
    if foreign:
        raise StoreError(
            f"the database {where} belongs to another program: it has a table “{min(foreign)[:40]}”",
            hint="choose another file or database for Spark",
        )


def _migrate(connection: Connection, found: str | None, where: str, is_copy: bool) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise Outgrown(f"the database {where} was written by a newer Spark (revision {found})", hint=NEWER)
    if found is not None and found >= HOLDERS_ARE_KNOWN and not is_copy:
        _take_from_the_dead(connection, where)
    command.upgrade(config, HEAD)


def _take_from_the_dead(connection: Connection, where: str) -> None:
    """Whoever has the lease and wakes up later finds that it is gone, and writes nothing.

    Raises InUse when the holder lives: what it would write is not what the new tables mean.
    """
    if connection.dialect.name == "postgresql":  # who would take the lease waits until the tables are changed
        connection.execute(text("LOCK TABLE lease IN EXCLUSIVE MODE"))
    now = connection.execute(select(func.now())).scalar_one()
    known = (LEASE.c.boot, LEASE.c.host, LEASE.c.pid, LEASE.c.face, LEASE.c.taken_at, LEASE.c.expires_at)
    row = connection.execute(select(*known)).first()
    if row is not None and row.expires_at > now.replace(tzinfo=now.tzinfo or UTC):
        held = Lease(BootId(row.boot), Holder(row.host, row.pid, Face(row.face)), row.taken_at, row.expires_at)
        if not is_dead(held):
            raise _in_use(held.holder, where)
    connection.execute(delete(LEASE))


def _in_use(holder: Holder, where: str) -> InUse:
    return InUse(
        f"an engine of an older Spark works with the database {where} (pid {holder.pid}), whose tables must change",
        hint=of_ours(holder),
        host=holder.host,
        pid=holder.pid,
        face=holder.face.value,
    )
