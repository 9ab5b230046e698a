"""The terminal app. It paints first, then opens what is heavy, then follows what happens.

The engine is not on its event loop: a stalled line stops the screen and nothing else.
"""

import asyncio
import signal
import termios
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Literal, cast

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.app import SuspendNotSupported
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import WorkerError

from spark_tui.domain.errors import Invalid, SparkError
from spark_tui.domain.text import clean, one_line
from spark_tui.faces.asked import Asked
from spark_tui.faces.door import Look
from spark_tui.faces.tui import fault
from spark_tui.faces.tui.actions import Action, Acts
from spark_tui.faces.tui.actions.acts import offers
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.foreground import Front
from spark_tui.faces.tui.line import AGAIN, line_of, put_off
from spark_tui.faces.tui.looks import Looks
from spark_tui.faces.tui.quitting import Quitting
from spark_tui.faces.tui.remembered import Remembered
from spark_tui.faces.tui.screens.board import Board
from spark_tui.faces.tui.text import fit
from spark_tui.service.ports import EngineHost
from spark_tui.service.ports.settings import SettingsBook
from spark_tui.service.spark import Spark

if TYPE_CHECKING:
    from spark_tui.faces.tui.actions.keymap import Keymap
    from spark_tui.faces.tui.seeking import Hit

PACKAGE = Path(__file__).parents[2]
STYLES = next(
    (p for p in (PACKAGE / "screens.tcss", PACKAGE.parent / "screens.tcss") if p.exists()), PACKAGE / "screens.tcss"
)
TWICE = 2.0  # seconds in which a second ctrl+c means it
SAID = 4.0  # seconds
UNDO_SHOWN = 10.0  # seconds
WRONG_SHOWN = 10.0  # seconds
WIDEST = 100  # cells of what is told of an error
Severity = Literal["information", "warning", "error"]


class SparkApp(Looks, Acts, inherit_bindings=False):
    """Ends with `quit`, `keep` (in the background), `hup` or `term`; the return code is 1 after a failure."""

    CSS_PATH = STYLES
    TITLE = "spark"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-mid"), (160, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-tall"), (30, "-high"), (45, "-vast")]  # noqa: RUF012
    PLACE = "Everywhere"
    ACTIONS = (
        Action(
            "app.palette",
            "ctrl+p,colon",
            "palette",
            "Find an action, a schedule, a source or a workflow by its name",
            in_line=False,
        ),
        Action("app.keys", "question_mark,f1", "help", "All keys, with a filter", twin="spark keys", window=True),
        Action(
            "app.settings",
            "comma",
            "settings",
            "What is set, who says so, and to change it",
            twin="spark config show",
            in_line=False,
            window=True,
        ),
        Action(
            "app.errors",
            "E",
            "errors",
            "What went wrong lately, in full: what would help, when, what was tried, and where the log is",
            twin="spark errors",
            in_line=False,
            window=True,
        ),
        Action("app.mouse", "f9", "mouse", "Leave the mouse to the terminal, or take it again", in_line=False),
        Action("app.interrupt", "ctrl+c", "quit", "Twice: quit from anywhere", in_line=False, fixed=True),
        Action(
            "app.stop_screen",
            "ctrl+z",
            "to the shell",
            "Back to the shell; fg brings the screen back. Only the screen waits",
            in_line=False,
            fixed=True,
        ),
    )

    def __init__(
        self,
        connect: Callable[[], Awaitable[Spark]],
        host: EngineHost,
        *,
        zone: str,
        where: str = "",
        look: Look | None = None,
        settings: SettingsBook | None = None,
        asked: Asked | None = None,
        front: Front | None = None,
        quitting: Quitting | None = None,
        keymap: "Keymap | None" = None,
        folder: Path | None = None,
        remembered: Remembered | None = None,
        only_looks: bool = False,
    ) -> None:
        self.only_looks = only_looks
        self.folder = folder or Path(gettempdir())  # for files that are left for the person
        self.keymap: Mapping[str, tuple[str, ...]] = keymap.keys if keymap else {}  # those that are not built in
        self.keys_not_used = keymap.wrong if keymap else ()
        super().__init__()
        self.dress(look or Look())
        self.settings = settings
        self.animation_level = "none"
        self.spark: Spark | None = None
        self.board = Board(host, zone=zone, where=where, remembered=remembered)
        self._connect, self._host, self._where = connect, host, where
        self._asked, self._front, self.quitting = asked or Asked(), front, quitting or Quitting()
        self._brought_back, self._away = asyncio.Event(), False
        self._interrupted_at = float("-inf")
        self._behind = False  # whether frames are put off
        self.wrongs = fault.Wrongs()
        self._said_wrong: Mapping[str, float] = {}  # what is in the corner of them, since when

    def get_default_screen(self) -> Screen[None]:
        return self.board

    def on_mount(self) -> None:
        self._listen_to_signals()
        self.call_after_refresh(self._start)

    def _listen_to_signals(self) -> None:
        """A lost line and a polite kill end the screen in order; Textual by itself dies of both."""
        loop = asyncio.get_running_loop()
        self._asked.listen(partial(self._told, loop))
        with suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread
            loop.add_signal_handler(signal.SIGTSTP, self.action_stop_screen)
            loop.add_signal_handler(signal.SIGCONT, self._continued)
        if self._front is not None:
            loop.add_reader(self._front, self._hear_front)

    def _hear_front(self) -> None:
        """The process that the shell waits for was continued, or is gone: then the line is lost too."""
        assert self._front is not None
        if self._front.heard():
            self._brought_back.set()
        else:
            asyncio.get_running_loop().remove_reader(self._front)
            self._asked.hang_up()

    def _told(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the loop has ended: whoever comes after the screen knows it too
            loop.call_soon_threadsafe(self._end, "term" if self._asked.to_stop else "hup")

    def _end(self, ending: str) -> None:
        """The first reason ends the screen; what becomes of the engine, all that was asked."""
        if not self._exit:
            if line := line_of(self._driver):
                line.hurry()
            self.exit(ending)

    def _start(self) -> None:
        self.begin(self._open, "open")

    async def _open(self) -> None:
        try:
            self.spark = await self._connect()
            await self.board.look_back(self.spark)
        except SparkError as wrong:
            await self._give_up(wrong)
            return
        await asyncio.to_thread(self._host.start)  # the engine's imports are heavy
        await self.board.opened(self.spark)
        if self.settings is not None and (remarks := self.settings.remarks()):
            self.warn("\n".join(remarks[:4]))
        if self.keys_not_used:
            self.warn("\n".join(("Some keys of config.toml are not used (all: spark keys)", *self.keys_not_used[:4])))

    async def _give_up(self, wrong: SparkError) -> None:
        from spark_tui.faces.tui.screens.choose import trouble

        heading = f"Spark cannot open {self._where}" if self._where else "Spark cannot open its store"
        await self.push_screen_wait(trouble(heading, wrong.message, wrong.hint))
        hint = f"\n  {wrong.hint}" if wrong.hint else ""
        self.exit("failed", return_code=1, message=Text(clean(f"{heading}: {wrong.message}{hint}")))

    async def on_unmount(self) -> None:
        """Everything that reads the store ends before the store is closed."""
        self.board.remembered.save()
        self.workers.cancel_all()
        for worker in list(self.workers):
            with suppress(WorkerError):
                await worker.wait()
        if self.spark is not None:
            await self.spark.close()

    def action_keys(self) -> None:
        """Pressed again, they close."""
        from spark_tui.faces.tui.screens.keys import KeysWindow

        if isinstance(self.screen, KeysWindow):
            self.screen.action_close()
        else:
            self.push_screen(KeysWindow(offers(self.screen.focused or self.screen)))

    def action_settings(self) -> None:
        """Pressed again, they close."""
        from spark_tui.faces.tui.screens.settings import SettingsWindow

        if isinstance(self.screen, SettingsWindow):
            self.screen.action_close()
        elif self.settings is not None:
            self.push_screen(SettingsWindow(self.settings))

    def action_errors(self) -> None:
        """Pressed again, they close."""
        from spark_tui.faces.tui.screens.errors import ErrorWindow

        if isinstance(self.screen, ErrorWindow):
            self.screen.action_close()
        else:
            self.push_screen(ErrorWindow(self.wrongs, self.board.zone))

    def action_palette(self) -> None:
        """Pressed again, it closes."""
        from spark_tui.faces.tui.screens.palette import Palette
        from spark_tui.faces.tui.seeking import actions, jumps

        if isinstance(self.screen, Palette):
            self.screen.action_close()
            return
        here = offers(self.screen.focused or self.screen)
        self.push_screen(Palette([*actions(here, self), *jumps(self.board)]), self._found)

    def _found(self, hit: "Hit | None") -> None:
        """Once the palette is gone, so that the focus is where one came from."""
        if hit is not None:
            self.call_next(hit.act)

    # ------------------------------------------------------------------ ctrl+c

    async def action_interrupt(self) -> None:
        """Twice: the screen goes. What is active goes on, as it does when the line is lost."""
        now = asyncio.get_running_loop().time()
        if now - self._interrupted_at <= TWICE:
            self.exit(self._settled)
            return
        self._interrupted_at = now
        goes_on = " (active schedules go on in the background)" if self._settled == "keep" else ""
        self.say(f"ctrl+c again quits{goes_on}")

    @property
    def _settled(self) -> str:
        """How it ends where nobody is asked."""
        return (self.quitting.ending or "keep") if self.would_stop() else "quit"

    def would_stop(self) -> bool:
        """Whether something is active that would stop with this process."""
        board = self.board
        return board.engine.here and bool(board.glance.active_schedules or board.glance.active)

    # ------------------------------------------------------------------ ctrl+z

    def action_stop_screen(self) -> None:
        if self._front is not None and not self._away:
            self._away = True
            self.begin(partial(self.lend_terminal, self.wait_in_shell), "stopped")

    async def wait_in_shell(self) -> None:
        """The shell has its terminal until `fg`. Only the screen waits: the engine goes on."""
        if self._front is not None:
            self._brought_back.clear()
            self._front.stop()
            await self._brought_back.wait()

    async def lend_terminal(self, use: Callable[[], Awaitable[None]]) -> None:
        """The terminal is somebody else's while that is done. Raises Invalid where there is none to lend."""
        self._away = True
        try:
            with self.suspend(), self.batch_update():
                self._let_terminal_be()
                await use()
                if not _terminal_is_there():
                    self._end("hup")
                if self._exit:
                    raise asyncio.CancelledError
        except SuspendNotSupported:
            raise Invalid("this screen is not in a terminal", hint="open spark in a terminal for that") from None
        finally:
            self._away = self._exit

    def _let_terminal_be(self) -> None:
        """Should it end while the shell has the terminal: its modes are the shell's, and to set them would stop us."""
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # until Textual takes the terminal again
        cast("Any", self._driver).attrs_before = None

    def _continued(self) -> None:
        """Somebody had stopped all of it from outside, and the shell has used the terminal meanwhile."""
        if not self._away:
            with suppress(SuspendNotSupported), self.suspend():  # a browser's tab is no terminal
                pass

    def send(self, sequence: str) -> None:
        """Straight to the terminal: for what it is to obey, and never with text from outside in it."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    # ------------------------------------------------------------------ what is told

    def say(self, text: str) -> None:
        """A word in the last line, gone after a while; over a window, which may cover that line, at the top."""
        if self.screen is self.board:
            self.board.say(one_line(text))
        else:
            self.notify(one_line(text), timeout=SAID)

    def did(self, text: str) -> None:
        """What was done and can be undone, with the key that does, for as long as one may want it."""
        known = self.board.actions()["board.undo"]
        keys = self.board.keys_of(known)
        self.notify(f"{text}\n{shown(keys[0])} undoes it" if keys else text, timeout=UNDO_SHOWN)

    def warn(self, text: str) -> None:
        """What is wrong and no error, or not one of an action: its first line in the corner, all of it by a key."""
        message, _, more = text.partition("\n")
        self.fails(fault.remark(message, more, self._now()))

    def refuses(self, why: str, tried: str) -> None:
        """What a key stands for cannot be done now: a word in the last line."""
        self.wrongs.keep(fault.refusal(why, tried, self._now()))
        self.say(why)

    def fails(self, wrong: fault.Wrong) -> None:
        """A line in the corner (two where it is narrow), long enough to read it, with the key that tells the rest."""
        if self.wrongs.keep(wrong):
            fault.note_down(wrong)
        keys = self.keys_of(self.actions()["app.errors"])
        more = f" · {shown(keys[0])} tells more" if keys else ""
        room = 2 * (min(self.size.width * 9 // 10, WIDEST) - 8) - len(more)
        text = f"{fit(wrong.brief(room), room).rstrip()}{more}"
        now = asyncio.get_running_loop().time()
        if self._said_wrong.get(text, float("-inf")) + WRONG_SHOWN <= now:
            self._said_wrong = {text: now}
            self.notify(text, severity="error", timeout=WRONG_SHOWN)

    def _now(self) -> datetime | None:
        return self.spark.clock.now() if self.spark is not None else None

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 - no text is markup here, whoever asks
    ) -> None:
        super().notify(clean(message)[:600], title=clean(title), severity=severity, timeout=timeout, markup=False)

    def _refresh_notifications(self) -> None:
        """Over a window the last two stay: there is room for no more above what it asks."""
        if len(self.screen_stack) > 1:
            for old in list(self._notifications)[:-2]:
                self._unnotify(old, refresh=False)
                for empty in self.screen.query(f"#--textual-toast-{old.identity}"):
                    empty.remove()  # Textual removes what is in it, and its height stays
        super()._refresh_notifications()

    async def told_when_wrong(self, doing: Awaitable[None], tried: str = "") -> None:
        """Do it; what Spark says against it is shown, and all stays as it was."""
        try:
            await doing
        except SparkError as wrong:
            self.fails(fault.wrong_of(wrong, tried, self._now()))

    def worker_failed(self, error: BaseException, tried: str = "") -> None:
        """It does not take the screen with it, unless without it there is nothing to show."""
        if self.spark is None and isinstance(error, Exception):
            self._handle_exception(error)
            return
        if self._is_taken_down(error):
            return
        fault.write_down(error)
        self.fails(fault.wrong_of(error, tried, self._now()))

    def _is_taken_down(self, error: BaseException) -> bool:
        """A screen of an app that ends has lost what is in it; one that ends at once never had it."""
        return self._exit and isinstance(error, NoMatches)

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print the values of all variables, and then end with exit code 0."""
        if self._is_taken_down(error):
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        fault.write_down(error)
        self._exit_renderables.append(Text(clean(f"Spark's screen stopped.\n  {fault.told(error)}")))
        self._close_messages_no_wait()

    # ------------------------------------------------------------------ a slow line

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Textual's way to the terminal: where that is slow, the newest state is what it gets."""
        line = line_of(self._driver)
        if renderable is None or line is None or not line.is_full:
            super()._display(screen, renderable)
            return
        put_off(screen, renderable)
        if not self._behind:
            self._behind = True
            self.set_timer(AGAIN, self._catch_up)

    def _catch_up(self) -> None:
        """Once there is room."""
        line = line_of(self._driver)
        if line is not None and line.is_full:
            self.set_timer(AGAIN, self._catch_up)
            return
        self._behind = False
        self.screen._compositor_refresh()  # noqa: SLF001

    # ------------------------------------------------------------------ text is text

    async def _broker_event(self, event_name: str, event: events.Event, default_namespace: DOMNode) -> bool:  # noqa: ARG002,
        """Textual runs the action that stands in a text when it is clicked. Here no text is a button."""
        return False


def _terminal_is_there() -> bool:
    """A shell that ends continues what it had stopped, and there is no terminal to come back to."""
    try:
        return bool(termios.tcgetattr(0))
    except termios.error:
        return False
