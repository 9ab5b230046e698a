"""The ledger: what became of every due moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, insert, select, update

from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.planning import Span
from spark_tui.store.rows.history import OMISSIONS, omission_entry_of, omission_values, run_entry_of
from spark_tui.store.rows.runs import RUNS
from spark_tui.store.statements import Statements

_notes = OMISSIONS.alias("notes")
_OMITTED = [column.label("omitted") if column.name == "count" else column for column in OMISSIONS.c]
_RUN_FACTS = [
    RUNS.c[name]
    for name in (
        *("id", "due_at", "state", "reason", "attempt", "queued_at", "started_at", "ended_at"),
        *("cause", "batch", "asked_by", "waited_for"),
    )
]


class SqlLedger:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def note(self, schedule: ScheduleId, spans: Sequence[Span]) -> None:
        for span in spans:
            if not await self._lengthen(schedule, span):
                await self._sql.change(insert(OMISSIONS), omission_values(schedule, span))

    async def _lengthen(self, schedule: ScheduleId, span: Span) -> bool:
        """Whether the last note of the schedule says the same, with no run between it and the span."""
        newest = select(_notes.c.id).where(_notes.c.schedule_id == schedule)
        last = newest.order_by(_notes.c.last.desc(), _notes.c.id.desc()).limit(1).scalar_subquery()
        between = (RUNS.c.due_at > OMISSIONS.c.last) & (RUNS.c.due_at < span.first)
        longer = update(OMISSIONS).where(
            OMISSIONS.c.id == last,
            OMISSIONS.c.last < span.first,
            OMISSIONS.c.fate == span.fate.value,
            OMISSIONS.c.reason == span.reason,
            ~exists().where(RUNS.c.schedule_id == schedule, between),
        )
        values = {"last": span.last, "count": OMISSIONS.c.count + span.count}
        return await self._sql.change(longer.values(values)) == 1

    async def entries(self, schedule: ScheduleId, limit: int = 100) -> list[Entry]:
        ran = [run_entry_of(row) for row in await self._sql.rows(_runs_of(schedule, limit))]
        omitted = [omission_entry_of(row) for row in await self._sql.rows(_notes_of(schedule, limit))]
        return sorted(ran + omitted, key=lambda entry: (entry.until, entry.attempt or 0), reverse=True)[:limit]

    async def at(self, schedule: ScheduleId, moment: datetime) -> list[Entry]:
        own = (RUNS.c.schedule_id == schedule) & (RUNS.c.batch == "")
        ran = await self._sql.value(select(func.max(RUNS.c.due_at)).where(own, RUNS.c.due_at <= moment))
        omitted = await self._span_at(schedule, moment)
        if omitted is not None and (ran is None or min(omitted.last, moment) >= ran):
            return [omission_entry_of(omitted)]
        if ran is None:
            return []
        asked = select(*_RUN_FACTS).where(own, RUNS.c.due_at == ran).order_by(RUNS.c.attempt)
        return [run_entry_of(row) for row in await self._sql.rows(asked)]

    async def _span_at(self, schedule: ScheduleId, moment: datetime) -> Row[Any] | None:
        """The span that covers the moment, or else the last one before it: spans of a schedule never overlap."""
        spans = select(*_OMITTED).where(OMISSIONS.c.schedule_id == schedule).limit(1)
        ends = OMISSIONS.c.last
        covering = await self._sql.first(spans.where(ends >= moment).order_by(ends, OMISSIONS.c.id))
        if covering is not None and covering.first <= moment:
            return covering
        return await self._sql.first(spans.where(ends < moment).order_by(ends.desc(), OMISSIONS.c.id.desc()))


def _runs_of(schedule: ScheduleId, limit: int) -> Select[*tuple[object, ...]]:
    asked = select(*_RUN_FACTS).where(RUNS.c.schedule_id == schedule)
    return asked.order_by(RUNS.c.due_at.desc(), RUNS.c.attempt.desc()).limit(limit)


def _notes_of(schedule: ScheduleId, limit: int) -> Select[*tuple[object, ...]]:
    asked = select(*_OMITTED).where(OMISSIONS.c.schedule_id == schedule)
    return asked.order_by(OMISSIONS.c.last.desc(), OMISSIONS.c.id.desc()).limit(limit)
