"""What a database complains of, in words for people.

The one place where an error of SQLAlchemy or of a driver becomes a StoreError.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from spark_tui.domain.errors import StoreError
from spark_tui.domain.source import Secret
from spark_tui.domain.text import one_line

COMPLAINTS: tuple[tuple[str, str, str], ...] = (
    # what it says, in lower case · what is wrong · what would help
    ("file is not a database", "is no database", "choose another file, or move this one away"),
    ("unable to open", "cannot be opened", "check that its folder is there and may be written"),
    ("readonly", "may not be written", "check who owns the file and its folder"),
    ("read-only", "may not be written", "check whether the disk or the server is read-only"),
    ("disk is full", "cannot grow: the disk is full", "make room; nothing that was kept is lost"),
    ("no space left", "cannot grow: the disk is full", "make room; nothing that was kept is lost"),
    ("disk i/o error", "cannot be read or written: the disk reports an error", "check the disk and its free space"),
    ("malformed", "is damaged", "restore a copy; `sqlite3 FILE .recover` can save what is left"),
    ("locked", "is busy: another program holds it", "close the other program, or try again"),
    ("lock timeout", "is busy: another transaction holds it", "try again"),
    ("queuepool limit", "is busy: every connection is in use", "try again"),
    ("no such table", "is not as Spark left it: a table is missing", "restore a copy, or choose another place"),
    ("no such column", "is not as Spark left it: a column is missing", "restore a copy, or choose another place"),
    ("password authentication failed", "refuses the password", "check the user and the password in the database URL"),
    ("no password supplied", "wants a password", "write it in the URL (postgresql://user:password@…) or in ~/.pgpass"),
    ("pg_hba.conf", "does not let this user in from here", "ask who runs the server"),
    ("permission denied: '", "may not be written", "check who owns its folder"),
    ("not a directory", "cannot be opened: its path leads through a file", "check the path"),
    ("file exists", "cannot be opened: its path leads through a file", "check the path"),
    ("permission denied", "does not let this user do that", "grant the user the right to create tables there"),
    ("connection refused", "does not answer: nothing listens there", "check the host, the port, and that it runs"),
    ("no such file or directory", "does not answer: nothing listens there", "check that the server runs"),
    ("timeout expired", "does not answer in time", "check the host, the port and the firewall"),
    ("connection timeout", "does not answer in time", "check the host, the port and the firewall"),
    ("failed to resolve host", "cannot be found: nobody knows that host", "check the spelling of the host"),
    ("could not translate host", "cannot be found: nobody knows that host", "check the spelling of the host"),
    ("too many clients", "has no connection left", "close other programs, or raise max_connections"),
    ('role "', "has no such user", "check the user in the database URL, or create it with createuser"),
    ("does not exist", "is not there", "create it, for example with createdb, or check the spelling"),
    ("closed the connection", "closed the connection", "try again; the server may have been restarted"),
    ("terminating connection", "closed the connection", "try again; the server may have been restarted"),
    ("connection is closed", "closed the connection", "try again; the server may have been restarted"),
)


@contextmanager
def told_in_words(where: str, password: str = "", *also: type[Exception]) -> Iterator[None]:
    """Within it, every error of the database (and of the kinds in `also`) comes out as a StoreError about `where`."""
    failures: tuple[type[Exception], ...] = (PoolTimeout, sqlite3.Error, *also)
    try:
        yield
    except DBAPIError as error:
        raise in_words(error.orig or error, where, password) from None
    except failures as error:
        raise in_words(error, where, password) from None


def in_words(error: BaseException, where: str, password: str = "") -> StoreError:
    """The StoreError that says what the error means. It never holds the password."""
    said = one_line(Secret(password).hide_in(str(error))) if password else one_line(str(error))
    for complaint, wrong, hint in COMPLAINTS:
        if complaint in said.lower():
            return StoreError(f"the database {where} {wrong}", hint=hint)
    return StoreError(f"the database {where} cannot be used: {said}")
