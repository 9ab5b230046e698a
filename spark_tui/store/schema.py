"""The shape of the database: which revision it has, and how it gets to ours.

A database that is up to date costs two small questions; Alembic (about half a second and 15 MB)
is imported only for one that is not.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from spark_tui.domain.errors import StoreError
from spark_tui.store.database import Database

HEAD = "0020"
MIGRATIONS = Path(__file__).parent / "migrations"


async def bring_up_to_date(database: Database) -> None:
    """Creates the tables or migrates them. Who comes second waits, looks again, and has nothing to do."""
    async with database.reading.connect() as connection:
        if await connection.run_sync(_revision) == HEAD:
            return
    async with database.durable.begin() as connection:
        await connection.run_sync(_upgrade, database.where)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection, where: str) -> None:
    found = _revision(connection)
    if found == HEAD:
        return
    if found is None:
        _refuse_what_is_not_ours(connection, where)
    _migrate(connection, found, where)


def _refuse_what_is_not_ours(connection: Connection, where: str) -> None:
    """A SQLite file of another program; on PostgreSQL a schema may be shared, but not our names."""
    names = set(inspect(connection).get_table_names())
    foreign = names if connection.dialect.name == "sqlite" else names & set(SQLModel.metadata.tables)
    if foreign:
        raise StoreError(
            f"the database {where} belongs to another program: it has a table “{min(foreign)[:40]}”",
            hint="choose another file or database for Spark",
        )


def _migrate(connection: Connection, found: str | None, where: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"the database {where} was written by a newer Spark (revision {found})",
            hint="upgrade Spark, or choose another database",
        )
    command.upgrade(config, HEAD)
