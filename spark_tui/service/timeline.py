"""The calendar: what became of every moment of a day, a week or a month, and what is to come."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from spark_tui.domain.crowding import Crowd, Room, crowds, peak
from spark_tui.domain.grid import Grid, next_hours
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.marks import Known, Row, rows
from spark_tui.domain.outage import Outage
from spark_tui.domain.schedule import Schedule
from spark_tui.service.ports import Clock, Store, Tx

AHEAD = 24  # hours that `ahead` looks at


@dataclass(frozen=True, slots=True)
class Calendar:
    """A stretch of time, half hour by half hour, at `now`; the row of None is what was run by hand."""

    grid: Grid
    now: datetime
    schedules: Sequence[Schedule]  # by name
    rows: Mapping[ScheduleId | None, Row]
    outages: Sequence[Outage] = ()
    crowds: Sequence[Crowd] = field(default=())


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes in the next hours, and the moment at which most schedules start together."""

    calendar: Calendar
    peak: tuple[datetime, int] | None = None


class Timeline:
    """What one can ask about times."""

    def __init__(self, store: Store, clock: Clock, room: Room = Room()) -> None:
        self._store, self._clock, self._room = store, clock, room

    async def of(self, grid: Grid) -> Calendar:
        """All schedules. The counting is not done on the event loop: many of them take longer than a frame."""

        async def read(tx: Tx) -> tuple[list[Schedule], Known, Room]:
            going = [*await tx.runs.active(), *await tx.runs.held()]
            outages = [one for one in await tx.outages.since(grid.since) if one.since < grid.until]
            known = Known(
                await tx.measures.ends(grid), going, await tx.measures.omitted(grid.since, grid.until), outages
            )
            return await tx.schedules.all(), known, replace(self._room, limits=await tx.limits.all())

        schedules, known, room = await self._store.look(read)
        return await asyncio.to_thread(_calendar, grid, self._clock.now(), schedules, known, room)

    async def ahead(self, zone: str) -> Ahead:
        """What is to come in the next 24 hours; nothing of what was is read."""
        now = self._clock.now()
        grid = next_hours(now, AHEAD, zone)

        async def read(tx: Tx) -> tuple[list[Schedule], Room]:
            return await tx.schedules.all(), replace(self._room, limits=await tx.limits.all())

        schedules, room = await self._store.look(read)
        return await asyncio.to_thread(_ahead, grid, now, schedules, room)


def _calendar(grid: Grid, now: datetime, schedules: Sequence[Schedule], known: Known, room: Room) -> Calendar:
    schedules = sorted(schedules, key=lambda schedule: schedule.name.casefold())
    found = rows(grid, schedules, known, now)
    return Calendar(grid, now, schedules, found, known.outages, crowds(schedules, found, grid, now, room))


def _ahead(grid: Grid, now: datetime, schedules: Sequence[Schedule], room: Room) -> Ahead:
    calendar = _calendar(grid, now, schedules, Known(), room)
    return Ahead(calendar, peak(calendar.schedules, calendar.rows, grid, now))
