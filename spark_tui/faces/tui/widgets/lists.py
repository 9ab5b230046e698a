"""The two lists of the board: where workflows come from, and when they run."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import ClassVar

from spark_tui.domain.listing import Beat
from spark_tui.domain.run import BAD_ENDS, RunState
from spark_tui.domain.text import one_line
from spark_tui.domain.timing import zone_of
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action
from spark_tui.faces.tui.glance import Offered, Timed
from spark_tui.faces.tui.text import Piece, fit, fit_right
from spark_tui.faces.tui.widgets.columns import Column
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.faces.tui.widgets.table import Table

NEXT, LAST, STRIP = 8, 10, 7  # cells
NEVER = datetime.max.replace(tzinfo=UTC)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SourceList(RowList[Offered]):
    """Sources with their workflows under them, which can be folded away."""

    PLACE = "Sources"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("sources.fold", "space", "fold", "Hide the workflows of the source, or show them"),
    )

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.folded: frozenset[str] = frozenset()
        self.now: Callable[[], datetime] = lambda: LONG_AGO
        self._all: Sequence[Offered] = ()
        self._count: dict[str, int] = {}

    def show(self, items: Sequence[Offered]) -> None:
        self._all, self._count = items, {}
        for item in items:
            here = item.workflow is not None and item.workflow.gone_at is None
            self._count[item.source.id] = self._count.get(item.source.id, 0) + here
        super().show([item for item in items if item.workflow is None or item.source.id not in self.folded])

    def action_fold(self) -> None:
        if self.selected is not None:
            source = self.selected.source
            self.folded ^= {source.id}
            self.show(self._all)
            self.select(f"{source.id}/")
            self.post_message(Table.Changed())

    def key(self, item: Offered) -> str:
        return f"{item.source.id}/{item.workflow.id if item.workflow else ''}"

    def draw(self, item: Offered, width: int) -> list[Piece]:
        return self._workflow(item, width) if item.workflow else self._source(item, width)

    def _source(self, item: Offered, width: int) -> list[Piece]:
        health, count = item.source.health, self._count.get(item.source.id, 0)
        sign = show.sign(health.state)
        fold = ("▸" if item.source.id in self.folded else "▾") if count else " "
        name = fit(item.source.name, min(len(item.source.name) + 1, width - 4))
        room = width - 4 - len(name)
        told = self._health(item, room)
        return [(f"{sign.glyph} ", sign.mood), (f"{fold} ", "dim"), (name, "strong"), (fit(told, room), sign.mood)]

    def _health(self, item: Offered, room: int) -> str:
        """The word why where it is not up; the version and when it was asked where there is room."""
        health = item.source.health
        if not health.up:
            return health.detail or show.sign(health.state).word
        count = self._count.get(item.source.id, 0)
        told = [f"{count} workflow{'' if count == 1 else 's'}", one_line(health.version, 20)]
        if health.checked_at is not None:
            told.append(f"asked {show.from_now(health.checked_at - self.now())}")
        while len(told) > 1 and len(" · ".join(filter(None, told))) > room:
            told.pop()
        return " · ".join(filter(None, told))

    def _workflow(self, item: Offered, width: int) -> list[Piece]:
        assert item.workflow is not None
        if item.workflow.gone_at is not None:
            return [(fit(f"  – {item.workflow.title} (gone)", width), "dim")]
        return self._described(item.workflow.title, item.workflow.description, width)

    def _described(self, title: str, description: str, width: int) -> list[Piece]:
        if width < 45:
            return [(fit(f"    {title}", width), "plain")]
        return [(fit(f"    {title}", 28), "plain"), (fit(description, width - 28), "dim")]


class ScheduleList(Table[Timed]):
    """State, name, source, workflow, when, next, last, and the last seven runs as a strip."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.now: Callable[[], datetime] = lambda: datetime.fromtimestamp(0, UTC)
        self.zone = ""  # the person's: a schedule on another clock says so
        self.strips: Mapping[str, Sequence[Beat]] = {}
        self._known = self._said()

    def columns(self) -> tuple[Column[Timed], ...]:
        return self._known

    def _said(self) -> tuple[Column[Timed], ...]:
        return (
            Column("state", "", _nothing, 1, 1, draw=self._state, fixed=True),
            Column("name", "NAME", lambda i: i.schedule.name, 8, 28, "strong", sort=_name, fixed=True),
            Column("source", "SOURCE", _source, 8, 16, "dim", sort=_source, since=110),
            Column("workflow", "WORKFLOW", _title, 8, 28, "dim", sort=_title),
            Column(
                *("when", "WHEN", self._when, 12, 40),
                draw=self._briefly,
                sort=lambda i: show.when(i.schedule, self.zone),
                grows=True,
            ),
            Column("next", "NEXT", _nothing, NEXT, NEXT, draw=self._next, sort=_next_at, right=True),
            Column("last", " LAST", _nothing, LAST, LAST, draw=self._last, sort=_last_at),
            Column("ago", "AGO", _nothing, 8, 8, "dim", draw=self._ago, sort=_last_at, since=84),
            Column("took", "TOOK", _nothing, 7, 7, draw=self._took, sort=_seconds, since=130, right=True),
            Column("strip", "LAST 7", _nothing, STRIP, STRIP, draw=self._last_runs, since=84),
            Column("tags", "TAGS", _tags, 4, 20, "dim", sort=_tags, since=120),
        )

    def key(self, item: Timed) -> str:
        return item.schedule.id

    def today(self) -> date:
        return self.now().astimezone(zone_of(self.zone) if self.zone else UTC).date()

    def as_of(self, item: Timed) -> object:
        return (self.now().replace(microsecond=0), self.strips.get(item.schedule.id))

    def sought(self, item: Timed) -> str:
        return item.sought

    def is_fault(self, item: Timed) -> bool:
        return item.state(self.now()) in ("late", "failing")

    # ------------------------------------------------------------------ cells

    def _state(self, item: Timed, width: int) -> list[Piece]:
        sign = show.sign(item.state(self.now()))
        return [(fit(sign.glyph, width), sign.mood)]

    def _when(self, item: Timed) -> str:
        """Its words; of one that is paused for a while or for a reason, that; first of all that it is at risk."""
        pause = item.schedule.pause
        if item.risk:
            return f"! at risk, {show.when(item.schedule, self.zone)}"
        if pause is None or not (pause.until or pause.note):
            return show.when(item.schedule, self.zone)
        return show.pause(pause, self.zone, self.now())

    def _briefly(self, item: Timed, width: int) -> list[Piece]:
        return [(fit(show.brief(self._when(item), width, self.today().year), width), "plain")]

    def _next(self, item: Timed, width: int) -> list[Piece]:
        """A countdown, or the word for why there is none."""
        schedule = item.schedule
        if schedule.next_at is None or schedule.pause is not None:
            return [(fit_right(schedule.state, width), "dim")]
        if item.state(self.now()) == "late":
            return [(fit_right("late", width), "bad")]
        return [(fit_right(show.countdown(schedule.next_at - self.now()), width), "key")]

    def _last(self, item: Timed, width: int) -> list[Piece]:
        run = item.latest
        if run is None:
            return [(fit(" –", width), "dim")]
        sign = show.sign(run.state)
        told = show.took(run, self.now()) or sign.word
        ink = "plain" if run.state is RunState.SUCCEEDED else sign.mood
        return [(f" {sign.glyph} ", sign.mood), (fit(told, width - 3), ink)]

    def _ago(self, item: Timed, width: int) -> list[Piece]:
        run = item.latest
        told = show.from_now(run.ended_at - self.now()) if run and run.ended_at else ""
        return [(fit(told.removesuffix(" ago"), width), "dim")]

    def _took(self, item: Timed, width: int) -> list[Piece]:
        """Of the last run that is over: a running one counts up in the column before."""
        over = item.latest is not None and item.latest.ended_at is not None
        told = show.took(item.latest, self.now()) if item.latest and over else ""
        return [(fit_right(told, width), "plain")]

    def _last_runs(self, item: Timed, width: int) -> list[Piece]:
        return strip(self.strips.get(item.schedule.id, ()), width)


def strip(beats: Sequence[Beat], width: int) -> list[Piece]:
    """A block for each run, as high as it took long beside the longest; another sign where it did not succeed."""
    if not beats:
        return [(" " * width, "plain")]
    beats = beats[-width:]
    longest = max((beat.seconds or 0 for beat in beats if beat.state is RunState.SUCCEEDED), default=0)
    pieces: list[Piece] = [("·" * (width - len(beats)), "dim")]
    for beat in beats:
        if beat.state is RunState.SUCCEEDED:
            pieces.append((show.bars([max(beat.seconds or 0, 1e-6)], max(longest, 1e-6)), "live"))
        else:
            sign = show.sign(beat.state)
            pieces.append(("✗" if beat.state in BAD_ENDS else sign.glyph, sign.mood))
    return pieces


def _nothing(_: Timed) -> str:
    return ""


def _name(item: Timed) -> str:
    return item.schedule.name.casefold()


def _title(item: Timed) -> str:
    """The workflow without its source, which has a column of its own."""
    return item.schedule.workflow_ref.partition("/")[2] or item.schedule.workflow_ref


def _source(item: Timed) -> str:
    return item.schedule.workflow_ref.partition("/")[0]


def _tags(item: Timed) -> str:
    return " ".join(item.schedule.tags)


def _next_at(item: Timed) -> datetime:
    return NEVER if item.schedule.pause else item.schedule.next_at or NEVER


def _last_at(item: Timed) -> datetime:
    return (item.latest.ended_at or item.latest.queued_at) if item.latest else LONG_AGO


def _seconds(item: Timed) -> float:
    run = item.latest
    return (run.ended_at - run.started_at).total_seconds() if run and run.ended_at and run.started_at else -1
