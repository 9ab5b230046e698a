"""Where a database is: a path for SQLite, a URL for PostgreSQL; and how to say it without its password."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from spark_tui.domain.errors import StoreError

_FORMS = "sqlite:///path/to/spark.db or postgresql://user:password@host:5432/name"


@dataclass(frozen=True, slots=True)
class SqlitePath:
    """A file on this machine."""

    path: Path

    @property
    def where(self) -> str:
        return str(self.path)

    @property
    def password(self) -> str:
        """A file has none."""
        return ""


@dataclass(frozen=True, slots=True)
class PostgresUrl:
    """A database on a server."""

    url: URL

    @property
    def where(self) -> str:
        shown = URL.create("postgresql", self.url.username, None, self.url.host, self.url.port, self.url.database)
        return shown.render_as_string()

    @property
    def password(self) -> str:
        """What no message may hold."""
        return self.url.password or ""


def address_of(url: str) -> SqlitePath | PostgresUrl:
    """Reads a database URL.

    Raises StoreError when it is none, or one of another kind of database. The error does
    not repeat the URL: it can hold a password.
    """
    found = _parsed(url)
    match found.get_backend_name():
        case "sqlite":
            return _sqlite(found)
        case "postgresql" | "postgres":
            return _postgres(found)
        case other:
            raise StoreError(f"Spark keeps its data in SQLite or PostgreSQL, not in “{other}”", hint=f"use {_FORMS}")


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError("the database URL cannot be read", hint=f"use {_FORMS}") from None


def _sqlite(url: URL) -> SqlitePath:
    if not url.database or url.database == ":memory:" or url.host:
        raise StoreError("a SQLite database needs a file, in which it lasts", hint="use sqlite:///path/to/spark.db")
    return SqlitePath(Path(url.database).expanduser().absolute())


def _postgres(url: URL) -> PostgresUrl:
    if "@" in (url.host or ""):
        raise StoreError("the password in the database URL holds an @", hint="write it as %40")
    if "password" in url.query:
        raise StoreError("the password stands in the wrong place of the database URL", hint=f"use {_FORMS}")
    return PostgresUrl(url.set(drivername="postgresql+psycopg"))
