"""The two lists of the board: where workflows come from, and when they run."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from spark_tui.domain.run import Run, RunState
from spark_tui.faces import show
from spark_tui.faces.tui.glance import Offered, Timed
from spark_tui.faces.tui.text import Piece, fit, fit_right
from spark_tui.faces.tui.widgets.rows import RowList

WIDE = 80
NEXT, NARROW_LAST, WIDE_LAST = 8, 9, 20


class SourceList(RowList[Offered]):
    """Sources with their workflows under them."""

    def key(self, item: Offered) -> str:
        return f"{item.source.id}/{item.workflow.id if item.workflow else ''}"

    def draw(self, item: Offered, width: int) -> list[Piece]:
        return self._workflow(item, width) if item.workflow else self._source(item, width)

    def _source(self, item: Offered, width: int) -> list[Piece]:
        health = item.source.health
        sign = show.sign(health.state)
        word = "" if health.up else health.detail or sign.word
        name = fit(item.source.name, min(len(item.source.name) + 1, width - 3))
        return [(f"{sign.glyph} ", sign.mood), (name, "strong"), (fit(word, width - 2 - len(name)), sign.mood)]

    def _workflow(self, item: Offered, width: int) -> list[Piece]:
        assert item.workflow is not None
        if item.workflow.gone_at is not None:
            return [(fit(f"  – {item.workflow.title} (gone)", width), "dim")]
        return self._described(item.workflow.title, item.workflow.description, width)

    def _described(self, title: str, description: str, width: int) -> list[Piece]:
        if width < 45:
            return [(fit(f"    {title}", width), "plain")]
        return [(fit(f"    {title}", 28), "plain"), (fit(description, width - 28), "dim")]


class ScheduleList(RowList[Timed]):
    """State, name, workflow, when, next, last."""

    HEAD = 1

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.now: Callable[[], datetime] = lambda: datetime.fromtimestamp(0, UTC)
        self.zone = ""  # the person's: a schedule on another clock says so
        self._longest = (0, 0, 0)

    def show(self, items: Sequence[Timed]) -> None:
        self._longest = (
            max((len(item.schedule.name) for item in items), default=0),
            max((len(_title(item)) for item in items), default=0),
            max((len(_when(item, self.zone, self.now())) for item in items), default=0),
        )
        super().show(items)

    def key(self, item: Timed) -> str:
        return item.schedule.id

    def head(self, width: int) -> list[Piece]:
        name, workflow, when, last = self._columns(width)
        titles = f"   {fit('NAME', name)} {fit('WORKFLOW', workflow)} {fit('WHEN', when)}"
        return [(f"{titles} {fit_right('NEXT', NEXT)}  {fit('LAST', last)}", "dim")]

    def draw(self, item: Timed, width: int) -> list[Piece]:
        name, workflow, when, last = self._columns(width)
        schedule, sign = item.schedule, show.sign(item.state(self.now()))
        return [
            (f" {sign.glyph} ", sign.mood),
            (fit(schedule.name, name), "strong"),
            (f" {fit(_title(item), workflow)} ", "dim"),
            (f"{fit(_when(item, self.zone, self.now()), when)} ", "plain"),
            self._next(item),
            ("  ", "plain"),
            *self._last(item.latest, last, wide=last == WIDE_LAST),
        ]

    def _columns(self, width: int) -> tuple[int, int, int, int]:
        """How wide name, workflow, when and last are: how long ago the last run was gives way to the words."""
        wide, narrow = self._shared(width, WIDE_LAST), self._shared(width, NARROW_LAST)
        return wide if width >= WIDE and wide[2] >= self._longest[2] else narrow

    def _shared(self, width: int, last: int) -> tuple[int, int, int, int]:
        free = max(24, width - NEXT - last - 3 - 5)
        name = min(max(8, self._longest[0]), 28, free * 2 // 5)
        workflow = min(max(8, self._longest[1]), 28, (free - name) * 2 // 5)
        return name, workflow, free - name - workflow, last

    def _next(self, item: Timed) -> Piece:
        """A countdown, or the word for why there is none."""
        schedule = item.schedule
        if schedule.next_at is None or schedule.pause is not None:
            return fit_right(schedule.state, NEXT), "dim"
        if item.state(self.now()) == "late":
            return fit_right("late", NEXT), "bad"
        return fit_right(show.countdown(schedule.next_at - self.now()), NEXT), "key"

    def _last(self, run: Run | None, width: int, *, wide: bool) -> list[Piece]:
        if run is None:
            return [(fit("–", width), "dim")]
        sign, now = show.sign(run.state), self.now()
        told = show.took(run, now) or sign.word
        if wide and run.ended_at is not None:
            told = f"{told:<7} {show.from_now(run.ended_at - now)}"
        ink = "plain" if run.state is RunState.SUCCEEDED else sign.mood
        return [(f"{sign.glyph} ", sign.mood), (fit(told, width - 2), ink)]


def _title(item: Timed) -> str:
    """The workflow without its source, which the first pane shows."""
    return item.schedule.workflow_ref.partition("/")[2] or item.schedule.workflow_ref


def _when(item: Timed, zone: str, now: datetime) -> str:
    """Its words; of one that is paused for a while or for a reason, that."""
    pause = item.schedule.pause
    if pause is None or not (pause.until or pause.note):
        return show.when(item.schedule, zone)
    return show.pause(pause, zone, now)
