"""What is told when somebody asks: why, when, what ran, what failed, which ones, whether a source is up.

While a phrase is typed that comes out of what is known, at once and with nothing read.

An answer holds values, not words: each face says them in its own way.
"""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.listing import Place, RunQuery
from spark_tui.domain.log import Line
from spark_tui.domain.order import TellPast, Which
from spark_tui.domain.run import BAD_ENDS, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.why import Because
from spark_tui.service.coming import starts_from
from spark_tui.service.known import Known

if TYPE_CHECKING:
    from spark_tui.service.ports import Clock
    from spark_tui.service.runs import Runs
    from spark_tui.service.schedules import Schedules
    from spark_tui.service.why import Why

LINES = 2  # of a log that an answer shows
MOMENTS = 5  # of a schedule that are to come
RECENT = 100  # moments among which the last one that failed is looked for
MOST = 2_000  # runs that are counted; beyond, the newest of them are
PAGE = 500
LONGEST = timedelta(days=1)  # that a run may have waited and gone on before it ended
ENDS = tuple(state for state in RunState if state.over)


@dataclass(frozen=True, slots=True)
class Reasons:
    """What became of a moment of a schedule; None where nothing is to be told. `failed`: a failure was asked about."""

    schedule: Schedule
    because: Because | None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the last run of a schedule said last."""

    schedule: Schedule
    run: Run | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """When a schedule runs next, if it is not paused."""

    schedule: Schedule
    moments: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """The runs that ended in a stretch of time and are wanted, the last queued first.

    `more`: there were more than are counted here; `newest`: only the newest run of each schedule was looked at.
    """

    order: TellPast
    runs: Sequence[Run]
    more: bool = False
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Those:
    """The schedules that are meant, each with its last run where that is what matters."""

    which: Which
    schedules: Sequence[tuple[Schedule, Run | None]]


@dataclass(frozen=True, slots=True)
class Underway:
    """The runs that go on, and those that wait for a seat or for a person."""

    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Reach:
    """How sources are; `asked`: one of them was asked about."""

    sources: Sequence[Source]
    asked: bool = False


Told = Reasons | Said | Ahead | Passed | Those | Underway | Reach


class Telling:
    """Looks up what is asked about."""

    def __init__(self, clock: "Clock", schedules: "Schedules", runs: "Runs", why: "Why") -> None:
        self._clock, self._schedules, self._runs, self._why = clock, schedules, runs, why

    # ------------------------------------------------------------------ of one schedule

    async def last_run(self, schedule: Schedule) -> Said:
        run = next(iter(await self._runs.recent(1, schedule=schedule.id)), None)
        lines = await self._runs.tail(LINES, run=run.id) if run else []
        return Said(schedule, run, tuple(lines))

    async def last_moment(self, schedule: Schedule) -> Reasons:
        return Reasons(schedule, next(iter(await self._why.of(schedule)), None))

    async def last_failure(self, schedule: Schedule) -> Reasons:
        failed = await self._last_failed(schedule)
        said = await self._why.of_entry(schedule, failed) if failed else []
        return Reasons(schedule, next(iter(said), None), failed=True)

    async def _last_failed(self, schedule: Schedule) -> Entry | None:
        history = await self._schedules.history(schedule, RECENT)
        return next((entry for entry in history if entry.state in BAD_ENDS), None)

    def ahead(self, schedule: Schedule) -> Ahead:
        since = starts_from(schedule, self._clock.now())
        return Ahead(schedule, schedule.timing.upcoming(since, MOMENTS) if since is not None else ())

    # ------------------------------------------------------------------ of all

    async def past(self, order: TellPast) -> Passed:
        """A run counts for the moment at which it ended; one that was queued longer than a day before is not found."""
        found: list[Run] = []
        async for run in self._before(order.until, RunQuery(frozenset(_wanted_ends(order)))):
            if run.queued_at < order.since - LONGEST or len(found) > MOST:
                break
            if _ended_in(run, order):
                found.append(run)
        return Passed(order, found[:MOST], more=len(found) > MOST)

    async def _before(self, until: datetime, wanted: RunQuery) -> AsyncIterator[Run]:
        start: Place | None = Place(until, until, RunId(""))
        while start is not None:
            page = await self._runs.page(wanted, start, limit=PAGE)
            for run in page.runs:
                yield run
            start = page.on


def _wanted_ends(order: TellPast) -> Collection[RunState]:
    return BAD_ENDS if order.failed else ENDS


def _ended_in(run: Run, order: TellPast) -> bool:
    return order.since <= (run.ended_at or run.queued_at) <= order.until


# ------------------------------------------------------------------ out of what is known


def last_known(schedule: Schedule, known: Known) -> Said:
    """Its newest run, and none of its lines."""
    return Said(schedule, known.latest.get(schedule.id))


def past_known(order: TellPast, known: Known) -> Passed:
    """Of the newest run of each schedule, those that ended then and are wanted."""
    wanted = _wanted_ends(order)
    ended = [run for run in known.latest.values() if run.state in wanted and _ended_in(run, order)]
    return Passed(order, sorted(ended, key=lambda run: run.queued_at, reverse=True), newest=True)


def those(which: Which, known: Known) -> Those | Underway:
    match which:
        case Which.RUNNING:
            return Underway(known.active)
        case Which.FAILING:
            latest = known.latest
            return Those(which, [(one, latest[one.id]) for one in known.schedules if _fails(one, latest)])
    fits = _FITS[which]
    return Those(which, [(one, None) for one in known.schedules if fits(one)])


def health(name: str, known: Known) -> Reach:
    """Of the source that has that name, nothing where there is none; of all without a name."""
    if not name:
        return Reach(known.sources)
    return Reach([one for one in known.sources if one.name.casefold() == name.casefold()], asked=True)


_FITS: Mapping[Which, Callable[[Schedule], bool]] = {
    Which.ALL: lambda _: True,
    Which.PAUSED: lambda schedule: schedule.pause is not None,
}


def _fails(schedule: Schedule, latest: Mapping[ScheduleId, Run]) -> bool:
    return schedule.id in latest and latest[schedule.id].state in BAD_ENDS
