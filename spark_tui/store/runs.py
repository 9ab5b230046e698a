"""Runs: the port's table over SQL.

A run's result can be megabytes. `get` answers it whole; a list of runs holds the first
`PREVIEW` characters of each, so that fifty rows on a screen never weigh two hundred megabytes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    Column,
    Label,
    Select,
    Update,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from spark_tui.domain.errors import StoreError
from spark_tui.domain.given import Given
from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.listing import Beat, Page, Place, RunQuery
from spark_tui.domain.run import ACTIVE, Run, RunState
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Stirring
from spark_tui.store import paging, shapes
from spark_tui.store.columns import Moment
from spark_tui.store.rows import Values
from spark_tui.store.rows.runs import RUNS, beat_of, run_of, run_values
from spark_tui.store.rows.schedules import SCHEDULES
from spark_tui.store.statements import Statements

PREVIEW = 20_000
_AT_ONCE = 5_000  # ids in one question: databases bear only so many

_c = RUNS.c
_PREVIEW = func.substr(_c.result, 1, PREVIEW).label("result")
_LISTED = [*(column for column in _c if column.name != "result"), _PREVIEW]
_NEWEST_FIRST = (_c.queued_at.desc(), _c.due_at.desc(), _c.id.desc())
_OLDEST_FIRST = (_c.queued_at, _c.due_at, _c.id)
# Written out, not bound: a partial index serves only a query that says its condition.
_QUEUED = _c.state == literal("queued", literal_execute=True)
# Hidden from the index of states, in which all runs that ever succeeded, or failed, would be walked through.
_SUCCEEDED = func.coalesce(_c.state, "") == RunState.SUCCEEDED.value
_FAILED = func.coalesce(_c.state, "") == RunState.FAILED.value
_UNWANTED = (_c.state == RunState.RUNNING.value, _c.cancel_by != "")
_WAITING = _c.state == RunState.WAITING.value
_NOW = bindparam("now", type_=Moment)


def _first_after_now(column: Column[datetime], name: str) -> Label[datetime]:
    return select(func.min(column)).where(_QUEUED, column > _NOW).scalar_subquery().label(name)


_STIRRING = select(
    exists().where(*_UNWANTED).label("unwanted"),
    exists().where(_QUEUED, _c.expires_at <= _NOW).label("expired"),
    exists().where(_QUEUED, _c.late_at <= _NOW).label("late"),
    exists().where(_WAITING).label("waiting"),
    _first_after_now(_c.not_before, "startable"),
    _first_after_now(_c.expires_at, "expiring"),
    _first_after_now(_c.late_at, "becoming_late"),
)
_LATEST = (
    select(_c.id)
    .where(_c.schedule_id == SCHEDULES.c.id)
    .order_by(*_NEWEST_FIRST)
    .limit(1)
    .correlate(SCHEDULES)
    .scalar_subquery()
)


class SqlRuns:
    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    async def get(self, id: RunId) -> Run | None:  # noqa: A002
        row = await self._sql.first(select(RUNS).where(_c.id == id))
        return None if row is None else run_of(row)

    async def add(self, runs: Sequence[Run]) -> list[Run]:
        if not runs:
            return []
        new = await self._sql.insert_new(RUNS, [run_values(run) for run in runs])
        return [run for run in runs if run.id in new]

    async def move(self, before: Run, after: Run) -> bool:
        return bool(await self.swap([(before, after)]))

    async def swap(self, changes: Sequence[tuple[Run, Run]]) -> set[RunId]:
        """Those who write go one after the other, so that nobody comes between the look and the write."""
        unmoved = await self._unmoved([before for before, _ in changes]) if changes else set()
        by_columns: dict[tuple[str, ...], list[Values]] = defaultdict(list)
        for before, after in changes:
            if before.id in unmoved:
                new = _differing(before, after)
                by_columns[tuple(new)].append(new | _as_it_was(before))
        for columns, values in by_columns.items():
            if await self._sql.change(_moving(columns), values) != len(values):
                raise StoreError("runs were changed by a program that does not wait its turn", hint="try again")
        return unmoved

    async def _unmoved(self, runs: Sequence[Run]) -> set[RunId]:
        now: dict[str, tuple[object, ...]] = {}
        for ids in _parts([run.id for run in runs]):
            asked = select(_c.id, _c.state, _c.attempt, _c.boot).where(_c.id.in_(ids))
            now |= {row.id: tuple(row) for row in await self._sql.rows(asked)}
        return {run.id for run in runs if now.get(run.id) == (run.id, run.state.value, run.attempt, run.boot)}

    async def set_ref(self, id: RunId, ref: str) -> None:  # noqa: A002
        await self._sql.change(update(RUNS).where(_c.id == id).values(ref=ref))

    async def set_sent(self, id: RunId, sent: Given) -> None:  # noqa: A002
        await self._sql.change(update(RUNS).where(_c.id == id).values(sent=shapes.sent_to_json(sent)))

    async def ask_cancel(self, id: RunId, by: str) -> None:  # noqa: A002
        await self._sql.change(update(RUNS).where(_c.id == id).values(cancel_by=by))

    async def recent(
        self, limit: int = 50, *, schedule: ScheduleId | None = None, state: RunState | None = None
    ) -> list[Run]:
        asked = select(*_LISTED).order_by(*_NEWEST_FIRST).limit(limit)
        if schedule is not None:
            asked = asked.where(_c.schedule_id == schedule)
        if state is not None:
            asked = asked.where(_c.state == state.value)
        return await self._runs(asked)

    async def active(self, schedules: Collection[ScheduleId] | None = None) -> list[Run]:
        if schedules is not None and not schedules:
            return []
        asked = select(*_LISTED).where(_c.state.in_([state.value for state in ACTIVE]))
        if schedules is not None:
            asked = asked.where(_c.schedule_id.in_(schedules))
        return await self._runs(asked.order_by(*_OLDEST_FIRST))

    async def boots(self, ids: Collection[RunId]) -> dict[RunId, BootId | None]:
        if not ids:
            return {}
        found = await self._sql.rows(select(_c.id, _c.boot).where(_c.id.in_(ids)))
        return {RunId(row.id): row.boot for row in found}

    async def unwanted(self) -> set[RunId]:
        return {RunId(row.id) for row in await self._sql.rows(select(_c.id).where(*_UNWANTED))}

    async def claimable(
        self, now: datetime, limit: int, *, after: Run | None = None, without: Collection[WorkflowId] = ()
    ) -> list[Run]:
        free = or_(_c.not_before.is_(None), _c.not_before <= now)
        asked = select(*_LISTED).where(_QUEUED, free).order_by(_c.due_at, _c.id).limit(limit)
        if after is not None:
            asked = asked.where(tuple_(_c.due_at, _c.id) > tuple_(literal(after.due_at, Moment), after.id))
        if without:
            asked = asked.where(_c.workflow_id.not_in(without))
        return await self._runs(asked)

    async def stirring(self, now: datetime) -> Stirring:
        found = (await self._sql.rows(_STIRRING, {"now": now}))[0]
        coming = min(filter(None, (found.startable, found.expiring, found.becoming_late)), default=None)
        return Stirring(found.unwanted, found.expired, found.late, found.waiting, coming)

    async def expired(self, now: datetime, limit: int = 500) -> list[Run]:
        asked = select(*_LISTED).where(_QUEUED, _c.expires_at <= now)
        return await self._runs(asked.order_by(_c.expires_at).limit(limit))

    async def late(self, now: datetime, limit: int = 500) -> list[Run]:
        asked = select(*_LISTED).where(_QUEUED, _c.late_at <= now)
        return await self._runs(asked.order_by(_c.late_at).limit(limit))

    async def told_late(self, runs: Collection[RunId]) -> None:
        await self._sql.change(update(RUNS).where(_c.id.in_(runs)).values(late_at=None))

    async def held(self, schedule: ScheduleId | None = None) -> list[Run]:
        asked = select(*_LISTED).where(_c.state == RunState.HELD.value)
        if schedule is not None:
            asked = asked.where(_c.schedule_id == schedule)
        return await self._runs(asked.order_by(_c.due_at, _c.id))

    async def waiting(self) -> list[Run]:
        asked = select(*_LISTED).where(_c.state == RunState.WAITING.value)
        return await self._runs(asked.order_by(*_OLDEST_FIRST))

    async def endings(self, schedule: ScheduleId, limit: int) -> list[Run]:
        over = _c.state.not_in([state.value for state in RunState if not state.over])
        asked = select(*_LISTED).where(_c.schedule_id == schedule, over, _c.batch == "")
        return await self._runs(asked.order_by(*_NEWEST_FIRST).limit(limit))

    async def unreached(self, schedules: Collection[ScheduleId], since: datetime) -> list[Run]:
        later = RUNS.alias("later")
        same = (later.c.schedule_id == _c.schedule_id) & (later.c.queued_at >= _c.queued_at) & (later.c.batch == "")
        last = ~exists().where(same, later.c.due_at == _c.due_at, later.c.attempt > _c.attempt)
        ended = (_c.ended_at.is_not(None), _c.ended_at >= since, _FAILED, _c.batch == "")
        asked = select(*_LISTED).where(*ended, _c.trouble == Trouble.UNREACHABLE.value, last)
        found = [run for run in await self._runs(asked) if run.schedule in set(schedules)]
        return sorted(found, key=lambda run: run.due_at)

    async def at_moments(self, schedule: ScheduleId, first: datetime, last: datetime, limit: int = 10_000) -> list[Run]:
        asked = select(*_LISTED).where(_c.schedule_id == schedule, _c.due_at.between(first, last))
        return await self._runs(asked.order_by(_c.due_at, _c.attempt, _c.batch).limit(limit))

    async def some(self, ids: Collection[RunId]) -> dict[RunId, Run]:
        found: list[Run] = []
        for part in _parts(list(ids)):
            found += await self._runs(select(*_LISTED).where(_c.id.in_(part)))
        return {run.id: run for run in found}

    async def page(
        self, wanted: RunQuery, start: Place | None = None, *, newer: bool = False, limit: int = 100
    ) -> Page:
        return await paging.page(self._sql, wanted, start, newer=newer, limit=limit)

    async def strips(self, schedules: Collection[ScheduleId], length: int = 7) -> dict[ScheduleId, Sequence[Beat]]:
        """One seek for each run of a strip, and one question for all strips."""
        if not schedules:
            return {}
        found = await self._sql.rows(paging.beats(schedules, length))
        strips: dict[ScheduleId, list[Beat]] = defaultdict(list)
        for row in found:
            strips[ScheduleId(row.schedule_id)].append(beat_of(row))
        return dict(strips)

    async def tally(self, since: datetime) -> dict[RunState, int]:
        each = [state.value for state in RunState]  # named one by one, so that each is a range of the index
        asked = select(_c.state, func.count().label("runs")).where(_c.state.in_(each), _c.queued_at >= since)
        return {RunState(row.state): row.runs for row in await self._sql.rows(asked.group_by(_c.state))}

    async def latest(self, known: Mapping[ScheduleId, Run] | None = None) -> dict[ScheduleId, Run]:
        """Of the schedules that there are: one seek in the index for each, however many runs there were."""
        newest = SCHEDULES.join(RUNS, _c.id == _LATEST)
        if known is None:
            found = await self._runs(select(*_LISTED).select_from(newest))
            return {run.schedule: run for run in found if run.schedule is not None}
        same = {(run.id, run.state): run for run in known.values()}
        rows = await self._sql.rows(select(_c.schedule_id, _c.id, _c.state).select_from(newest))
        read = await self.some([row.id for row in rows if (row.id, row.state) not in same])
        return {row.schedule_id: same.get((row.id, row.state)) or read[row.id] for row in rows}

    async def result_before(self, run: Run) -> str | None:
        earlier = select(_PREVIEW).where(_c.schedule_id == run.schedule, _SUCCEEDED, _c.id != run.id)
        row = await self._sql.first(earlier.order_by(*_NEWEST_FIRST).limit(1))
        return None if row is None else row.result

    async def last_results(self, schedules: Collection[ScheduleId]) -> dict[ScheduleId, str]:
        if not schedules:
            return {}
        of = select(SCHEDULES.c.id).where(SCHEDULES.c.id.in_(schedules)).subquery()
        newest = select(_c.id).where(_c.schedule_id == of.c.id, _SUCCEEDED)
        last = newest.order_by(*_NEWEST_FIRST).limit(1).correlate(of).scalar_subquery()
        asked = select(_c.schedule_id, _PREVIEW).select_from(of.join(RUNS, _c.id == last))
        return {ScheduleId(row.schedule_id): row.result for row in await self._sql.rows(asked)}

    async def ids_like(self, prefix: str, limit: int = 5) -> list[RunId]:
        alike = (_c.id >= prefix) & (_c.id < f"{prefix}\U0010ffff")
        found = await self._sql.rows(select(_c.id).where(alike).order_by(_c.id).limit(limit))
        return [RunId(row.id) for row in found]

    async def _runs(self, asked: Select[*tuple[object, ...]]) -> list[Run]:
        return [run_of(row) for row in await self._sql.rows(asked)]


def _parts(ids: Sequence[RunId]) -> Iterator[Sequence[RunId]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _differing(before: Run, after: Run) -> Values:
    """Only what differs is written, so that a `ref` or a wish to cancel that came between stays."""
    old, new = run_values(before), run_values(after)
    return {name: new[name] for name in new if new[name] != old[name] or name == "state"}


def _as_it_was(run: Run) -> Values:
    return {"was_id": run.id, "was_state": run.state.value, "was_attempt": run.attempt, "was_boot": run.boot}


@lru_cache(maxsize=64)
def _moving(columns: tuple[str, ...]) -> Update:
    unmoved = (_c.id == bindparam("was_id")) & (_c.state == bindparam("was_state"))
    unmoved &= (_c.attempt == bindparam("was_attempt")) & _c.boot.is_not_distinct_from(bindparam("was_boot"))
    return update(RUNS).where(unmoved).values({name: bindparam(name) for name in columns})
