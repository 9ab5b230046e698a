"""What a database URL can be, and what is said of one that cannot."""

from pathlib import Path

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.store.address import SqlitePath, address_of
from spark_tui.store.trouble import in_words


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////var/spark.db", Path("/var/spark.db")),
        ("sqlite:///spark.db", Path.cwd() / "spark.db"),
        ("sqlite:///~/spark.db", Path.home() / "spark.db"),
        ("sqlite+aiosqlite:////var/spark.db", Path("/var/spark.db")),
        ("sqlite:////with space/50%/größe.db", Path("/with space/50%/größe.db")),
    ],
)
def test_a_file(url: str, path: Path) -> None:
    assert address_of(url) == SqlitePath(path)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://ana:pw@db.example:5433/spark", "postgresql://ana@db.example:5433/spark"),
        ("postgres://ana:p%40w@db/spark", "postgresql://ana@db/spark"),
        ("postgresql+asyncpg:///spark?host=/run/pg", "postgresql:///spark"),
    ],
)
def test_a_server_is_shown_without_its_password(url: str, where: str) -> None:
    assert address_of(url).where == where


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://ana:hunter22@db/spark", "not in “mysql”"),
        ("hunter22", "cannot be read"),
        ("postgresql://ana:hunter22@db:port/spark", "cannot be read"),
        ("postgresql://ana:pw@hunter22@db/spark", "holds an @"),
        ("postgresql://ana@db/spark?password=hunter22", "wrong place"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite://relative/spark.db", "needs a file"),
    ],
)
def test_another_url_is_refused_and_not_repeated(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as told:
        address_of(url)
    assert "hunter22" not in told.value.message + told.value.hint


@pytest.mark.parametrize(
    ("complaint", "words"),
    [
        ('FATAL:  password authentication failed for user "ana"', "refuses the password"),
        ("database or disk is full", "the disk is full"),
        ("disk I/O error", "the disk reports an error"),
        ("database disk image is malformed", "is damaged"),
        ("permission denied for schema public", "does not let this user do that"),
        ("[Errno 13] Permission denied: '/root/x'", "may not be written"),
        ("canceling statement due to lock timeout", "another transaction holds it"),
        ("something\x1b[31m\nnobody has seen", "cannot be used: something nobody has seen"),
        ("could not reach hunter22", "could not reach •••"),
    ],
)
def test_what_a_database_complains_of_is_said_in_words(complaint: str, words: str) -> None:
    assert words in in_words(RuntimeError(complaint), "x.db", "hunter22").message
