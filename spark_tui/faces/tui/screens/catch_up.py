"""What passed while nobody was there: what waits for a yes, what will run, what is left out, and by which policy."""

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from spark_tui.domain.planning import Span
from spark_tui.domain.run import Run
from spark_tui.faces import show
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.screens.choose import Choice, Choose
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import Piece, fit, title
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.service.making_up import Backlog
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.domain.schedule import Schedule
    from spark_tui.faces.tui.app import SparkApp

MOST = 200  # schedules whose backlog is shown


@dataclass(frozen=True, slots=True)
class Passed:
    """A moment that passed, or several that share a fate; `run` is one that waits for a yes."""

    key: str
    name: str
    when: str
    state: str  # a sign's name
    says: str
    run: Run | None = None


class PassedList(RowList[Passed]):
    """Schedule, moment, what becomes of it, and why."""

    def key(self, item: Passed) -> str:
        return item.key

    def draw(self, item: Passed, width: int) -> list[Piece]:
        sign = show.sign(item.state)
        return [
            (f" {sign.glyph} ", sign.mood),
            (fit(item.name, 18), "strong"),
            (fit(f" {item.when}", 30), "plain"),
            (fit(f" {item.says}", width - 51), "dim"),
        ]


def _one_waits(window: "CatchUp") -> str:
    return "" if window.waiting else "nothing waits for a yes"


def _this_waits(window: "CatchUp") -> str:
    return "" if window.chosen else "the selected moment does not wait for a yes"


class CatchUp(Window[None]):
    """Says yes or no to what waits; `found` is what an engine found when Spark was opened."""

    app: "SparkApp"
    PLACE = "Missed moments"
    ACTIONS = (
        Action(
            "missed.yes",
            "y",
            "run this one",
            "Run the selected moment",
            "run(False)",
            why_not=_this_waits,
            twin="spark schedule catch-up NAME --yes",
            changes=True,
        ),
        Action(
            "missed.no",
            "n",
            "leave it out",
            "Leave it out, for good",
            "leave(False)",
            why_not=_this_waits,
            back=Back.ASKS,
            twin="spark schedule catch-up NAME --no",
        ),
        Action(
            "missed.yes_all",
            "Y",
            "run all",
            "Run all that wait",
            "run(True)",
            why_not=_one_waits,
            twin="spark schedule catch-up --yes",
            changes=True,
        ),
        Action(
            "missed.no_all",
            "N",
            "none",
            "Leave out all that wait",
            "leave(True)",
            why_not=_one_waits,
            back=Back.ASKS,
            twin="spark schedule catch-up --no",
        ),
        Action("missed.close", "m,enter", "close", "Close it again", "close", in_line=False),
    )

    def __init__(self, spark: Spark, zone: str, found: Sequence[Backlog], by: str) -> None:
        super().__init__()
        self._spark, self._zone, self._found, self._by = spark, zone, found, by
        self._schedules: Mapping[str, Schedule] = {}  # by name

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = title("Moments that passed")
            box.border_subtitle = self.hint()
            yield PassedList(id="passed", classes="")
            yield Page(self._policy, id="policy")

    @property
    def _list(self) -> PassedList:
        return self.query_one(PassedList)

    def on_mount(self) -> None:
        self._list.nothing = [[("  reading …", "dim")]]
        self._list.focus()
        self.begin(self._follow, "follow")

    async def _follow(self) -> None:
        with self._spark.bell.ear() as ear:
            while True:
                await self.app.told_when_wrong(self._read())
                await ear.wait(5.0)  # moments pass without a ring, too

    async def _read(self) -> None:
        self._schedules = {schedule.name: schedule for schedule in await self._spark.schedules.all()}
        held, backlog = await self._spark.making_up.held(), await self._spark.making_up.backlog(limit=MOST)
        self._list.nothing = [[("  Nothing waits, and nothing that passed is undecided.", "dim")]]
        self._list.show([*self._held(held), *self._undecided(backlog), *self._decided(backlog)])
        self.another_row()

    # ------------------------------------------------------------------ yes and no

    def action_run(self, every: bool) -> None:
        self._answer(self._run_them, every=every)

    def action_leave(self, every: bool) -> None:
        self._answer(self._leave_them, every=every)

    def _answer(self, what: Callable[[Sequence[Run]], Coroutine[Any, Any, None]], *, every: bool) -> None:
        self.begin(partial(what, self.waiting if every else self.chosen), "act")

    @property
    def waiting(self) -> list[Run]:
        """All that wait for a yes."""
        return [row.run for row in self._list.items if row.run is not None] if self.is_mounted else []

    @property
    def chosen(self) -> list[Run]:
        """The selected one, if it does."""
        selected = self._list.selected if self.is_mounted else None
        return [selected.run] if selected is not None and selected.run is not None else []

    async def _run_them(self, held: Sequence[Run]) -> None:
        await self.app.told_when_wrong(self._approve(held))

    async def _approve(self, held: Sequence[Run]) -> None:
        queued = await self._spark.making_up.approve(held)
        self.app.say(f"queued: {_many(queued)}. c on the board cancels one")

    async def _leave_them(self, held: Sequence[Run]) -> None:
        """A no is for good: the ledger keeps it."""
        if await self.app.push_screen_wait(_leave_out(held)) == "yes":
            await self.app.told_when_wrong(self._refuse(held))

    async def _refuse(self, held: Sequence[Run]) -> None:
        self.app.say(f"left out: {_many(await self._spark.making_up.refuse(held, self._by))}")

    # ------------------------------------------------------------------ as rows

    def _held(self, held: Iterable[Run]) -> Iterator[Passed]:
        for run in held:
            when = show.moment(run.due_at, self._zone, self._spark.clock.now())
            yield Passed(run.id, run.schedule_name, when, "held", "waits for your yes", run)

    def _undecided(self, backlog: Iterable[Backlog]) -> Iterator[Passed]:
        for one in backlog:
            yield from self._fates(one, "will run once an engine is there", "will be held for your yes")

    def _decided(self, undecided: Sequence[Backlog]) -> Iterator[Passed]:
        """What was found when Spark was opened, but for what nobody has decided yet."""
        still = {one.schedule.id for one in undecided}
        for one in self._found:
            if one.schedule.id not in still:
                yield from self._fates(one, "found when Spark was opened: runs now", "")

    def _fates(self, one: Backlog, will_run: str, will_be_held: str) -> Iterator[Passed]:
        name, now = one.schedule.name, self._spark.clock.now()
        for state, says, moments in (("due", will_run, one.plan.start), ("held", will_be_held, one.plan.held)):
            for moment in moments if says else ():
                yield Passed(f"{name}/{moment}", name, show.moment(moment, self._zone, now), state, says)
        for span in (*one.plan.missed, *one.plan.skipped):
            yield Passed(f"{name}/{span.first}", name, self._span(span), span.fate, f"{span.fate}: {span.reason}")

    def _span(self, span: Span) -> str:
        first = show.moment(span.first, self._zone, self._spark.clock.now())
        return first if span.count == 1 else f"{span.count}x from {first}"

    def _policy(self, width: int) -> Lines:
        """Of the row under the cursor: all of what it says, and the policy that says so."""
        row = self._list.selected
        if row is None:
            return []
        schedule = self._schedules.get(row.name)
        by = f"catch-up: {show.catch_up(schedule.policy)}" if schedule else "its schedule was removed"
        return [[], *paragraph(f"{row.when}: {row.says}", width), *paragraph(by, width, "dim")]

    @on(RowList.Moved)
    def another_row(self) -> None:
        self.query_one(Page).renew()
        self.tell_keys()


def _leave_out(held: Sequence[Run]) -> Choose:
    choices = [Choice("y", "leave out, for good", "yes"), Choice("n", "no, let it wait", "no")]
    return Choose(
        "Leave out", [(f"Leave out {_many(held)}? The ledger will say that you did.", "strong")], choices, least="no"
    )


def _many(runs: Sequence[Run]) -> str:
    return f"{runs[0].schedule_name}, 1 moment" if len(runs) == 1 else f"{len(runs)} moments"
