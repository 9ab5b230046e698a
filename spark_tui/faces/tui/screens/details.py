"""All that is known of one schedule: its rule, its next moments, its policy, and what became of the past ones."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from spark_tui.domain.errors import SparkError
from spark_tui.domain.ledger import Entry
from spark_tui.domain.run import Cause, Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.text import one_line
from spark_tui.faces import show
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import fit, title
from spark_tui.faces.tui.widgets.page import Lines, Page, labelled, paragraph
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_RUNS, SHOWN_ENTRIES = 5, 100
PACE = 0.3  # seconds between two looks at most


class Details(Window[None]):
    """Keeps itself up to date; q and esc close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", show=False, id="details.close"),
    ]

    def __init__(self, spark: Spark, schedule: Schedule) -> None:
        super().__init__()
        self._spark, self._schedule = spark, schedule
        self._entries: Sequence[Entry] = ()
        self._runs: Sequence[Run] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title(self._schedule.name)
            box.border_subtitle = title("j/k scroll · esc close")
            yield Page(self._page, id="page", focus=True)

    def on_mount(self) -> None:
        self.query_one("#page").focus()
        self.begin(self._follow, "follow")

    def action_close(self) -> None:
        self.dismiss(None)

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
        self._runs = await self._spark.runs.recent(SHOWN_RUNS, schedule=self._schedule.id)
        self.query_one("#page", Page).renew()

    # ------------------------------------------------------------------ as lines

    def _page(self, width: int) -> Lines:
        now = self._spark.clock.now()
        return [
            *self._terms(width),
            [],
            *self._next(width, now),
            [],
            *(
                line
                for question, answer in show.policy_words(self._schedule.policy)
                for line in labelled(question, answer, width)
            ),
            [],
            *self._last_runs(width, now),
            [],
            *self._ledger(width, now),
        ]

    def _terms(self, width: int) -> Lines:
        schedule = self._schedule
        latest = self._runs[0] if self._runs else None
        sign = show.sign(show.standing(schedule, latest))
        lines = labelled("state", f"{sign.glyph} {sign.word}", width, ink=sign.mood)
        if schedule.pause is not None and (schedule.pause.by or schedule.pause.note):
            lines += labelled("paused by", f"{schedule.pause.by}  {schedule.pause.note}", width)
        lines += labelled("runs", schedule.workflow_ref, width)
        lines += labelled("when", schedule.words, width, ink="strong")
        lines += labelled("kept as", f"{show.rule(schedule.timing, schedule.zone)}  {schedule.zone}", width)
        lines += [line for told in show.clock_change(schedule.timing) for line in labelled("clock", told, width)]
        lines += labelled("phrase", schedule.phrase, width) if schedule.phrase else []
        return lines + (labelled("input", one_line(schedule.input, 400), width) if schedule.input else [])

    def _next(self, width: int, now: datetime) -> Lines:
        upcoming = self._spark.schedules.upcoming(self._schedule)
        told = [f"{show.moment(at, self._schedule.zone, now):<26}{show.from_now(at - now)}" for at in upcoming]
        lines = [line for n, text in enumerate(told) for line in labelled("" if n else "next", text, width)]
        return lines or labelled("next", "never again: it has ended", width, ink="dim")

    def _last_runs(self, width: int, now: datetime) -> Lines:
        lines = paragraph("Last runs", width, "strong")
        for run in self._runs:
            sign = show.sign(run.state)
            by_hand = " by hand" if run.cause is Cause.MANUAL else ""
            head = f"{show.moment(run.queued_at, self._schedule.zone, now):<22} {sign.word}{by_hand}"
            told = f" {show.took(run, now):<8}{one_line(run.reason or run.result, 200)}"
            lines.append([(f" {sign.glyph} ", sign.mood), (fit(head, 42), "plain"), (fit(told, width - 45), "dim")])
        return lines if self._runs else [*lines, [("   none yet", "dim")]]

    def _ledger(self, width: int, now: datetime) -> Lines:
        lines = paragraph("What became of every due moment", width, "strong")
        for entry in self._entries:
            sign = show.sign(entry.state)
            head = f"{show.moment(entry.due_at, self._schedule.zone, now):<22} {sign.word}"
            lines.append(
                [(f" {sign.glyph} ", sign.mood), (fit(head, 42), "plain"), (fit(_fate(entry), width - 45), "dim")]
            )
        return lines if self._entries else [*lines, [("   none has come yet", "dim")]]


def _fate(entry: Entry) -> str:
    """What there is to say of a moment beyond its state."""
    many = f"{entry.count}x " if entry.count > 1 else ""
    again = f"attempt {entry.attempt} " if (entry.attempt or 1) > 1 else ""
    took = f"{show.duration(entry.ended_at - entry.started_at):<8}" if entry.started_at and entry.ended_at else ""
    return f" {many}{again}{took}{one_line(entry.reason, 200)}"
