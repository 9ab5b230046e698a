"""The kinds of column that both databases keep alike.

A moment is whole microseconds since 1970 in a BIGINT: exact, sorted right, half the size of
a text, and it comes back aware. Text is kept as it is, but for what PostgreSQL cannot hold.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC. A naive one is refused with a TypeError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + value * MICROSECOND


class Prose(TypeDecorator[str]):
    """Text of any length. NUL becomes ␀ and half a surrogate pair �: PostgreSQL knows neither."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "␀").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# Compared byte by byte on both databases, so that a prefix is a range of the index.
ID = Text().with_variant(Text(collation="C"), "postgresql")

# SQLite counts by itself only in a column that is called INTEGER.
COUNTER = BigInteger().with_variant(Integer(), "sqlite")
