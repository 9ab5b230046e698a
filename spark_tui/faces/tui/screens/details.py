"""All that is known of one schedule: its rule, its next moments, its policy, and what became of the past ones."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.document import hidden
from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import RunId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.statistics import Summary
from spark_tui.domain.text import counted, one_line
from spark_tui.domain.timing import zone_of
from spark_tui.domain.why import Because
from spark_tui.faces import show
from spark_tui.faces.tui import run_verbs, schedule_verbs
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.screens.run_rows import RunRows
from spark_tui.faces.tui.screens.why import WhyWindow
from spark_tui.faces.tui.text import Piece, fit, title
from spark_tui.faces.tui.widgets.month import WIDTH, beside, weeks
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.spark import Spark

SHOWN_RUNS, SHOWN_ENTRIES = 5, 100
ROOMY = 30  # lines of the screen from which there are empty ones between the parts
PACE = 0.3  # seconds between two looks at most


class Ledger(RowList[Entry]):
    """What became of every due moment: state, count and range, how late, by whose wish, and the reason."""

    HEAD = 1

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(id="ledger", classes="")
        self.zone, self._now = "UTC", now
        self.nothing = [[(" None of its moments has come yet", "dim")]]

    def key(self, item: Entry) -> str:
        return item.run or f"{item.due_at.isoformat()}/{item.state}"

    def head(self, width: int) -> list[Piece]:
        return [(fit("What became of every due moment", width), "strong")]

    def draw(self, item: Entry, width: int) -> list[Piece]:
        sign, when = show.sign(item.state), show.moment(item.due_at, self.zone, self._now())
        return [
            (f" {sign.glyph} ", sign.mood),
            (fit(f"{when:<22} {sign.word}", 34), "plain"),
            (fit(fate(item, self.zone), width - 37), "dim"),
        ]


def _nothing_asked(window: "Details") -> str:
    return "" if window.asking else "no run of it waits for an answer"


class Details(RunRows):
    """Keeps itself up to date; q and esc close it."""

    PLACE = "Schedule"
    ACTIONS = (
        Action(
            "details.answer",
            "Y",
            "answer",
            "Say yes or no to what its run asks",
            lambda window: window.answer(),
            twin="spark run approve RUN",
            why_not=_nothing_asked,
            back=Back.ASKS,
            window=True,
        ),
        Action(
            "details.run",
            "r",
            "run now",
            "Run it now",
            lambda window: window.run_now(),
            twin="spark run start NAME",
            back=Back.OPPOSITE,
        ),
        Action("details.why", "y", "why", "Why the selected moment ran or did not", "why", twin="spark why NAME"),
        Action(
            "details.pause",
            "p",
            "pause",
            "Pause it (with a note and an end), or let it go on",
            lambda window: window.pause(),
            twin="spark schedule pause NAME",
            back=Back.UNDO,
            window=True,
        ),
        Action(
            "details.edit",
            "e",
            "edit",
            "Change it: when, with what, how it behaves; shown before → after",
            lambda window: window.edit(),
            twin="spark schedule edit NAME",
            back=Back.UNDO,
            window=True,
        ),
        Action(
            "details.backfill",
            "b",
            "backfill",
            "Run the moments of a past range; shown first",
            "backfill",
            twin="spark schedule backfill NAME --from MOMENT",
            back=Back.ASKS,
        ),
    )

    def __init__(self, spark: Spark, schedule: Schedule, run: RunId | None = None) -> None:
        """With a run the cursor stands on it."""
        super().__init__()
        self._spark, self._schedule, self._run = spark, schedule, run
        self._entries: Sequence[Entry] = ()
        self._runs: Sequence[Run] = ()
        self._summary = Summary()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title(self._schedule.name)
            box.border_subtitle = self.hint()
            yield Page(self._page, id="page", focus=True)
            yield Ledger(self._spark.clock.now)

    def on_mount(self) -> None:
        self.query_one("#ledger").focus()
        self.begin(self._follow, "follow")

    # ------------------------------------------------------------------ what its keys do

    @property
    def asking(self) -> Run | None:
        """Its run that waits for a person's answer."""
        return next((run for run in self._runs if run.state is RunState.WAITING), None)

    async def answer(self) -> None:
        assert self.asking is not None
        await run_verbs.answer(self.app, self.asking)

    async def run_now(self) -> None:
        run = await self._spark.runs.start_schedule(self._schedule)
        self.app.say(f"queued: {run.called}")

    async def pause(self) -> None:
        await schedule_verbs.pause_or_resume(self.app, self._spark, self._schedule)

    async def edit(self) -> None:
        await schedule_verbs.edit(self.app, self._spark, self._schedule)

    def action_why(self) -> None:
        """Of the selected moment; above the ledger of the last one and of the next."""
        entry = self.query_one(Ledger).selected
        if self.focused is self.query_one("#page") or entry is None:
            self._ask_why(partial(self._spark.why.of, self._schedule))
        else:
            self._ask_why(partial(self._spark.why.of_entry, self._schedule, entry))

    def _ask_why(self, ask: Callable[..., Awaitable[Sequence[Because]]]) -> None:
        self.app.push_screen(WhyWindow(self._spark, self._schedule, ask))

    def action_backfill(self) -> None:
        self.begin(self._backfill, "act")

    async def _backfill(self) -> None:
        await self.app.told_when_wrong(schedule_verbs.backfill(self.app, self._spark, self._schedule))

    @property
    def run_here(self) -> RunId | None:
        entry = self.query_one(Ledger).selected if self.is_mounted else None
        return entry.run if entry is not None else None

    # ------------------------------------------------------------------ followed

    async def _follow(self) -> None:
        with self._spark.bell.ear() as ear:
            while True:
                await self._read()
                await asyncio.sleep(PACE)
                await ear.wait()

    async def _read(self) -> None:
        try:
            self._schedule = await self._spark.schedules.get(self._schedule.id)
        except SparkError:
            self.dismiss(None)
            return
        self._entries = await self._spark.schedules.history(self._schedule, SHOWN_ENTRIES)
        self._summary = await self._spark.statistics.of(self._schedule)
        self._runs = await self._spark.runs.recent(SHOWN_RUNS, schedule=self._schedule.id)
        self.query_one("#page", Page).renew()
        self._show_ledger(self.query_one(Ledger))
        self.tell_keys()

    def _show_ledger(self, ledger: Ledger) -> None:
        ledger.zone = self._schedule.zone
        ledger.show(self._entries)
        if self._run is not None:
            ledger.select(self._run)
            self._run = None

    # ------------------------------------------------------------------ as lines

    def _page(self, width: int) -> Lines:
        """Parted by empty lines where there is room for them."""
        now = self._spark.clock.now()
        gap: Lines = [] if self.app.size.height < ROOMY else [[]]
        return [
            *(self._on_a_calendar(width, now) if gap else [*self._terms(width), *self._next(width, now)]),
            *self._figures(width),
            *gap,
            *(
                line
                for question, answer in show.policy_words(self._schedule.policy)
                for line in labelled(question, answer, width)
            ),
            *gap,
            *(self._last_runs(width, now) if gap else []),  # what is below tells of them, too
        ]

    def _terms(self, width: int) -> Lines:
        schedule = self._schedule
        latest = self._runs[0] if self._runs else None
        sign = show.sign(show.standing(schedule, latest, self._spark.clock.now()))
        lines = labelled("state", f"{sign.glyph} {sign.word}", width, ink=sign.mood)
        if schedule.pause is not None:
            told = show.pause(schedule.pause, schedule.zone, self._spark.clock.now())
            lines += labelled("", told, width, ink="warn")
        risk = next((row.risk for row in self.app.board.glance.schedules if row.schedule.id == schedule.id), "")
        lines += labelled("at risk", f"! {risk}", width, ink="warn") if risk else []
        lines += labelled("runs", schedule.workflow_ref, width)
        lines += labelled("when", schedule.words, width, ink="strong")
        lines += labelled("kept as", f"{show.rule(schedule.timing, schedule.zone)}  {schedule.zone}", width)
        lines += [line for told in show.clock_change(schedule.timing) for line in labelled("clock", told, width)]
        lines += labelled("phrase", schedule.phrase, width) if schedule.phrase not in ("", schedule.words) else []
        lines += labelled("input", one_line(hidden(schedule.input), 400), width) if schedule.input else []
        lines += labelled("inputs", show.given(schedule.values), width) if schedule.values else []
        lines += labelled("messages", show.delivery(schedule.deliver), width) if schedule.deliver else []
        return lines + (labelled("tags", ", ".join(schedule.tags), width) if schedule.tags else [])

    def _on_a_calendar(self, width: int, now: datetime) -> Lines:
        room, zone = width - WIDTH - 2, self._schedule.zone
        upcoming = self._spark.schedules.upcoming(self._schedule)
        return beside([*self._terms(room), [], *self._next(room, now)], weeks(upcoming, zone, now), width)

    def _next(self, width: int, now: datetime) -> Lines:
        upcoming = self._spark.schedules.upcoming(self._schedule)
        if not upcoming:
            return labelled("next", "never again: it has ended", width, ink="dim")
        soon = f"({show.from_now(upcoming[0] - now)})"
        told = show.moments(upcoming, self._schedule.zone, now, width - 21 - len(soon))
        return labelled("next", f"{told}  {soon}", width)

    def _figures(self, width: int) -> Lines:
        """Of the last seven days."""
        of = self._summary
        if not of.runs:
            return labelled("last 7 days", "no run has ended", width, ink="dim")
        parts = [f"{show.share(of.success)} of {counted(of.runs, 'run')} succeeded"]
        parts += [
            f"{what} {show.duration(spread.p50)} (p95 {show.duration(spread.p95)})"
            for what, spread in (("took", of.took), ("late", of.late))
            if spread is not None
        ]
        return labelled("last 7 days", " · ".join(parts), width)

    def _last_runs(self, width: int, now: datetime) -> Lines:
        lines = paragraph("Last runs", width, "strong")
        for run in self._runs:
            sign = show.sign(run.state)
            by_hand = " by hand" if run.cause is Cause.MANUAL else ""
            head = f"{show.moment(run.queued_at, self._schedule.zone, now):<22} {sign.word}{by_hand}"
            told = f" {show.took(run, now):<8}{one_line(hidden((run.reason or run.result)[:1_000]), 200)}"
            lines.append([(f" {sign.glyph} ", sign.mood), (fit(head, 42), "plain"), (fit(told, width - 45), "dim")])
        return lines if self._runs else [*lines, [("   none yet", "dim")]]


def fate(entry: Entry, zone: str) -> str:
    """What there is to say of a moment beyond its state."""
    many = f"{entry.count}x until {show.clock(entry.until.astimezone(zone_of(zone)))}" if entry.count > 1 else ""
    took = show.duration(entry.ended_at - entry.started_at) if entry.started_at and entry.ended_at else ""
    told = (many, took, show.origin(entry), show.lateness(entry), one_line(entry.reason, 200))
    return " " + " · ".join(filter(None, told))
