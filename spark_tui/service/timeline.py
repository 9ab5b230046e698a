"""The calendar: what became of every moment of a day, a week or a month, and what is to come."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from spark_tui.domain.crowding import Crowd, Room, crowds, peak
from spark_tui.domain.expected import moments_of
from spark_tui.domain.grid import Grid, next_hours
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.marks import Recorded, Row, fate_of, rows, totals
from spark_tui.domain.outage import Outage
from spark_tui.domain.planning import Span
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.service.ports import Clock, Store, Tx

AHEAD = 24  # hours that `ahead` looks at
MOST = 500  # moments of one cell that are told one by one


@dataclass(frozen=True, slots=True)
class Calendar:
    """A stretch of time, half hour by half hour, at `now`: by schedule (None is by hand), or all in `total`."""

    grid: Grid
    now: datetime
    schedules: Sequence[Schedule]  # by name
    rows: Mapping[ScheduleId | None, Row] = field(default_factory=dict)
    total: Row = field(default_factory=dict)
    outages: Sequence[Outage] = ()
    crowds: Sequence[Crowd] = field(default=())


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a schedule with its state: it has a run, or a span of the ledger that it is in, or is to come."""

    at: datetime
    state: str
    run: Run | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes in the next hours, and the moment at which most schedules start together."""

    calendar: Calendar
    peak: tuple[datetime, int] | None = None


class Timeline:
    """What one can ask about times."""

    def __init__(self, store: Store, clock: Clock, room: Room = Room()) -> None:
        self._store, self._clock, self._room = store, clock, room

    async def of(self, grid: Grid, *, together: bool = False) -> Calendar:
        """All schedules, or what they do together.

        The counting is not done on the event loop: of many schedules it takes longer than a frame.
        """

        async def read(tx: Tx) -> tuple[list[Schedule], Recorded, Room]:
            going = [*await tx.runs.active(), *await tx.runs.held()]
            outages = [one for one in await tx.outages.since(grid.since) if one.since < grid.until]
            ends = await tx.measures.ends(grid, together=together)
            known = Recorded(ends, going, await tx.measures.omitted(grid.since, grid.until), outages)
            return await tx.schedules.all(), known, replace(self._room, limits=await tx.limits.all())

        schedules, known, room = await self._store.look(read)
        now = self._clock.now()
        if together:
            return await asyncio.to_thread(_together, grid, now, schedules, known)
        return await asyncio.to_thread(_calendar, grid, now, schedules, known, room)

    async def moments(self, schedule: Schedule, first: datetime, until: datetime) -> list[Moment]:
        """One by one, in order: what became of those before now, and what is to come; MOST at most of each."""
        last = until - timedelta(microseconds=1)

        async def read(tx: Tx) -> list[Moment]:
            ran = [
                Moment(run.due_at, run.state, run=run)
                for run in await tx.runs.at_moments(schedule.id, first, last, MOST)
            ]
            spans = [span for which, span in await tx.measures.omitted(first, until) if which == schedule.id]
            return [*ran, *(Moment(max(first, span.first), span.fate, span=span) for span in spans)]

        found = await self._store.look(read)
        return sorted([*found, *_to_come(schedule, first, until, self._clock.now())], key=lambda moment: moment.at)

    async def ahead(self, zone: str) -> Ahead:
        """What is to come in the next 24 hours; nothing of what was is read."""
        now = self._clock.now()
        grid = next_hours(now, AHEAD, zone)

        async def read(tx: Tx) -> tuple[list[Schedule], Room]:
            return await tx.schedules.all(), replace(self._room, limits=await tx.limits.all())

        schedules, room = await self._store.look(read)
        return await asyncio.to_thread(_ahead, grid, now, schedules, room)


def _calendar(grid: Grid, now: datetime, schedules: Sequence[Schedule], known: Recorded, room: Room) -> Calendar:
    schedules = sorted(schedules, key=lambda schedule: schedule.name.casefold())
    found = rows(grid, schedules, known, now)
    piled = crowds(schedules, found, grid, now, room)
    return Calendar(grid, now, schedules, found, outages=known.outages, crowds=piled)


def _together(grid: Grid, now: datetime, schedules: Sequence[Schedule], known: Recorded) -> Calendar:
    return Calendar(grid, now, schedules, total=totals(grid, schedules, known, now), outages=known.outages)


def _to_come(schedule: Schedule, first: datetime, until: datetime, now: datetime) -> list[Moment]:
    if schedule.next_at is None:
        return []
    moments = moments_of(schedule.timing, max(first, schedule.next_at), until, MOST)
    return [Moment(at, fate_of(schedule, at, now)) for at in moments]


def _ahead(grid: Grid, now: datetime, schedules: Sequence[Schedule], room: Room) -> Ahead:
    calendar = _calendar(grid, now, schedules, Recorded(), room)
    return Ahead(calendar, peak(calendar.schedules, calendar.rows, grid, now))
