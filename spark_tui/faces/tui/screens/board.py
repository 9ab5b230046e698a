"""The board: sources and workflows, schedules, the live log, and the ask line under them.

It redraws what differs from what it showed before. When it looks stands in `following`, what its keys do in `verbs`.
"""

import socket
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.faces.tui import ask_verbs, verbs
from spark_tui.faces.tui.actions import Acts
from spark_tui.faces.tui.actions.acts import in_line
from spark_tui.faces.tui.as_it_was import AsItWas
from spark_tui.faces.tui.figures import Figures
from spark_tui.faces.tui.following import Following
from spark_tui.faces.tui.glance import LONG_AGO, Glance
from spark_tui.faces.tui.news import Newsreader
from spark_tui.faces.tui.nothing_yet import LOADING, NO_SOURCES, no_schedules
from spark_tui.faces.tui.panes import PANES, Panes
from spark_tui.faces.tui.passed import passed_line
from spark_tui.faces.tui.remembered import Remembered
from spark_tui.faces.tui.screens.board_actions import ACTIONS
from spark_tui.faces.tui.standing import Stand, stand_of
from spark_tui.faces.tui.strips import Strips
from spark_tui.faces.tui.text import INK_CLASSES, entitle, title
from spark_tui.faces.tui.whose_engine import EngineState, WhoseEngine
from spark_tui.faces.tui.widgets.about import about
from spark_tui.faces.tui.widgets.ask import Ask
from spark_tui.faces.tui.widgets.ask_input import AskInput
from spark_tui.faces.tui.widgets.bars import KeyLine, ToldLine, TopLine
from spark_tui.faces.tui.widgets.filter_line import FilterLine
from spark_tui.faces.tui.widgets.lists import ScheduleList, SourceList
from spark_tui.faces.tui.widgets.log_titles import log_state, log_title
from spark_tui.faces.tui.widgets.log_view import LogView
from spark_tui.faces.tui.widgets.next_day import NextDay
from spark_tui.faces.tui.widgets.numbers import Numbers
from spark_tui.faces.tui.widgets.page import Lines, Page, paragraph
from spark_tui.faces.tui.widgets.rows import RowList
from spark_tui.faces.tui.widgets.table import Table
from spark_tui.service.ports import EngineHost
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp

SLOWLY = 10  # seconds after which what is known of a schedule is told anew


class Board(Screen[None], Acts, inherit_bindings=False):
    """One look at everything."""

    app: "SparkApp"
    COMPONENT_CLASSES: ClassVar[set[str]] = INK_CLASSES
    PLACE = "Board"
    ACTIONS = ACTIONS
    AUTO_FOCUS = "#schedules"

    def __init__(self, host: EngineHost, *, zone: str, remembered: Remembered | None = None) -> None:
        super().__init__()
        self.remembered = remembered or Remembered()
        self.panes = Panes(self)
        self._told_about: tuple[object, Lines] | None = None  # and as of what
        self._following: Following | None = None
        self._as_it_was = AsItWas(self, self.remembered)
        self.strips, self._figures, self.whose_engine = Strips(self), Figures(self), WhoseEngine(self)
        self.host, self.zone = host, zone
        self.spark: Spark | None = None
        self.glance = Glance()
        self.news = Newsreader()
        self.last_pane = "schedules"

    def compose(self) -> ComposeResult:
        yield TopLine(socket.gethostname(), id="top")
        yield ToldLine(id="told")
        with Horizontal(id="panes"):
            with Vertical(id="main"):
                with Horizontal(id="lists"):
                    with Vertical(id="left"):
                        yield SourceList(id="sources")
                        yield NextDay(id="ahead", classes="pane")
                    with Vertical(id="middle"):
                        schedules = ScheduleList(id="schedules")
                        yield schedules
                        yield FilterLine(schedules, id="finder")
                yield LogView(id="log", zone=self.zone)
            with Vertical(id="side"):
                yield Page(self._about, id="about", focus=True)
                yield Numbers(id="numbers", classes="pane")
        yield Ask(id="ask", remembered=self.remembered)
        yield KeyLine(id="keys")
        yield Page(
            lambda width: paragraph(
                "This window is too small for Spark: 60 columns and 15 lines are the least.", width
            ),
            id="small",
        )

    def on_mount(self) -> None:
        self.sources.border_title = title("1 Sources")
        self.schedules.border_title = title("2 Schedules")
        self.log_view.border_title = title("3 Log")
        for name, told in (("ahead", "4 Next 24 h"), ("about", "5 Selected"), ("numbers", "6 Last 7 days")):
            pane = self.query_one(f"#{name}")
            pane.border_title, pane.can_focus = title(told), True
            pane.add_class("pane")
        for rows in (self.sources, self.schedules, self.log_view):
            rows.nothing = LOADING
        self._as_it_was.restore()
        self.show_keys()

    @property
    def sources(self) -> SourceList:
        return self.query_one("#sources", SourceList)

    @property
    def schedules(self) -> ScheduleList:
        return self.query_one("#schedules", ScheduleList)

    @property
    def log_view(self) -> LogView:
        return self.query_one("#log", LogView)

    @property
    def ask(self) -> Ask:
        return self.query_one("#ask", Ask)

    # ------------------------------------------------------------------ opened, and followed

    async def look_back(self, spark: Spark) -> None:
        """Before an engine of this process decides what passed: what it will find."""
        await self.news.look_back(spark)

    async def opened(self, spark: Spark) -> None:
        """The store is open: show what is there and follow it."""
        self.spark, self.ask.spark = spark, spark
        self.whose_engine.be_patient()
        self.schedules.now, self.schedules.zone, self.sources.now = spark.clock.now, self.zone, spark.clock.now
        self._following = Following(self, spark)
        board, log = self._following.follow, partial(self.log_view.follow, spark)
        for endless in (spark.follow, board, log, partial(self.news.follow, self.app, spark)):
            self.begin(endless, "follow")
        self.ask.read_again()
        self.set_interval(1.0, self.tick)

    def seen(self) -> None:
        """All that there is has been shown by now."""
        self._as_it_was.select_again()
        self._figures.change()

    async def look_for(self, schedule: ScheduleId) -> None:
        """Look at once, and go to that schedule."""
        if self._following is not None:
            await self._following.look()
            self.go("schedules")
            self.schedules.select(schedule)

    # ------------------------------------------------------------------ shown

    def publish(self, glance: Glance) -> None:
        """Show another state; what did not change is not drawn again."""
        self.glance = glance
        self.whose_engine.greet(glance.engine)
        self.ask.show(glance)
        self.sources.nothing, self.schedules.nothing = NO_SOURCES, no_schedules(glance, self.ask.example)
        self.sources.show(glance.offered)
        self.schedules.show(glance.schedules)
        up = sum(source.health.up for source in glance.sources)
        entitle(self.sources, f"1 Sources {up}/{len(glance.sources)} up")
        self.title_schedules()
        self.tick()
        self.show_keys()

    @on(Table.Changed)
    def table_changed(self) -> None:
        """The filter, the order or the marks; they are kept for the next time."""
        self.title_schedules()
        self._as_it_was.keep()

    @on(Table.Seeking)
    def seeking(self) -> None:
        self.query_one(FilterLine).open()

    def title_schedules(self) -> None:
        rows, all_ = self.schedules, len(self.glance.schedules)
        of = f"{len(rows.items)} of {all_}" if len(rows.items) != all_ else str(all_ or "")
        marks = f" · {many} marked" if (many := len(rows.marked)) else ""
        entitle(rows, f"2 Schedules {of}{marks}".rstrip())
        if str(rows.border_subtitle or "") != rows.told:
            rows.border_subtitle = title(rows.told)

    def _about(self, width: int) -> Lines:
        """Anew each second only while a run goes on, or when it is another row; always as it is at that moment."""
        now, row = self.spark.clock.now() if self.spark is not None else LONG_AGO, self.schedules.selected
        seconds = SLOWLY if row is None or row.latest is None or row.latest.state.over else 1
        drawn_for = (row, self.zone, int(now.timestamp()) // seconds, width)
        if self._told_about is None or self._told_about[0] != drawn_for:
            self._told_about = (drawn_for, about(row, self.zone, now, width))
        return self._told_about[1]

    # ------------------------------------------------------------------ the clock

    def tick(self) -> None:
        """A second has passed: the countdowns go on."""
        if self.spark is not None:
            now = self.spark.clock.now
            self.query_one("#top", TopLine).show(self.glance, self.engine, now)
            self.query_one("#told", ToldLine).show(passed_line(self.glance, self.news.found, now()))
            self.schedules.repaint()
            self.strips.draw()
            self._figures.draw()
            if self.panes.stands("about"):
                self.query_one("#about", Page).renew()
            self.remembered.save()

    @property
    def engine(self) -> EngineState:
        return self.whose_engine.state

    # ------------------------------------------------------------------ what the keys act on

    @property
    def stand(self) -> Stand:
        return stand_of(self)

    @property
    def named(self) -> Mapping[str, ScheduleId]:
        """The schedules by their names."""
        return {row.schedule.name: row.schedule.id for row in self.glance.schedules}

    @property
    def run_here(self) -> RunId | None:
        """The last run of the selected schedule."""
        row = self.schedules.selected
        return row.latest.id if row is not None and row.latest is not None else None

    @property
    def pane(self) -> str:
        """Where the focus is: one of the panes, or the ask line."""
        focused = self.focused
        return focused.id or "" if focused is not None else ""

    def show_keys(self) -> None:
        """Under a window none: that one says its own."""
        here = in_line(self.focused or self) if self.app.screen is self else []
        self.query_one("#keys", KeyLine).show(here)

    def on_screen_suspend(self) -> None:
        self.query_one("#keys", KeyLine).show([])

    def on_screen_resume(self) -> None:
        self.show_keys()

    def say(self, text: str) -> None:
        self.query_one("#keys", KeyLine).flash(text)

    # ------------------------------------------------------------------ moving about

    def go(self, pane: str) -> None:
        """A pane that this layout has no room for takes the place of all."""
        self.panes.make_room(pane)
        self.set_focus(self.query_one(f"#{pane}"))  # at once: `focus()` would come after the next keys

    def action_go(self, pane: str) -> None:
        self.go(pane)

    def action_zoom(self) -> None:
        """The pane in focus in place of all; or all of them again."""
        self.panes.toggle(self.last_pane)
        if not self.panes.has_room(self.last_pane):
            self.go("schedules")
        self.call_after_refresh(self._focus_again)
        self._as_it_was.keep()

    def jump(self, pane: str, key: str) -> None:
        """To one row of a pane."""
        self.go(pane)
        rows: RowList[Any] = self.query_one(f"#{pane}", RowList)
        rows.select(key)

    def on_resize(self) -> None:
        """A window that was too small had nothing to focus."""
        if self.focused is None and self.window_opens is None:
            self.call_after_refresh(self._focus_again)

    def _focus_again(self) -> None:
        if self.focused is None and self.app.screen is self:
            self.go(self.last_pane)

    def on_descendant_focus(self) -> None:
        pane = self.pane
        if pane in PANES:
            self.last_pane = pane
            self.set_class(pane == "sources", "-sources")
            self.panes.give_way(pane)
            self._as_it_was.keep()
        self.ask.set_class(pane == "phrase", "-open")
        if pane == "phrase":
            self._look_here()
        self.call_after_refresh(self.ask.preview)
        self.show_keys()

    def _look_here(self) -> None:
        """A script that was put into its folder a moment ago can be named in a phrase."""
        if self.spark is not None and not self.app.only_looks:
            self.begin(self.spark.sources.sync_here, "sync here", newest_only=True)

    @on(AskInput.Left)
    def leave_ask(self) -> None:
        self.go(self.last_pane)

    @on(RowList.Moved)
    def another_row(self) -> None:
        offered = self.sources.selected
        self.ask.selected = offered.workflow.id if offered and offered.workflow else None
        self.strips.draw()
        if self.panes.stands("about"):
            self.query_one("#about", Page).renew()
        self.show_keys()
        self._as_it_was.keep()

    @on(RowList.Chosen)
    def row_chosen(self, event: RowList.Chosen) -> None:
        if event.rows is self.schedules:
            self.do(partial(verbs.open_schedule, self), window=True)
        elif self.sources.selected is not None and self.sources.selected.workflow is None:
            self.do(partial(verbs.open_source, self), window=True)
        else:
            self.do(partial(ask_verbs.ask_with_workflow, self))

    @on(Ask.Understood)
    def understood(self, event: Ask.Understood) -> None:
        self.do(partial(ask_verbs.propose, self, event), window=True)

    @on(Ask.Ordered)
    def ordered(self, event: Ask.Ordered) -> None:
        self.do(partial(ask_verbs.obey, self, event.order), window=True)

    @on(Ask.ToModel)
    def left_to_model(self, event: Ask.ToModel) -> None:
        if self.spark is not None and self.spark.talk.ready:
            self.do(partial(verbs.talk, self, event.phrase), window=True)
        else:
            from spark_tui.service.talk import NO_MODEL, SET_ONE  # with all that the model may look up

            self.app.say(f"{NO_MODEL}: {SET_ONE}")

    @on(KeyLine.Picked)
    async def key_clicked(self, event: KeyLine.Picked) -> None:
        await event.offer.node.action_act(event.offer.action.id)

    @on(LogView.Changed)
    def title_log(self) -> None:
        entitle(self.log_view, f"3 Log · {log_title(self.log_view)}")
        self.log_view.border_subtitle = title(log_state(self.log_view))
