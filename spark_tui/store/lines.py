"""The lines of the runs: added at the end, read behind a number, and sifted slice by slice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, insert, select

from spark_tui.domain.ids import RunId
from spark_tui.domain.log import VIEW_LIMIT, Level, Line, LogQuery, Severity
from spark_tui.store.rows.lines import LINES, line_of, line_values
from spark_tui.store.rows.runs import RUNS
from spark_tui.store.statements import Statements

_c = LINES.c
# A look at many lines brings the beginnings of long ones: a page of them is never more than a few megabytes.
_IN_VIEW = [
    _c.seq,
    _c.run_id,
    _c.at,
    _c.level,
    func.substr(_c.text, 1, VIEW_LIMIT + 1).label("text"),
    func.substr(_c.raw, 1, VIEW_LIMIT + 1).label("raw"),
]
# Lines that were kept before it was written down.
_SEVERITY = func.coalesce(_c.severity, case((_c.level == Level.ERR.value, Severity.WARNING), else_=Severity.INFO))


class SqlLines:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def add(self, lines: Sequence[Line]) -> None:
        if lines:
            await self._sql.change(insert(LINES), [line_values(line) for line in lines])

    async def after(self, seq: int, *, run: RunId | None = None, limit: int = 500) -> list[Line]:
        asked = select(LINES).where(_c.seq > seq).order_by(_c.seq).limit(limit)
        if run is not None:
            asked = asked.where(_c.run_id == run)
        return [line_of(row) for row in await self._sql.rows(asked)]

    async def tail(self, limit: int, *, run: RunId | None = None) -> list[Line]:
        asked = select(LINES).order_by(_c.seq.desc()).limit(limit)
        if run is not None:
            asked = asked.where(_c.run_id == run)
        return [line_of(row) for row in reversed(await self._sql.rows(asked))]

    async def last_seq(self) -> int:
        found: int = await self._sql.value(select(func.coalesce(func.max(_c.seq), 0)))
        return found

    # ------------------------------------------------------------------ looked at

    async def between(self, asked: LogQuery, after: int, before: int, *, limit: int, newest: bool) -> list[Line]:
        found = select(*_IN_VIEW).where(*_conditions(asked, after, before)).limit(limit)
        rows = await self._sql.rows(found.order_by(_c.seq.desc() if newest else _c.seq))
        return [line_of(row) for row in (reversed(rows) if newest else rows)]

    async def count(self, asked: LogQuery, after: int, before: int) -> int:
        found = select(func.count()).select_from(LINES).where(*_conditions(asked, after, before))
        counted: int = await self._sql.value(found)
        return counted

    async def get(self, seq: int) -> Line | None:
        row = await self._sql.first(select(LINES).where(_c.seq == seq))
        return None if row is None else line_of(row)

    async def next_to(self, seq: int, run: RunId | None = None, *, newest: bool) -> tuple[int, datetime] | None:
        """The last line below that number, or the first one above it."""
        row = await self._sql.first(_next(seq, run, newest=newest))
        return None if row is None else (row.seq, row.at)


def _conditions(asked: LogQuery, after: int, before: int) -> list[ColumnElement[bool]]:
    some = [_c.seq > after, _c.seq < before]
    if asked.run is not None:
        some.append(_c.run_id == asked.run)
    if asked.schedule is not None:  # a look by its id for each line of the slice: a schedule may have 100,000 runs
        some.append(exists().where(and_(RUNS.c.id == _c.run_id, RUNS.c.schedule_id == asked.schedule)))
    if asked.least is not None:
        some.append(asked.least.value <= _SEVERITY)
    if asked.since is not None:
        some.append(_c.at >= asked.since)
    return [*some, *(_holds(text) for text in asked.texts)]


def _holds(text: str) -> ColumnElement[bool]:
    """`replace` minds case in every database; LIKE does not in SQLite, where it knows the case of ASCII alone."""
    if text != text.lower():
        return func.replace(_c.text, text, "") != _c.text
    return _c.text.icontains(text, autoescape=True)


def _next(seq: int, run: RunId | None, *, newest: bool) -> Select[Any]:
    there = select(_c.seq, _c.at).where(_c.seq < seq if newest else _c.seq > seq)
    if run is not None:
        there = there.where(_c.run_id == run)
    return there.order_by(_c.seq.desc() if newest else _c.seq).limit(1)
