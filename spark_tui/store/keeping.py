"""What is old goes: the port's table over SQL.

Every slice is chosen by an index and bounded, lines too: a run can have a hundred thousand of them,
and no writer is to wait longer than for any other write.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, literal, or_, select, tuple_, update

from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.keeping import BEGINNING, CUT, Pruned
from spark_tui.domain.run import BAD_ENDS, RunState
from spark_tui.service.ports import Figures, LongResults, OldLines, Place, Slice
from spark_tui.store.columns import Moment
from spark_tui.store.rows.history import OMISSIONS, PRUNED, pruned_of, pruned_values
from spark_tui.store.rows.lines import LINES
from spark_tui.store.rows.notes import NOTICES, OUTAGES, REPAIRS
from spark_tui.store.rows.outbox import OUTBOX
from spark_tui.store.rows.runs import RUNS
from spark_tui.store.rows.schedules import SCHEDULES
from spark_tui.store.statements import Statements

_LINES_OF_RUNS = 10  # lines for each row of a slice: they are small
_c = RUNS.c
_newer = RUNS.alias("newer")
_PLACE = (_c.queued_at, _c.due_at, _c.id)
_GOING = _c.state.in_([state.value for state in RunState if not state.over])
_BAD = {state.value for state in BAD_ENDS}
_NEWEST = exists().where(SCHEDULES.c.id == _c.schedule_id) & ~exists().where(
    _newer.c.schedule_id == _c.schedule_id,
    tuple_(_newer.c.queued_at, _newer.c.due_at, _newer.c.id) > tuple_(*_PLACE),
)

Old = Row[Any]


class SqlKeeping:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    # ------------------------------------------------------------------ lines and results

    async def old_lines(self, before: datetime, after: int, limit: int) -> OldLines:
        asked = select(LINES.c.seq, LINES.c.run_id, LINES.c.at).where(LINES.c.seq > after)
        seen = await self._sql.rows(asked.order_by(LINES.c.seq).limit(limit))
        old = [row for row in seen if row.at < before]  # a clock that was wrong for a while does not end it
        staying = await self._staying({row.run_id for row in old})
        last = old[-1].seq if old else after
        return OldLines(before, after, last, frozenset(staying), more=bool(old) and len(seen) == limit)

    async def drop_lines(self, old: OldLines) -> None:
        those = (LINES.c.seq > old.after) & (LINES.c.seq <= old.last)
        those &= LINES.c.at < old.before
        await self._sql.change(delete(LINES).where(those, LINES.c.run_id.not_in(old.staying)))

    async def long_results(self, before: datetime, after: Place | None, limit: int) -> LongResults:
        long = (func.length(_c.result) > BEGINNING + len(CUT)).label("long")
        seen = await self._sql.rows(_queued(before, after, limit, long))
        staying = await self._staying({row.id for row in seen if row.long})
        cut = tuple(RunId(row.id) for row in seen if row.long and row.id not in staying)
        return LongResults(cut, _place(seen) or after, more=len(seen) == limit)

    async def cut_results(self, runs: Collection[RunId]) -> None:
        cut = func.substr(_c.result, 1, BEGINNING) + CUT
        await self._sql.change(update(RUNS).where(_c.id.in_(runs)).values(result=cut))

    async def drop_stray_lines(self, run: RunId, limit: int) -> bool:
        return not await self._drop_lines_of([run], limit)

    # ------------------------------------------------------------------ runs and notes

    async def drop_runs(self, before: datetime, after: Place | None, limit: int) -> Slice:
        seen = await self._sql.rows(_queued(before, after, limit))
        staying = await self._staying({row.id for row in seen})
        old = [row for row in seen if row.id not in staying]
        if not await self._drop(old, limit):
            return Slice(0, more=True, after=after)
        return Slice(len(old), len(seen) == limit, _place(seen))

    async def counts(self, over: int) -> dict[ScheduleId | None, int]:
        """Reads one index from end to end, and holds up no writer."""
        asked = select(_c.schedule_id, func.count().label("runs")).group_by(_c.schedule_id)
        found = await self._sql.rows(asked.having(func.count() > over))
        return {None if row.schedule_id is None else ScheduleId(row.schedule_id): row.runs for row in found}

    async def drop_oldest(self, schedule: ScheduleId | None, limit: int) -> Slice:
        asked = select(*_PLACE, _c.schedule_id, _c.state).where(_c.schedule_id == schedule)  # None: IS NULL
        seen = await self._sql.rows(asked.order_by(*_PLACE).limit(limit))
        staying = await self._staying({row.id for row in seen})
        old = [row for row in seen if row.id not in staying]
        if not await self._drop(old, limit):
            return Slice(0, more=True)
        if old and schedule is not None:
            await self._drop_notes(OMISSIONS.c.schedule_id == schedule, old[-1].queued_at, limit)
        return Slice(len(old), more=bool(old))

    async def drop_asides(self, before: datetime) -> None:
        await self._sql.change(delete(REPAIRS).where(REPAIRS.c.at < before))
        await self._sql.change(delete(OUTAGES).where(OUTAGES.c.until < before))
        await self._sql.change(delete(NOTICES).where(NOTICES.c.at < before))
        await self._sql.change(delete(OUTBOX).where(OUTBOX.c.at < before, OUTBOX.c.next_at.is_(None)))

    async def drop_notes(self, before: datetime, limit: int) -> bool:
        return await self._drop_notes(None, before, limit) == limit

    async def _drop(self, old: Sequence[Old], limit: int) -> bool:
        """Whether they are gone: their lines go first, and may need more than one slice."""
        if not old:
            return True
        ids = [row.id for row in old]
        if not await self._drop_lines_of(ids, limit * _LINES_OF_RUNS):
            return False
        await self._sql.change(delete(RUNS).where(_c.id.in_(ids)))
        await self._sum_up([_pruned_run(row) for row in old])
        return True

    async def _drop_lines_of(self, runs: Sequence[str], limit: int) -> bool:
        """Whether none is left."""
        some = select(LINES.c.seq).where(LINES.c.run_id.in_(runs)).limit(limit)
        return await self._sql.change(delete(LINES).where(LINES.c.seq.in_(some))) < limit

    async def _drop_notes(self, of: ColumnElement[bool] | None, before: datetime, limit: int) -> int:
        asked = select(OMISSIONS.c.id, OMISSIONS.c.schedule_id, OMISSIONS.c.first, OMISSIONS.c.last)
        asked = asked.add_columns(OMISSIONS.c.count.label("omitted")).where(OMISSIONS.c.last < before)
        if of is not None:
            asked = asked.where(of)
        old = await self._sql.rows(asked.order_by(OMISSIONS.c.last, OMISSIONS.c.id).limit(limit))
        if old:
            await self._sql.change(delete(OMISSIONS).where(OMISSIONS.c.id.in_([row.id for row in old])))
            await self._sum_up([_pruned_note(row) for row in old])
        return len(old)

    async def _staying(self, runs: Collection[str]) -> set[str]:
        """Those of the runs that go on, or are the newest of a schedule that there is."""
        if not runs:
            return set()
        asked = select(_c.id).where(_c.id.in_(runs), or_(_GOING, _NEWEST))
        return {row.id for row in await self._sql.rows(asked)}

    # ------------------------------------------------------------------ what is told of it

    async def _sum_up(self, gone: Sequence[Pruned]) -> None:
        ids = {one.schedule or "" for one in gone}
        known = await self._sql.rows(select(PRUNED).where(PRUNED.c.id.in_(ids)))
        sums: dict[ScheduleId | None, Pruned] = {}
        for one in (*(pruned_of(row) for row in known), *gone):
            sums[one.schedule] = sums[one.schedule].and_also(one) if one.schedule in sums else one
        await self._sql.put(PRUNED, [pruned_values(one) for one in sums.values()])

    async def pruned(self, schedule: ScheduleId | None) -> Pruned | None:
        row = await self._sql.first(select(PRUNED).where(PRUNED.c.id == (schedule or "")))
        return None if row is None else pruned_of(row)

    async def figures(self) -> Figures:
        runs = await self._sql.value(select(func.count()).select_from(RUNS))
        lines = await self._sql.value(select(func.count()).select_from(LINES))
        oldest = await self._sql.value(select(func.min(_c.queued_at)))
        return Figures(runs, lines, oldest)


def _queued(
    before: datetime, after: Place | None, limit: int, *also: ColumnElement[bool]
) -> Select[*tuple[object, ...]]:
    """Runs in the order in which they were queued, after that place."""
    asked = select(*_PLACE, _c.schedule_id, _c.state, *also).where(_c.queued_at < before)
    if after is not None:
        queued_at, due_at, run = after
        asked = asked.where(tuple_(*_PLACE) > tuple_(literal(queued_at, Moment), literal(due_at, Moment), run))
    return asked.order_by(*_PLACE).limit(limit)


def _place(seen: Sequence[Old]) -> Place | None:
    return (seen[-1].queued_at, seen[-1].due_at, RunId(seen[-1].id)) if seen else None


def _pruned_run(row: Old) -> Pruned:
    of = None if row.schedule_id is None else ScheduleId(row.schedule_id)
    return Pruned(of, row.due_at, row.due_at, runs=1, bad=int(row.state in _BAD))


def _pruned_note(row: Old) -> Pruned:
    return Pruned(ScheduleId(row.schedule_id), row.first, row.last, omitted=row.omitted)
