"""Runs page by page, and the last few of many schedules: questions that cost the same in a store of any size.

A page starts behind a place, never after so many rows. Where what is wanted has an index of its own
(all, one schedule, one state) it is walked from that place on. Anything else is looked for among the
next `LOOKED_AT` runs of that walk, and the page says where to go on.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Select,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    tuple_,
    union_all,
)

from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.listing import Page, Place, RunQuery, Seek, place_of
from spark_tui.store.columns import Moment
from spark_tui.store.rows.runs import RUNS, run_of
from spark_tui.store.rows.schedules import SCHEDULES, WORKFLOWS
from spark_tui.store.statements import Statements

LOOKED_AT = 5_000  # runs for one page
PREVIEW = 500  # characters of a result or a reason: a line of a table shows fewer

_c = RUNS.c
_KEY = (_c.queued_at, _c.due_at, _c.id)
_CUT = ("reason", "result", "input")
_LEFT_OUT = ("sent",)  # JSON, which cannot be cut
_SHOWN = [
    func.substr(column, 1, PREVIEW).label(column.name)
    if column.name in _CUT
    else null().label(column.name)
    if column.name in _LEFT_OUT
    else column
    for column in _c
]
_SOUGHT = (_c.schedule_name, _c.workflow_ref, _c.state, _c.tags, _c.reason)

Condition = ColumnElement[bool]


async def page(sql: Statements, wanted: RunQuery, start: Place | None, *, newer: bool, limit: int) -> Page:
    walk = [*_walked(wanted), *([_behind(start, newer=newer)] if start else [])]
    sought = _sought(wanted)
    last = await _reach(sql, walk, newer=newer) if sought else None
    if last is not None:
        walk.append(not_(_behind(last, newer=newer)))
    asked = select(*_SHOWN).where(*walk, *sought).order_by(*_order(newer=newer)).limit(limit)
    runs = [run_of(row) for row in await sql.rows(asked)]
    return Page(runs, place_of(runs[-1]) if len(runs) == limit else last)


async def _reach(sql: Statements, walk: Sequence[Condition], *, newer: bool) -> Place | None:
    """The last run that is looked at; None where the walk ends before."""
    asked = select(*_KEY).where(*walk).order_by(*_order(newer=newer)).offset(LOOKED_AT - 1).limit(1)
    row = await sql.first(asked)
    return None if row is None else Place(row.queued_at, row.due_at, row.id)


def _order(*, newer: bool) -> Sequence[ColumnElement[object]]:
    return _KEY if newer else tuple(column.desc() for column in _KEY)


def _behind(place: Place, *, newer: bool) -> Condition:
    here = tuple_(literal(place.queued_at, Moment), literal(place.due_at, Moment), place.id)
    return tuple_(*_KEY) > here if newer else tuple_(*_KEY) < here


# ------------------------------------------------------------------ what is wanted


def _walked(wanted: RunQuery) -> list[Condition]:
    """What an index answers, in order."""
    if wanted.schedule is not None:
        return [_c.schedule_id == wanted.schedule]
    return [_c.state == next(iter(wanted.states)).value] if len(wanted.states) == 1 else []


def _sought(wanted: RunQuery) -> list[Condition]:
    """What is looked for on the way."""
    found = [_in_words(wanted.seek)] if wanted.seek else []
    if wanted.states and (wanted.schedule is not None or len(wanted.states) > 1):
        # hidden from the index of states, which would have to be sorted
        found.append(func.coalesce(_c.state, "").in_(sorted(state.value for state in wanted.states)))
    if wanted.source:
        found.append(_of_source(wanted.source))
    if wanted.workflow:
        found.append(_c.workflow_id == wanted.workflow)
    return found


def _of_source(name: str) -> Condition:
    """Of that name then, or now."""
    before = f"{name}/"
    mine = select(WORKFLOWS.c.id).where(WORKFLOWS.c.source_name == name)
    return or_(func.substr(_c.workflow_ref, 1, len(before)) == before, _c.workflow_id.in_(mine))


def _in_words(seek: Seek) -> Condition:
    each = [or_(*(_has(column, word) for column in _SOUGHT)) for word in seek.words]
    every = each[0]
    for more in each[1:]:
        every = every & more
    return not_(every) if seek.without else every


def _has(column: Column[str], word: str) -> Condition:
    return func.lower(column).contains(word, autoescape=True)


# ------------------------------------------------------------------ strips


def beats(schedules: Collection[ScheduleId], length: int) -> CompoundSelect[*tuple[object, ...]]:
    """The last runs of each, the oldest of all first: as many questions in one as a strip is long."""
    return union_all(*(_nth(n, schedules) for n in reversed(range(length))))


def _nth(n: int, schedules: Collection[ScheduleId]) -> Select[*tuple[object, ...]]:
    """The last but `n` of each."""
    newest = select(_c.id).where(_c.schedule_id == SCHEDULES.c.id).order_by(*_order(newer=False))
    nth = newest.limit(1).offset(n).correlate(SCHEDULES).scalar_subquery()
    asked = select(_c.schedule_id, _c.state, _c.started_at, _c.ended_at)
    return asked.select_from(SCHEDULES.join(RUNS, _c.id == nth)).where(SCHEDULES.c.id.in_(schedules))
