"""The terminal app. It paints first, then imports the board, then opens what is heavy, then follows what happens.

The engine is not on its event loop: a stalled line stops the screen and nothing else.
"""

import asyncio
import gc
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.dom import DOMNode
from textual.worker import WorkerError

from spark_tui.domain.errors import SparkError
from spark_tui.domain.text import clean
from spark_tui.faces.asked import Asked
from spark_tui.faces.door import Look
from spark_tui.faces.tui import fault
from spark_tui.faces.tui.actions import Action, Acts
from spark_tui.faces.tui.actions.acts import offers
from spark_tui.faces.tui.actions.names import FIXED
from spark_tui.faces.tui.foreground import Front
from spark_tui.faces.tui.lending import Lending
from spark_tui.faces.tui.line import SlowLine
from spark_tui.faces.tui.looks import Looks
from spark_tui.faces.tui.quitting import Quitting
from spark_tui.faces.tui.remembered import Remembered
from spark_tui.faces.tui.screens.curtain import Curtain
from spark_tui.faces.tui.telling import Telling

if TYPE_CHECKING:  # the first paint waits for every import
    from collections.abc import Awaitable, Callable, Mapping

    from spark_tui.faces.tui.actions.keymap import Keymap
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.faces.tui.seeking import Hit
    from spark_tui.service.ports import EngineHost
    from spark_tui.service.settings import SettingsBook
    from spark_tui.service.spark import Spark

PACKAGE = Path(__file__).parents[2]
STYLES = next(
    (p for p in (PACKAGE / "screens.tcss", PACKAGE.parent / "screens.tcss") if p.exists()), PACKAGE / "screens.tcss"
)
TWICE = 2.0  # seconds in which a second ctrl+c means it


def _board() -> type["Board"]:
    from spark_tui.faces.tui.screens.board import Board

    return Board


def _is_for_the_board(event: events.Event) -> bool:
    if isinstance(event, events.Key):
        return event.key not in FIXED
    return isinstance(event, events.InputEvent | events.Paste)


class SparkApp(Looks, Telling, Lending, SlowLine, Acts, inherit_bindings=False):
    """Ends with `quit`, `keep` (in the background), `hup` or `term`; the return code is 1 after a failure."""

    CSS_PATH = STYLES
    TITLE = "spark"
    ENABLE_COMMAND_PALETTE = False
    MODES = {"curtain": Curtain}  # noqa: RUF012 - Textual's
    DEFAULT_MODE = "curtain"
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
        connect: "Callable[[], Awaitable[Spark]]",
        host: "EngineHost",
        *,
        zone: str,
        where: str = "",
        look: Look | None = None,
        settings: "SettingsBook | None" = None,
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
        self.zone = zone
        self._remembered = remembered or Remembered()
        self._typed: list[events.Event] | None = []  # before the board is there
        self._connect, self._host, self._where = connect, host, where
        self._asked, self._front, self.quitting = asked or Asked(), front, quitting or Quitting()
        self._brought_back = asyncio.Event()
        self._interrupted_at = float("-inf")
        self.wrongs = fault.Wrongs()

    def on_mount(self) -> None:
        self.listen_to_signals()

    def painted(self) -> None:
        """The first paint is out, says the screen of it."""
        self.begin(self._open, "open")

    async def _raise_curtain(self) -> None:
        """The board is imported beside the screen, and takes the curtain's place."""
        board = await asyncio.to_thread(_board)
        gc.enable()  # it was put off until now
        if not self._exit:
            await self._enter(board(self._host, zone=self.zone, remembered=self._remembered))
            self.call_next(self._hand_over)

    async def _enter(self, board: "Board") -> None:
        board._css_update_count = self._css_update_count  # noqa: SLF001 - or all styles are read anew, twice
        self.add_mode("board", lambda: board)
        await self.switch_mode("board")
        self.on_stage = board
        board.set_focus(board.schedules)  # the first key does not come before it

    async def on_event(self, event: events.Event) -> None:
        """What is typed before the board is there is kept for it; all else goes on, and that one wants to leave."""
        if self._typed is not None and _is_for_the_board(event):
            self._typed.append(event)
        else:
            await super().on_event(event)

    async def _hand_over(self) -> None:
        """What was typed, between two messages of this app: no later key comes before it."""
        typed, self._typed = self._typed or (), None
        for event in typed:
            if not self._exit:
                await super().on_event(event)

    async def _open(self) -> None:
        await self._raise_curtain()
        if self._exit:
            return
        try:
            self.spark = await self._connect()
            await self.board.look_back(self.spark)
        except SparkError as wrong:
            await self._give_up(wrong)
            return
        await self.board.opened(self.spark)
        await asyncio.to_thread(self._host.start)  # its imports are heavy: what is there is shown before it
        self.board.whose_engine.be_patient()
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
        self._remembered.save()
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
            self.push_screen(ErrorWindow(self.wrongs, self.zone))

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
        board = self.on_stage
        return board is not None and board.engine.here and bool(board.glance.active_schedules or board.glance.active)

    # ------------------------------------------------------------------ text is text

    async def _broker_event(self, event_name: str, event: events.Event, default_namespace: DOMNode) -> bool:  # noqa: ARG002,
        """Textual runs the action that stands in a text when it is clicked. Here no text is a button."""
        return False
