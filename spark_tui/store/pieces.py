"""Transactions in one piece: there and back once, and not once for every statement.

A statement that goes to a thread and comes back costs little by itself. But both ways wait for
Python's lock, up to 5 ms each while the event loop is busy, and a transaction has dozens of them. So
what has to be quick hands over its whole body: a coroutine that awaits nothing but its statements,
which answer at once here, and which is therefore run from its beginning to its end on the thread.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable

from spark_tui.store.rows import Values
from spark_tui.store.statements import Many, Statements

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Direct:
    """Three ways to begin a transaction, as a Database has them, on the thread that asks."""

    engine: Engine
    reading: Engine
    durable: Engine
    quick: Engine
    announcement: Executable | None = None  # what tells others, at the commit, that something changed


class DirectStatements(Statements):
    def __init__(self, connection: Connection, *, writing: bool) -> None:
        super().__init__(connection, writing=writing)
        self._direct = connection

    async def _execute(
        self, statement: Executable, values: Values | Many | None = None, **how: Any
    ) -> CursorResult[Any]:
        return self._direct.execute(statement, values, **how)


def read_through(ways: Direct, body: Callable[[Statements], Coroutine[Any, Any, T]]) -> T:
    with ways.reading.connect() as connection:
        return to_its_end(body(DirectStatements(connection, writing=False)))


def write_through(ways: Direct, body: Callable[[Statements], Coroutine[Any, Any, T]], *, durable: bool) -> T:
    with (ways.durable if durable else ways.quick).begin() as connection:
        statements = DirectStatements(connection, writing=True)
        answer = to_its_end(body(statements))
        if statements.changed and ways.announcement is not None:
            connection.execute(ways.announcement)
        return answer


def to_its_end(body: Coroutine[Any, Any, T]) -> T:
    """What it returns. Raises RuntimeError when it waits for anything: there is no event loop here."""
    try:
        body.send(None)
    except StopIteration as over:
        answer: T = over.value
        return answer
    body.close()
    raise RuntimeError("a transaction in one piece awaits nothing but its statements")
