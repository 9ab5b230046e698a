"""One run, whole: by which wish, how late, its attempts, why, what it was given, its result and its error."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from spark_tui.domain.document import Document, read
from spark_tui.domain.errors import NotFound
from spark_tui.domain.ids import RunId
from spark_tui.domain.log import LogQuery
from spark_tui.domain.run import RunState
from spark_tui.domain.story import Story
from spark_tui.faces.tui import run_verbs
from spark_tui.faces.tui.actions import Action, Back
from spark_tui.faces.tui.person import WHO
from spark_tui.faces.tui.screens.run_log import RunLog, hint_of_log, log_of_one_run
from spark_tui.faces.tui.screens.window import Window
from spark_tui.faces.tui.text import entitle, title
from spark_tui.faces.tui.widgets.log_titles import log_state, log_title
from spark_tui.faces.tui.widgets.log_view import LogView
from spark_tui.faces.tui.widgets.run_page import RunPage
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

PACE = 0.3  # seconds between two looks at least


def _over(window: "RunWindow") -> str:
    return "it is over" if window.story.run.state.over else ""


def _going(window: "RunWindow") -> str:
    return "" if window.story.run.state.over else "it is not over yet"


def _asks(window: "RunWindow") -> str:
    return "" if window.story.run.state is RunState.WAITING else "it does not wait for a yes"


def _no_good(window: "RunWindow") -> str:
    return "" if window.story.good else "there is no good run to compare it with"


def _no_schedule(window: "RunWindow") -> str:
    return "" if window.story.run.schedule else "it was run by hand: no schedule has it"


def _alone(window: "RunWindow") -> str:
    return "" if len(window.story.attempts) > 1 else "there was one attempt"


class RunWindow(Window[None]):
    """Keeps itself up to date until it is closed; esc goes back to where one was."""

    app: "SparkApp"
    PLACE = "Run"
    ACTIONS = (
        Action(
            "run.answer",
            "Y",
            "answer",
            "Say yes or no to what it asks",
            lambda window: run_verbs.answer(window.app, window.story.run),
            twin="spark run approve RUN",
            why_not=_asks,
            back=Back.ASKS,
            window=True,
        ),
        Action(
            "run.again",
            "r",
            "again",
            "Run it again with the same input",
            lambda window: window.again(),
            why_not=_going,
            back=Back.OPPOSITE,
        ),
        Action(
            "run.cancel",
            "c",
            "cancel",
            "Cancel it",
            lambda window: window.cancel(),
            twin="spark run cancel RUN",
            why_not=_over,
            back=Back.OPPOSITE,
        ),
        Action(
            "run.log",
            "L",
            "log",
            "Its log",
            lambda window: window.show_log(),
            twin="spark run log RUN",
            window=True,
        ),
        Action(
            "run.schedule",
            "o",
            "schedule",
            "Its schedule, with the cursor on the run",
            lambda window: window.schedule(),
            twin="spark schedule show NAME",
            why_not=_no_schedule,
            in_line=False,
            window=True,
        ),
        Action(
            "run.compare",
            "equals_sign",
            "compare",
            "What is different from the last good run",
            lambda window: window.compare(),
            why_not=_no_good,
            window=True,
        ),
        Action("run.earlier", "left_square_bracket", "before", "The attempt before", "step(-1)", why_not=_alone),
        Action("run.later", "right_square_bracket", "after", "The next attempt", "step(1)", why_not=_alone),
        Action("run.fold", "z", "fold/unfold", "Unfold all of input and result, or fold all", "fold"),
        Action("run.copy", "y", "copy", "Copy the value under the cursor", lambda window: window.copy()),
        Action("run.copy_path", "p", "path", "Copy the path of the value", lambda window: window.copy_path()),
    )

    def __init__(self, spark: Spark, zone: str, story: Story) -> None:
        super().__init__()
        self._spark, self._zone, self.story = spark, zone, story
        self._log = log_of_one_run(zone, "Log")  # beside the rest, where there is room for both
        self._log_followed = False
        self._texts: dict[str, str] = {}
        self._documents: dict[str, Document] = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog whole"), Horizontal():
            yield RunPage(self._zone)
            yield self._log

    def on_mount(self) -> None:
        self._page.focus()
        self.begin(self._follow, "follow")

    def on_resize(self) -> None:
        """Once it is styled for its width, that says whether the log is shown."""
        self.call_after_refresh(self._follow_log)

    def _follow_log(self) -> None:
        """From when it is shown first: nobody reads what nobody sees."""
        if self._log.display and not self._log_followed:
            self._log_followed = True
            self.begin(partial(self._log.follow, self._spark, LogQuery(run=self.story.run.id)), "follow")

    @property
    def _page(self) -> RunPage:
        return self.query_one(RunPage)

    # ------------------------------------------------------------------ followed

    async def _follow(self) -> None:
        await self._tell(self.story)
        with self._spark.bell.ear() as ear:
            while True:
                await asyncio.sleep(PACE)
                await ear.wait()
                await self._look()

    async def _look(self) -> None:
        looked_at = self.story.run.id
        try:
            story = await self._spark.runs.story(looked_at)
        except NotFound as wrong:
            self.app.warn(wrong.message)
            self.dismiss(None)
            return
        if self.story.run.id == looked_at:  # one may have gone to another meanwhile
            await self._tell(story)

    async def _tell(self, story: Story) -> None:
        """Documents are read beside the screen, and only when they are others."""
        self.story = story
        run = story.run
        both = (("input", run.given.text), ("inputs", run.given.values.json), ("result", run.result))
        texts = {name: text for name, text in both if text}
        if texts != self._texts:
            read_ = [await asyncio.to_thread(read, text) for text in texts.values()]
            if self.story is not story:
                return
            self._texts, self._documents = texts, dict(zip(texts, read_, strict=True))
        self._page.tell(story, self._documents, self._spark.clock.now())
        box, run = self.query_one(".dialog"), story.run
        entitle(box, f"Run {run.id[:8]} · {run.called}")
        self.tell_keys()

    def hint(self) -> Content:
        """The keys of whichever of the two has the focus."""
        return hint_of_log(self, self._log) if self.focused is self._log else super().hint()

    def on_descendant_focus(self) -> None:
        self.tell_keys()

    @on(LogView.Changed)
    def title_log(self) -> None:
        entitle(self._log, log_title(self._log))
        self._log.border_subtitle = title(log_state(self._log))

    # ------------------------------------------------------------------ what its keys do

    def action_fold(self) -> None:
        self._page.all_or_none()

    def action_step(self, by: int) -> None:
        beside = self.story.beside(by)
        if beside is None:
            self.app.say("there is no attempt " + ("after it" if by > 0 else "before it"))
        else:
            self.begin(partial(self._go_to, beside.id), "act")

    async def _go_to(self, run: RunId) -> None:
        await self._tell(await self._spark.runs.story(run))
        if self._log.window is not None:
            await self._log.show(LogQuery(run=run))

    async def copy(self) -> None:
        from spark_tui.faces.tui.clipboard import copy_text

        row = self._page.selected
        if row is None:
            return
        told = "".join(text for text, _ in row.pieces).strip()
        document = self._documents.get(row.name)
        text = await asyncio.to_thread(lambda: "\n".join(document.written(row.at))) if document else told
        await copy_text(self.app, text)

    async def copy_path(self) -> None:
        from spark_tui.faces.tui.clipboard import copy_text

        row = self._page.selected
        if row is not None and row.name in self._documents:
            await copy_text(self.app, self._documents[row.name].path(row.at))
        else:
            self.app.say("go to a value of the input or the result first")

    async def show_log(self) -> None:
        """It is there already in a wide window."""
        if self._log.display:
            self.set_focus(self._page if self.focused is self._log else self._log)
            return
        await self.app.push_screen_wait(RunLog(self._spark, self._zone, self.story))

    async def schedule(self) -> None:
        from spark_tui.faces.tui.screens.details import Details

        run = self.story.run
        assert run.schedule is not None
        schedule = await self._spark.schedules.get(run.schedule)
        await self.app.push_screen_wait(Details(self._spark, schedule, run.id))

    async def compare(self) -> None:
        from spark_tui.faces.tui.screens.compared import Compared

        assert self.story.good is not None
        comparison = await self._spark.runs.compared(self.story.run, self.story.good)
        await self.app.push_screen_wait(Compared(comparison))

    async def again(self) -> None:
        """The window goes on with the new one."""
        run = await self._spark.runs.again(self.story.run, by=WHO)
        self.app.say(f"queued again: {run.called}")
        await self._go_to(run.id)

    async def cancel(self) -> None:
        run = await self._spark.runs.cancel(self.story.run, by=WHO)
        self.app.say(f"cancelled: {run.called}")
        await self._look()
