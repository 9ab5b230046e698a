"""Questions to which a store that is in order answers with nothing. Each is one statement over an index."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, or_, select, text, true, update

from spark_tui.domain.ids import BootId, RunId, ScheduleId
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.service.ports import Decided, Note, Twice
from spark_tui.store.rows.history import OMISSIONS
from spark_tui.store.rows.lease import GUESTS
from spark_tui.store.rows.runs import RUNS, run_of
from spark_tui.store.rows.schedules import SCHEDULES, SOURCES, WORKFLOWS, schedule_of
from spark_tui.store.statements import Statements

MOST = 200  # breaches of one kind that are told at a time
RECENT = 1_000  # notes

_earlier = OMISSIONS.alias("earlier")
_s, _r, _o = SCHEDULES.c, RUNS.c, OMISSIONS.c
# The moments that a schedule's timing brought about, once each.
_ITS_OWN = (_r.attempt == 1) & (_r.batch == "") & _r.cause.in_([Cause.SCHEDULE.value, Cause.CATCH_UP.value])
_RAN_IT = exists().where(_r.schedule_id == _s.id, _r.due_at == _s.next_at, _ITS_OWN)
_NOTED_IT = exists().where(_o.schedule_id == _s.id, _o.last >= _s.next_at, _o.first <= _s.next_at)
_LAST_RUN = (
    select(_r.due_at).where(_r.schedule_id == _s.id, _ITS_OWN).order_by(_r.due_at.desc()).limit(1).scalar_subquery()
)
_LAST_NOTE = (
    select(_o.last).where(_o.schedule_id == _s.id).order_by(_o.last.desc(), _o.id.desc()).limit(1).scalar_subquery()
)
_DECIDED = select(SCHEDULES, _LAST_RUN.label("last_run"), _LAST_NOTE.label("last_note"))
_NOTE = [_o.id, _o.schedule_id, _o.first, _o.last, _o.count.label("omitted"), _o.fate, _o.reason]
# A walk from one run to the next in the index, instead of reading every line.
_STRAY = text("""
    WITH RECURSIVE told(run) AS (
        SELECT min(run_id) FROM lines
        UNION ALL SELECT (SELECT min(run_id) FROM lines WHERE run_id > told.run) FROM told WHERE told.run IS NOT NULL
    )
    SELECT run FROM told
    WHERE run IS NOT NULL AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = told.run) LIMIT :limit
""")


class SqlChecks:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def without_next(self, after: ScheduleId | None, limit: int) -> list[Decided]:
        asked = _DECIDED.where(_s.next_at.is_(None)).order_by(_s.id).limit(limit)
        return await self._decided(asked if after is None else asked.where(_s.id > after))

    async def behind(self, limit: int) -> list[Decided]:
        asked = _DECIDED.where(_s.next_at.is_not(None), or_(_RAN_IT, _NOTED_IT))
        return await self._decided(asked.limit(limit))

    async def _decided(self, asked: Select[*tuple[Any, ...]]) -> list[Decided]:
        """Those that cannot be read are told of elsewhere."""
        found = [(schedule_of(row), row) for row in await self._sql.rows(asked)]
        return [Decided(schedule, _last(row)) for schedule, row in found if isinstance(schedule, Schedule)]

    async def ownerless(self, boots: Collection[BootId]) -> list[Run]:
        mine = or_(_r.boot.is_(None), _r.boot.not_in(boots)) if boots else true()
        asked = select(RUNS).where(_r.state == RunState.RUNNING.value, mine)
        return [run_of(row) for row in await self._sql.rows(asked.limit(MOST))]

    async def homeless(self, queued_before: datetime) -> list[Run]:
        home = exists().where(WORKFLOWS.c.id == _r.workflow_id, SOURCES.c.id == WORKFLOWS.c.source_id)
        asked = select(RUNS).where(_r.state == RunState.QUEUED.value, _r.queued_at < queued_before, ~home)
        return [run_of(row) for row in await self._sql.rows(asked.limit(MOST))]

    async def expired_guests(self, now: datetime) -> list[str]:
        asked = select(GUESTS.c.holder).where(GUESTS.c.expires_at <= now).order_by(GUESTS.c.id)
        return [row.holder for row in await self._sql.rows(asked)]

    async def told_twice(self, *, recent: bool) -> list[Twice]:
        same = and_(_r.schedule_id == _o.schedule_id, _r.due_at >= _o.first, _r.due_at <= _o.last, _ITS_OWN)
        asked = select(*_NOTE, _r.id.label("run"), _r.due_at).join(RUNS, same).where(_notes(recent)).limit(MOST)
        return [
            Twice(_note(row), f"run {row.run[:8]}", row.due_at, whole=row.omitted == 1)
            for row in await self._sql.rows(asked)
        ]

    async def overlapping(self, *, recent: bool) -> list[Twice]:
        e = _earlier.c
        both = and_(e.schedule_id == _o.schedule_id, e.last >= _o.first, e.first <= _o.last, e.id < _o.id)
        within = and_(e.first <= _o.first, e.last >= _o.last).label("within")
        asked = select(*_NOTE, e.fate.label("other"), within).join(_earlier, both).where(_notes(recent)).limit(MOST)
        return [
            Twice(_note(row), f"a note that says “{row.other}”", row.first, whole=bool(row.within))
            for row in await self._sql.rows(asked)
        ]

    async def miscounted(self, *, recent: bool) -> list[Note]:
        wrong = or_(_o.first > _o.last, _o.count < 1, (_o.count == 1) != (_o.first == _o.last))
        asked = select(*_NOTE).where(wrong, _notes(recent)).limit(MOST)
        return [_note(row) for row in await self._sql.rows(asked)]

    async def stray_lines(self, limit: int) -> list[RunId]:
        return [RunId(row.run) for row in await self._sql.rows(_STRAY.bindparams(limit=limit))]

    # ------------------------------------------------------------------ mending

    async def drop_note(self, id: int) -> None:  # noqa: A002
        await self._sql.change(delete(OMISSIONS).where(_o.id == id))

    async def recount(self, id: int, count: int) -> None:  # noqa: A002
        await self._sql.change(update(OMISSIONS).where(_o.id == id).values(count=count))


def _notes(recent: bool) -> ColumnElement[bool]:
    newest = select(func.max(_earlier.c.id)).scalar_subquery()
    return _o.id > newest - RECENT if recent else true()


def _last(row: Row[Any]) -> datetime | None:
    return max(filter(None, (row.last_run, row.last_note)), default=None)


def _note(row: Row[Any]) -> Note:
    span = Span(row.first, row.last, row.omitted, Fate(row.fate), row.reason)
    return Note(row.id, ScheduleId(row.schedule_id), span)
