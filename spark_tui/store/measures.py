"""Counting over the whole store. Each question reads one index and no row."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from spark_tui.domain.grid import HALF_HOUR, Grid
from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.marks import Ends
from spark_tui.domain.planning import ON_TIME, Span
from spark_tui.domain.run import BAD_ENDS, RunState
from spark_tui.domain.statistics import Day, Strand
from spark_tui.domain.usage import Usage
from spark_tui.store.columns import EPOCH, MICROSECOND
from spark_tui.store.rows.history import OMISSIONS, span_of
from spark_tui.store.rows.runs import RUNS
from spark_tui.store.statements import Statements

_c, _o = RUNS.c, OMISSIONS.c
_OVER = _c.ended_at.is_not(None)
_OWN = and_(_c.batch == "", _c.attempt == 1, _c.schedule_id.is_not(None))
_BY_ITSELF = _c.state.in_([RunState.SUCCEEDED.value, RunState.FAILED.value, RunState.TIMED_OUT.value])
# Hidden from the other index: in `measured`, which is walked, the runs of a group stand in the order of their ends.
_at = func.coalesce(_c.ended_at, _c.ended_at, type_=_c.ended_at.type)
_whose = func.coalesce(_c.schedule_id, "").label("whose")
_due, _queued, _started, _ended = (
    type_coerce(column, BigInteger) for column in (_c.due_at, _c.queued_at, _c.started_at, _c.ended_at)
)


class SqlMeasures:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def ends(self, grid: Grid, *, together: bool = False) -> list[Ends]:
        """A run ends after its moment, so that the index by the end finds those of a stretch."""
        began, step = (grid.since - EPOCH) // MICROSECOND, HALF_HOUR // MICROSECOND
        slot = ((_due - began) // step).label("slot")
        late = case((and_(_OWN, _started - _due > ON_TIME // MICROSECOND), 1), else_=0).label("late")
        keys = [slot, _c.state, late] if together else [_whose, slot, _c.state, late]
        inside = (_c.ended_at >= grid.since, _c.due_at >= grid.since, _c.due_at < grid.until)
        asked = select(*keys, func.count().label("many")).where(*inside).group_by(*keys)
        return [
            Ends(None if together else row.whose or None, row.slot, RunState(row.state), bool(row.late), row.many)
            for row in await self._sql.rows(asked)
        ]

    async def omitted(
        self, since: datetime | None, until: datetime, limit: int = 20_000
    ) -> list[tuple[ScheduleId, Span]]:
        omitted = [column.label("omitted") if column.name == "count" else column for column in _o]
        asked = select(*omitted).where(_o.first < until).order_by(_o.last.desc(), _o.id.desc()).limit(limit)
        if since is not None:
            asked = asked.where(_o.last >= since)
        found = await self._sql.rows(asked)
        return [(ScheduleId(row.schedule_id), span_of(row)) for row in reversed(found)]

    async def strands(
        self, since: datetime | None, until: datetime, schedule: ScheduleId | None = None
    ) -> list[Strand]:
        values = {
            "took": case((_BY_ITSELF, _ended - _started)),
            "late": case((_OWN, _started - _due)),
            "waited": _started - _queued,
        }
        joined = [self._joined(cast(value, Text), ",").label(name) for name, value in values.items()]
        spent = [
            cast(func.sum(_c[name]), BigInteger).label(name) for name in ("tokens_read", "tokens_written", "tokens")
        ]
        cost = func.sum(_c.cost).label("cost")
        ends = self._joined(func.substr(_c.state, 1, 1), "").label("ends")
        asked = select(_c.schedule_id, _c.workflow_id, ends, *joined, *spent, cost).where(_OVER, _at < until)
        if since is not None:
            asked = asked.where(_at >= since)
        if schedule is not None:
            asked = asked.where(_c.schedule_id == schedule)
        found = await self._sql.rows(asked.group_by(_c.schedule_id, _c.workflow_id))
        measured = (_ordered(getattr(row, name) for row in found) for name in values)
        return [_strand(row, *these) for row, *these in zip(found, *measured, strict=True)]

    def _joined(self, value: ColumnElement[str], between: str) -> ColumnElement[str]:
        """All values of a group as one text, in the order of their ends: SQLite has no array, and walks the index."""
        if self._sql.dialect == "sqlite":
            return func.group_concat(value, between)
        from sqlalchemy.dialects.postgresql import aggregate_order_by

        return func.string_agg(value, aggregate_order_by(literal(between), _c.ended_at))

    async def days(self, edges: Sequence[datetime]) -> list[Day]:
        """In one statement: each day is a stretch of the index, and as many statements take longer than all of them."""
        spans = list(pairwise(edges))
        if not spans:
            return []
        counted = [_counted(number, since, until) for number, (since, until) in enumerate(spans)]
        rows = sorted(await self._sql.rows(union_all(*counted)))
        return [
            Day(since, until, row.runs, int(row.good or 0), int(row.bad or 0))
            for (since, until), row in zip(spans, rows, strict=True)
        ]

    async def first_end(self) -> datetime | None:
        first: datetime | None = await self._sql.value(select(func.min(_c.ended_at)).where(_OVER))
        return first


def _counted(number: int, since: datetime, until: datetime) -> Select[int, int, int, int]:
    good, bad = _how_many(RunState.SUCCEEDED).label("good"), _how_many(*BAD_ENDS).label("bad")
    day = literal(number).label("number")
    return select(day, func.count().label("runs"), good, bad).where(_c.ended_at >= since, _c.ended_at < until)


def _how_many(*states: RunState) -> ColumnElement[int]:
    return func.sum(case((_c.state.in_([state.value for state in states]), 1), else_=0))


def _strand(row: Row[Any], took: Sequence[int], late: Sequence[int], waited: Sequence[int]) -> Strand:
    spent = None if row.tokens is None else Usage(row.tokens_read, row.tokens_written, row.tokens, row.cost)
    return Strand(row.schedule_id, WorkflowId(row.workflow_id), row.ends, took, late, waited, spent)


def _ordered(texts: Iterable[str | None]) -> list[list[int]]:
    """What was joined by commas, in order of size; all of it is taken apart in one go, which takes a third."""
    lists = ",".join([f"[{text or ''}]" for text in texts])
    found: list[list[int]] = json.loads(f"[{lists}]")
    for values in found:
        values.sort()
    return found
