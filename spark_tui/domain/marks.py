"""What became of the moments in one cell of a calendar, or what will: counted, the worst first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from spark_tui.domain.expected import expected, moments_of
from spark_tui.domain.grid import Grid
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.outage import Outage
from spark_tui.domain.planning import ON_TIME, Fate, Span
from spark_tui.domain.run import Run, RunState
from spark_tui.domain.schedule import Schedule


class Mark(StrEnum):
    """The worst first: a cell with several is drawn as the first of them."""

    FAILED = "failed"
    MISSED = "missed"
    DUE = "due"  # it has come, and nobody has decided it
    SKIPPED = "skipped"
    HELD = "held"
    WAITING = "waiting"  # it asks a person before it goes on
    LATE = "late"  # it ran well, more than a minute after its moment
    CANCELLED = "cancelled"
    RUNNING = "running"
    QUEUED = "queued"
    SUCCEEDED = "succeeded"
    SUPERSEDED = "superseded"
    PAUSED = "paused"
    PLANNED = "planned"


FAULTS = (Mark.FAILED, Mark.MISSED, Mark.DUE)
STARTED = (Mark.FAILED, Mark.LATE, Mark.CANCELLED, Mark.WAITING, Mark.RUNNING, Mark.SUCCEEDED)
_OF_STATE = {
    RunState.HELD: Mark.HELD,
    RunState.QUEUED: Mark.QUEUED,
    RunState.RUNNING: Mark.RUNNING,
    RunState.WAITING: Mark.WAITING,
    RunState.SUCCEEDED: Mark.SUCCEEDED,
    RunState.CANCELLED: Mark.CANCELLED,
}
_OF_FATE = {
    Fate.MISSED: Mark.MISSED,
    Fate.SUPERSEDED: Mark.SUPERSEDED,
    Fate.SKIPPED: Mark.SKIPPED,
    Fate.PAUSED: Mark.PAUSED,
}

Cell = Counter[Mark]
Row = dict[int, Cell]  # by half hour


@dataclass(frozen=True, slots=True)
class Ends:
    """`count` runs that ended in `state` and whose moments are in one half hour; `schedule` is None by hand."""

    schedule: ScheduleId | None
    slot: int
    state: RunState
    late: bool
    count: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is kept of a stretch of time."""

    ends: Sequence[Ends] = ()
    going: Sequence[Run] = ()  # held, queued, running, waiting
    omitted: Sequence[tuple[ScheduleId, Span]] = field(default=())
    outages: Sequence[Outage] = ()


def mark_of(state: RunState, *, late: bool = False) -> Mark:
    mark = _OF_STATE.get(state, Mark.FAILED)
    return Mark.LATE if late and mark is Mark.SUCCEEDED else mark


def worst(cell: Cell) -> Mark | None:
    return next((mark for mark in Mark if cell[mark]), None)


def starts(cell: Cell) -> int:
    """How many runs there were, or will be."""
    return sum(cell[mark] for mark in (*STARTED, Mark.QUEUED, Mark.PLANNED))


def faults(cell: Cell) -> int:
    return sum(cell[mark] for mark in FAULTS)


def rows(grid: Grid, schedules: Sequence[Schedule], known: Recorded, now: datetime) -> dict[ScheduleId | None, Row]:
    """Every schedule's moments of the stretch, half hour by half hour; None is what was run by hand."""
    found: dict[ScheduleId | None, Row] = {schedule.id: {} for schedule in schedules}
    for which, slot, mark, count in _counted(grid, schedules, known, now):
        found.setdefault(which, {}).setdefault(slot, Counter())[mark] += count
    return found


def totals(grid: Grid, schedules: Sequence[Schedule], known: Recorded, now: datetime) -> Row:
    """The same of all schedules together."""
    summed: dict[tuple[int, Mark], int] = defaultdict(int)
    for _, slot, mark, count in _counted(grid, schedules, known, now):
        summed[slot, mark] += count
    row: Row = {}
    for (slot, mark), count in summed.items():
        row.setdefault(slot, Counter())[mark] = count
    return row


def total(cells: Iterable[Cell]) -> Cell:
    summed: Cell = Counter()
    for cell in cells:
        summed.update(cell)
    return summed


Counted = tuple[ScheduleId | None, int, Mark, int]


def _counted(grid: Grid, schedules: Sequence[Schedule], known: Recorded, now: datetime) -> Iterator[Counted]:
    for end in known.ends:
        yield end.schedule, end.slot, mark_of(end.state, late=end.late), end.count
    for run in known.going:
        if grid.holds(run.due_at):
            late = run.started_at is not None and run.started_at - run.due_at > ON_TIME
            yield run.schedule, grid.slot(run.due_at), mark_of(run.state, late=late), 1
    by_id = {schedule.id: schedule for schedule in schedules}
    for which, span in known.omitted:
        for slot, count in _spread(grid, span, by_id.get(which)).items():
            yield which, slot, _OF_FATE[span.fate], count
    for schedule in schedules:
        for slot, mark, count in to_come(schedule, grid, now):
            yield schedule.id, slot, mark, count


def _spread(grid: Grid, span: Span, schedule: Schedule | None) -> Mapping[int, int]:
    """Which half hours the moments of a span are in: by its timing, or evenly where that has been changed since."""
    slots = grid.slots_of(span.first, span.last)
    if len(slots) == 1 and grid.holds(span.first) and grid.holds(span.last):
        return {slots[0]: span.count}
    if schedule is not None:
        counted = expected(schedule.timing, grid).counts
        inside = {slot: counted[slot] for slot in slots if slot in counted}
        for slot in {slots[0], slots[-1]} & inside.keys() if inside else ():
            inside[slot] = _exactly(schedule, grid, slot, span)
        if inside and (sum(inside.values()) <= span.count):
            return inside
    whole = grid.slot(span.last) - grid.slot(span.first) + 1
    share, rest = divmod(span.count, whole)
    first = grid.slot(span.first)
    return {slot: share + (slot - first < rest) for slot in slots if share + (slot - first < rest)}


def _exactly(schedule: Schedule, grid: Grid, slot: int, span: Span) -> int:
    begin, end = grid.begins(slot), grid.begins(slot + 1)
    return sum(span.first <= moment <= span.last for moment in moments_of(schedule.timing, begin, end))


# ------------------------------------------------------------------ what is to come


def to_come(schedule: Schedule, grid: Grid, now: datetime) -> Iterator[tuple[int, Mark, int]]:
    """What is not decided yet: due where it has come, planned or paused where it is to come."""
    if schedule.next_at is None or schedule.next_at >= grid.until:
        return
    first = max(schedule.next_at, grid.since)
    begin, mixed = grid.slot(first), _mixed(schedule, grid, first, now)
    for slot, count in expected(schedule.timing, grid).counts.items():
        if slot in mixed:
            yield from ((slot, mark, 1) for mark in _one_by_one(schedule, grid, slot, first, now))
        elif slot > begin:
            yield slot, fate_of(schedule, grid.begins(slot), now), count


def _one_by_one(schedule: Schedule, grid: Grid, slot: int, first: datetime, now: datetime) -> Iterator[Mark]:
    until = min(grid.begins(slot + 1), grid.until)
    for moment in moments_of(schedule.timing, max(first, grid.begins(slot)), until):
        yield fate_of(schedule, moment, now)


def _mixed(schedule: Schedule, grid: Grid, first: datetime, now: datetime) -> set[int]:
    """The half hours in which not all moments have one fate."""
    until = schedule.pause.until if schedule.pause is not None else None
    return {grid.slot(moment) for moment in (first, now, until) if moment is not None}


def fate_of(schedule: Schedule, moment: datetime, now: datetime) -> Mark:
    """Of a moment that nobody has decided."""
    if schedule.pause is not None and schedule.pause.holds(moment):
        return Mark.PAUSED
    return Mark.DUE if moment <= now else Mark.PLANNED
