"""Statistics: how runs went, of all and by schedule, source or tag."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from spark_tui.domain.grid import View, grid_of
from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.planning import Span
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.statistics import By, Day, Report, Strand, Summary, grouped, left_out, summary
from spark_tui.domain.timing import zone_of
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Clock, Store, Tx

WEEK = timedelta(days=7)
MOST_DAYS = 60  # that are told one by one
BY_HAND, GONE = "by hand", "removed"


@dataclass(frozen=True, slots=True)
class _Read:
    strands: Sequence[Strand]
    omitted: Sequence[tuple[ScheduleId, Span]]
    days: Sequence[Day]
    names: Mapping[ScheduleId, str]
    tags: Mapping[ScheduleId, Sequence[str]]
    workflows: Mapping[WorkflowId, Workflow]
    gone: Mapping[ScheduleId, str]  # what removed schedules were called


class Statistics:
    """What one can ask about how runs went. Runs count for the moment at which they ended."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def report(self, by: By = By.SCHEDULE, last: timedelta | None = WEEK, zone: str = "UTC") -> Report:
        """Of the time up to now, `last` long or since the beginning; its days are those of the zone's calendar."""
        until = self._clock.now() + timedelta(microseconds=1)
        since = until - last if last is not None else None
        read = await self._store.look(lambda tx: _read(tx, by, since, until, zone))
        return await asyncio.to_thread(_report, read, by, since, until)

    async def of(self, schedule: Schedule, last: timedelta | None = WEEK) -> Summary:
        """Of one schedule."""
        until = self._clock.now() + timedelta(microseconds=1)
        since = until - last if last is not None else None
        return summary(await self._store.look(lambda tx: tx.measures.strands(since, until, schedule.id)))


async def _read(tx: Tx, by: By, since: datetime | None, until: datetime, zone: str) -> _Read:
    strands = await tx.measures.strands(since, until)
    names = await tx.schedules.names()  # a thousand whole schedules take a fifth of a second to read
    tags = {schedule.id: schedule.tags for schedule in await tx.schedules.all()} if by is By.TAG else {}
    first = since or await tx.measures.first_end() or until
    return _Read(
        strands,
        await tx.measures.omitted(since, until),
        await tx.measures.days(_edges(first, until, zone)),
        names,
        tags,
        {workflow.id: workflow for workflow in await tx.workflows.all()},
        {which: await _gone(tx, which) for which in {strand.schedule for strand in strands} - {None, *names} if which},
    )


async def _gone(tx: Tx, schedule: ScheduleId) -> str:
    """A schedule that is not there any more is called as in its last run."""
    last = await tx.runs.recent(1, schedule=schedule)
    return f"{last[0].schedule_name} ({GONE})" if last else GONE


def _edges(first: datetime, until: datetime, zone: str) -> list[datetime]:
    """The midnights of the last days, with `first` before them where it is not too long ago."""
    local = zone_of(zone)
    day, edges = until.astimezone(local).date(), [until]
    while edges[-1] > first and len(edges) <= MOST_DAYS:
        edges.append(max(first, grid_of(View.DAY, day, zone).since))
        day -= timedelta(days=1)
    return edges[::-1]


def _report(read: _Read, by: By, since: datetime | None, until: datetime) -> Report:
    groups = grouped(read.strands, _names(by, read))
    return Report(
        since,
        until,
        by,
        summary(read.strands),
        read.days,
        sorted(groups.items(), key=lambda row: row[0].casefold()),
        left_out((span.fate, span.reason, span.count) for _, span in read.omitted),
    )


def _names(by: By, read: _Read) -> Callable[[Strand], Iterable[str]]:
    match by:
        case By.SCHEDULE:
            return lambda strand: [_schedule(strand, read)]
        case By.SOURCE:
            return lambda strand: [read.workflows[strand.workflow].source_name if _known(strand, read) else GONE]
        case By.TAG:
            return lambda strand: _tags(strand, read)
        case _:
            assert_never(by)


def _schedule(strand: Strand, read: _Read) -> str:
    if strand.schedule is None:
        return f"{read.workflows[strand.workflow].ref if _known(strand, read) else GONE} ({BY_HAND})"
    return read.names.get(strand.schedule) or read.gone[strand.schedule]


def _known(strand: Strand, read: _Read) -> bool:
    return strand.workflow in read.workflows


def _tags(strand: Strand, read: _Read) -> Sequence[str]:
    """Those that its schedule has now."""
    return (read.tags.get(strand.schedule) if strand.schedule else ()) or ("no tag",)
