"""The timeline: a day by schedule, a week by hour, a month by day; what was, and what is to come."""

import asyncio
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.crowding import Crowd
from spark_tui.domain.grid import View, grid_of, stepped
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.marks import Mark
from spark_tui.domain.outage import WORDS
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.changes import told
from spark_tui.faces.show.sheets import heading, sheet
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.person import WHO
from spark_tui.faces.tui.schedule_verbs import backfill
from spark_tui.faces.tui.screens.choose import Choice, Choose
from spark_tui.faces.tui.screens.moments import MomentsWindow
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import entitle, fit
from spark_tui.faces.tui.widgets.calendar import CalendarView
from spark_tui.faces.tui.widgets.in_cell import InCell
from spark_tui.faces.tui.widgets.page import Lines, Page
from spark_tui.service.spark import Spark
from spark_tui.service.spreading import suggest

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

PACE = 1.0  # seconds between two looks at least …
SHARE = 5  # … and as many times as long as the last one took
SILENCE = 30.0  # seconds after which it looks without a ring: now goes on
REST = 0.1  # seconds on a cell before what is in it is read
Cell = tuple[View, ScheduleId | None, tuple[datetime, datetime] | None]
TOLD = 6  # changes of a spread that are shown


def _piled(window: "TimelineWindow") -> str:
    return "" if window.crowd else "no pile-up is to come here: look at a day to come"


def _a_cell(window: "TimelineWindow") -> str:
    return "" if window.calendar.spot else "there is nothing to open"


class TimelineWindow(Window[None]):
    """Keeps itself up to date."""

    app: "SparkApp"
    PLACE = "Timeline"
    ACTIONS = (
        Action(
            "timeline.open",
            "enter",
            "open",
            "List the moments of the cell; of a week or month: its day",
            why_not=_a_cell,
        ),
        Action("timeline.back", "left_square_bracket,p", "before", "The day, week or month before", "step(-1)"),
        Action("timeline.on", "right_square_bracket,n", "next", "The next day, week or month", "step(1)"),
        Action("timeline.today", "full_stop", "today", "Today, and now", "today", in_line=False),
        Action("timeline.day", "d", "day", "A day, by schedule", "view('day')", twin="spark timeline --day"),
        Action("timeline.week", "w", "week", "A week, by hour", "view('week')", twin="spark timeline --week"),
        Action("timeline.month", "m", "month", "A month, by day", "view('month')", twin="spark timeline --month"),
        Action(
            "timeline.spread",
            "s",
            "spread",
            "Move schedules that start together some minutes apart; shows what would change, and asks",
            lambda window: window.spread(),
            back=Back.UNDO,
            why_not=_piled,
            window=True,
        ),
        Action(
            "timeline.catch_up",
            "c",
            "missed",
            "Run what was missed in the cell, or decide what waits",
            lambda window: window.catch_up(),
            twin="spark schedule catch-up NAME",
            back=Back.ASKS,
            window=True,
        ),
        Action("timeline.close", "T", "close", "Close it again", "close", in_line=False),
    )

    def __init__(self, spark: Spark, zone: str, schedule: Schedule | None = None) -> None:
        """With the cursor on now, and on that schedule."""
        super().__init__()
        self._spark, self._zone, self._schedule = spark, zone, schedule
        self._left = schedule  # where the cursor was in the last day that was looked at
        self.calendar = CalendarView(id="calendar")
        self._in_cell = InCell(spark, zone)
        self._view, self._day = View.DAY, self._today()
        self._shown: Cell | None = None  # the cell of which it is told what is in it
        self._goal: datetime | None = spark.clock.now()  # where the cursor goes when the sheet is there

    def _today(self) -> date:
        return self._spark.clock.now().astimezone(zone_of(self._zone)).date()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog whole") as box:
            box.border_subtitle = self.hint()
            yield self.calendar
            yield Page(self._told, id="told_cell")
            yield self._in_cell

    def on_mount(self) -> None:
        self.calendar.focus()
        self._entitle()
        self._look()

    # ------------------------------------------------------------------ followed

    def _look(self) -> None:
        """At what is wanted now; a look at something else is given up."""
        self.begin(self._follow, "follow", newest_only=True)

    async def _follow(self) -> None:
        with self._spark.bell.ear() as ear:
            while True:
                began = self._spark.clock.monotonic()
                await self.app.told_when_wrong(self._read())
                await asyncio.sleep(max(PACE, SHARE * (self._spark.clock.monotonic() - began)))
                await ear.wait(SILENCE)

    async def _read(self) -> None:
        view, grid = self._view, grid_of(self._view, self._day, self._zone)
        found = await self._spark.timeline.of(grid, together=view is not View.DAY)
        made = await asyncio.to_thread(sheet, view, found)
        self.calendar.show(made)
        self._in_cell.forget()
        if self._schedule is not None and view is View.DAY:
            rows = [
                row for row, band in enumerate(made.bands) if band.schedule and band.schedule.id == self._schedule.id
            ]
            self.calendar.go(rows[0] if rows else 0, 0)
            self._schedule = None
        if self._goal is not None:
            self.calendar.go_to(grid.slot(self._goal))
            self._goal = None
        self._entitle()
        self.another_cell()

    def _entitle(self) -> None:
        grid = grid_of(self._view, self._day, self._zone)
        entitle(self.query_one(".dialog"), f"Timeline · {heading(self._view, grid)} · {self._zone}")

    # ------------------------------------------------------------------ moving about

    def action_step(self, by: int) -> None:
        try:
            self._day = stepped(self._view, self._day, by)
        except (OverflowError, ValueError):  # the end of all calendars
            return
        self._entitle()
        self._look()

    def action_view(self, name: str) -> None:
        """The view of the cell under the cursor, with the cursor on it again."""
        spot, shown = self.calendar.spot, self.calendar.sheet
        if self._view is View.DAY and self.calendar.band is not None:
            self._left = self.calendar.band.schedule
        self._schedule = self._left
        if spot and shown is not None:
            self._day, self._goal = shown.calendar.grid.local(spot.first).date(), shown.calendar.grid.begins(spot.first)
        self._view = View(name)
        self._entitle()
        self._look()

    def action_today(self) -> None:
        self._day, self._goal = self._today(), self._spark.clock.now()
        self._look()

    def action_open(self) -> None:
        band, range_ = self.calendar.band, self._range()
        if self._view is not View.DAY:
            self.action_view(View.DAY.value)
        elif band is not None and band.schedule is not None and range_ is not None:
            self.app.push_screen(MomentsWindow(self._spark, band.schedule, *range_, self._zone))
        else:
            self.app.say("a run by hand has no schedule: spark run list")

    def _range(self) -> tuple[datetime, datetime] | None:
        spot, shown = self.calendar.spot, self.calendar.sheet
        if not spot or shown is None:
            return None
        grid = shown.calendar.grid
        return grid.begins(spot.first), min(grid.begins(spot.until), grid.until)

    # ------------------------------------------------------------------ said of the cell

    @on(CalendarView.Moved)
    def another_cell(self) -> None:
        self.query_one("#told_cell", Page).renew()
        self.tell_keys()
        if (cell := self._cell()) != self._shown:
            self._shown = cell
            self._in_cell.clear()
        self.begin(self._look_into_it, "cell", newest_only=True)

    def _cell(self) -> Cell:
        """Which one the cursor is on."""
        schedule = self.calendar.band.schedule if self.calendar.band is not None else None
        return self._view, schedule.id if schedule is not None else None, self._range()

    async def _look_into_it(self) -> None:
        """Once the cursor rests."""
        await asyncio.sleep(REST)
        band, range_ = self.calendar.band, self._range()
        if band is not None and range_ is not None:
            await self.app.told_when_wrong(self._in_cell.look(band.schedule, self._view, *range_))

    def _told(self, width: int) -> Lines:
        """What is in the cell; whether nobody was there; where it piles up. Always four lines: nothing moves."""
        band, spot, range_ = self.calendar.band, self.calendar.spot, self._range()
        lines: Lines = [[]]
        if band is not None and spot is not None and range_ is not None:
            of = f"{band.label}  " if band.schedule is not None else ""
            lines.append([(fit(f" {of}{show.stretch(*range_, self._zone)}: {show.cell(spot.cell)}", width), "plain")])
        lines += [
            [(fit(f" {text}", width), ink)]
            for text, ink in ((self._outage(), "bad"), (self._pile_up(), "warn"), (self.calendar.legend, "dim"))
            if text
        ]
        return [*lines, *([] for _ in range(4 - len(lines)))]

    def _outage(self) -> str:
        range_, shown = self._range(), self.calendar.sheet
        if range_ is None or shown is None:
            return ""
        met = [one for one in shown.calendar.outages if one.since < range_[1] and one.until >= range_[0]]
        if not met:
            return ""
        since, until = (show.moment(at, self._zone, self._spark.clock.now()) for at in (met[0].since, met[0].until))
        return f"░ {WORDS[met[0].why]} from {since} to {until}" + (
            f", and {len(met) - 1}x more" if len(met) > 1 else ""
        )

    def _pile_up(self) -> str:
        crowd, shown = self.crowd, self.calendar.sheet
        if crowd is None or shown is None:
            return ""
        at, more = show.moment(crowd.at, self._zone, self._spark.clock.now()), len(shown.calendar.crowds) - 1
        told = f"! {at}: {len(crowd.schedules)} start together, {crowd.room} {crowd.what}: s spreads them"
        return told + (f"; {more} more pile-ups" if more else "")

    @property
    def crowd(self) -> Crowd | None:
        """The pile-up under the cursor, or the first one of the day."""
        shown, range_ = self.calendar.sheet, self._range()
        if shown is None:
            return None
        here = [one for one in shown.calendar.crowds if range_ and range_[0] <= one.at < range_[1]]
        return next(iter([*here, *shown.calendar.crowds]), None)

    # ------------------------------------------------------------------ done

    async def spread(self) -> None:
        """As any change: before → after, a person says yes, and it can be undone."""
        assert self.crowd is not None
        crowd = self.crowd
        suggestion = suggest(crowd, self._spark.assistant)
        lines = [f"{crowd.room} {crowd.what}; {suggestion.says}.", ""]
        for change in suggestion.changes[:TOLD]:
            _, of, differences = told(change, self._spark.clock.now())
            lines += [f"{of}: {each.what} {each.before} → {each.after}" for each in differences if each.what == "when"]
        lines += [f"and {len(suggestion.changes) - TOLD} more"] if len(suggestion.changes) > TOLD else []
        choices = [Choice("y", "move them", "yes"), Choice("n", "no, leave them", "no")]
        at = show.moment(crowd.at, self._zone, self._spark.clock.now())
        asked = Choose(f"Spread {at}", [("\n".join(lines), "plain")], choices, least="no")
        if await self.app.push_screen_wait(asked) == "yes":
            await self._spark.talk.accept(suggestion)
            self.app.say(f"moved: {len(suggestion.changes)} schedules; u on the board undoes it")
            self._look()

    async def catch_up(self) -> None:
        """What was missed is run as a backfill; what nobody has decided, or waits for a yes, is decided."""
        from spark_tui.faces.tui.screens.catch_up import CatchUp

        band, spot, range_ = self.calendar.band, self.calendar.spot, self._range()
        missed = spot is not None and (spot.cell[Mark.MISSED] or spot.cell[Mark.SUPERSEDED] or spot.cell[Mark.SKIPPED])
        if missed and range_ and band is not None and band.schedule is not None:
            last = min(range_[1] - timedelta(seconds=1), self._spark.clock.now())
            await backfill(self.app, self._spark, band.schedule, first=range_[0], last=last)
        else:
            await self.app.push_screen_wait(CatchUp(self._spark, self._zone, (), WHO))
        self._look()
