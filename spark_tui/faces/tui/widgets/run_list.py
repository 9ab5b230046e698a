"""All runs, the newest first: a window of them is kept, and moves along as one moves."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from spark_tui.domain.document import hidden
from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.listing import Page, Place, RunQuery, place_of, seek
from spark_tui.domain.run import BAD_ENDS, Cause, Run, RunState
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.tui.actions.moving import EDGE
from spark_tui.faces.tui.text import Piece, fit
from spark_tui.faces.tui.widgets.columns import Column
from spark_tui.faces.tui.widgets.table import Table
from spark_tui.service.spark import Spark

PAGE, KEPT = 200, 1_000  # runs in a page, and in the window
NEAR = 60  # rows to the edge of the window at which the next page is read


def wanted_of(typed: str, faults: bool, schedules: Callable[[str], ScheduleId | None]) -> RunQuery:
    """`state:failed source:home schedule:report words`: the first three by name, the rest as words."""
    states, source, schedule, words = set(BAD_ENDS if faults else ()), "", None, []
    said = typed.split()
    while said:
        word, *said = said
        kind, colon, name = word.partition(":")
        if kind == "state" and colon:
            states = {state for state in RunState if state.startswith(name.casefold().replace("-", "_"))} or {
                RunState.HELD
            }
        elif kind == "source" and colon:
            source = name
        elif kind == "schedule" and colon:
            schedule, said = _schedule_of([name, *said], schedules)
        else:
            words.append(word)
    return RunQuery(frozenset(states), schedule, source, seek(" ".join(words)))


def _schedule_of(words: list[str], known: Callable[[str], ScheduleId | None]) -> tuple[ScheduleId, list[str]]:
    """That of the longest name that these begin with, for a name may have blanks; and the words behind it."""
    for many in range(len(words), 0, -1):
        if found := known(" ".join(words[:many])):
            return found, words[many:]
    return ScheduleId("-"), words[1:]


class RunList(Table[Run]):
    """What it shows stands in the store: the filter is asked there, and the order is that of the store."""

    PLACE = "Runs"

    def __init__(self, spark: Spark, zone: str, schedules: Callable[[str], ScheduleId | None], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="")
        self._spark, self._zone, self._named = spark, zone, schedules
        self._known = self._said()
        self._above: Place | None = None  # where to go on upwards; None at the newest
        self._below: Place | None = None  # and downwards; None at the oldest
        self._reading = asyncio.Lock()
        self.nothing = [[("  opening …", "dim")]]

    def columns(self) -> tuple[Column[Run], ...]:
        return self._known

    def _said(self) -> tuple[Column[Run], ...]:
        return (
            Column("state", "", lambda _: "", 1, 1, draw=self._state, fixed=True),
            Column("word", "STATE", lambda run: show.sign(run.state).word, 9, 9, since=90),
            Column("name", "SCHEDULE", _name, 8, 28, "strong", fixed=True),
            Column("workflow", "WORKFLOW", lambda run: run.workflow_ref, 10, 28, "dim", since=90),
            Column("due", "DUE", self._due, 11, 22),
            Column("late", "LATE", _late, 7, 7, "warn", right=True, since=100),
            Column("took", "TOOK", self._took, 7, 7, right=True),
            Column(
                "attempt", "TRY", lambda run: str(run.attempt) if run.attempt > 1 else "", 3, 3, right=True, since=110
            ),
            Column("cause", "CAUSE", _cause, 8, 9, "dim", since=110),
            Column("told", "RESULT", _told, 12, 12, "dim", grows=True),
        )

    def key(self, item: Run) -> str:
        return item.id

    def as_of(self, item: Run) -> object:
        """One that is over says no more than whether it was today."""
        return self.today() if item.state.over else self.now().replace(microsecond=0)

    def today(self) -> date:
        return self.now().astimezone(zone_of(self._zone)).date()

    def is_fault(self, item: Run) -> bool:
        return item.state in BAD_ENDS

    def now(self) -> datetime:
        return self._spark.clock.now()

    # ------------------------------------------------------------------ the window

    @property
    def wanted(self) -> RunQuery:
        return wanted_of(self.typed, self.faults, self._named)

    def rearrange(self) -> None:
        """Another filter: from the newest on."""
        self.changed()
        self.run_worker(self.from_newest(), group="page", exclusive=True, exit_on_error=False)

    async def from_newest(self) -> None:
        self._at = self._top = 0
        page = await self._first_page(None, newer=False)
        self._above, self._below = None, page.on
        self._take(page.runs)

    async def from_oldest(self) -> None:
        page = await self._first_page(None, newer=True)
        self._above, self._below = page.on, None
        self._take(list(reversed(page.runs)))
        self._go(len(self.items) - 1)

    async def _first_page(self, start: Place | None, *, newer: bool) -> Page:
        """The next runs that are wanted: further on, where none of those that were looked at is."""
        wanted = self.wanted
        page = await self._spark.runs.page(wanted, start, newer=newer, limit=PAGE)
        while not page.runs and page.on is not None:
            self.nothing = [[("  nothing yet; looking further back …", "dim")]]
            self._take(())
            page = await self._spark.runs.page(wanted, page.on, newer=newer, limit=PAGE)
        self.nothing = [[("  No run is like that." if self.typed or self.faults else "  Nothing has run yet.", "dim")]]
        return page

    def _take(self, runs: Sequence[Run]) -> None:
        self.all = runs
        super().show(runs)

    def _arranged(self) -> Sequence[Run]:
        return self.all

    async def near_edge(self) -> None:
        """Read the next page where the cursor comes near the edge; the far end of the window goes."""
        async with self._reading:
            if self._below is not None and self._at > len(self.items) - NEAR:
                page = await self._first_page(self._below, newer=False)
                runs = [*self.items, *page.runs]
                self._below = page.on
                if len(runs) > KEPT:
                    runs = runs[len(runs) - KEPT :]
                    self._above = place_of(runs[0])
                self._take(runs)
            elif self._above is not None and self._at < NEAR:
                page = await self._first_page(self._above, newer=True)
                runs = [*reversed(page.runs), *self.items]
                self._above = page.on
                if len(runs) > KEPT:
                    runs = runs[:KEPT]
                    self._below = place_of(runs[-1])
                self._take(runs)

    async def follow(self) -> None:
        """Something changed: at the newest, those that came; elsewhere what is shown and was not over."""
        async with self._reading:
            if self._above is not None or not self.items:
                await self._renew()
                return
            page = await self._spark.runs.page(self.wanted, limit=PAGE)
            fresh = {run.id for run in page.runs}
            rest = [run for run in self.items if run.id not in fresh and page.on and place_of(run) < page.on]
            at_top = self._at == 0
            self._below = self._below if rest else page.on
            self._take([*page.runs, *rest][:KEPT])
            if at_top and self._at:
                self._go(0)

    async def _renew(self) -> None:
        if not self.items:
            await self.from_newest()
            return
        going = [run.id for run in self.items if not run.state.over]
        known = await self._spark.runs.some(going) if going else {}
        self._take([known.get(run.id, run) for run in self.items])

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """To the first and the last of all, not of the window."""
        if by <= -EDGE and self._above is not None:
            self._begin(self.from_newest)
        elif by >= EDGE and self._below is not None:
            self._begin(self.from_oldest)
        else:
            super().action_move(by)
            if (self._below is not None and self._at > len(self.items) - NEAR) or (self._above and self._at < NEAR):
                self._begin(self.near_edge)

    def _begin(self, work: Callable[[], Any]) -> None:
        async def told() -> None:
            try:
                await work()
            except SparkError as wrong:
                self.app.notify(wrong.message)

        self.run_worker(told(), group="page", exit_on_error=False)

    # ------------------------------------------------------------------ cells

    def _state(self, run: Run, width: int) -> list[Piece]:
        sign = show.sign(run.state)
        return [(fit(sign.glyph, width), sign.mood)]

    def _due(self, run: Run) -> str:
        return show.moment(run.due_at, self._zone, self.now())

    def _took(self, run: Run) -> str:
        return show.took(run, self.now())


def _name(run: Run) -> str:
    return run.schedule_name or f"({run.workflow_ref.partition('/')[2] or run.workflow_ref})"


def _late(run: Run) -> str:
    """By how much it started after its moment, where that is worth a word."""
    if run.started_at is None or run.batch or run.cause is Cause.MANUAL:
        return ""
    late = (run.started_at - run.due_at).total_seconds()
    return show.duration(late) if late >= 1 else ""


def _cause(run: Run) -> str:
    return {Cause.SCHEDULE: "", Cause.MANUAL: "by hand", Cause.CATCH_UP: "caught up"}.get(run.cause, run.cause.value)


def _told(run: Run) -> str:
    return _summary((run.reason or run.result)[:1_000])


@lru_cache(maxsize=512)
def _summary(text: str) -> str:
    return one_line(hidden(text), 300)
