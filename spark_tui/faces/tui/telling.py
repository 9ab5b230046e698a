"""What the app tells a person: a word in the last line, a line in the corner, and what went wrong."""

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast

from rich.text import Text
from textual.app import App
from textual.css.query import NoMatches
from textual.widget import MountError

from spark_tui.domain.errors import SparkError
from spark_tui.domain.text import clean, one_line
from spark_tui.faces.tui import fault
from spark_tui.faces.tui.actions.names import shown
from spark_tui.faces.tui.text import fit

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.faces.tui.screens.board import Board
    from spark_tui.service.spark import Spark

SAID = 4.0  # seconds
UNDO_SHOWN = 10.0  # seconds
WRONG_SHOWN = 10.0  # seconds
WIDEST = 100  # cells of what is told of an error
Severity = Literal["information", "warning", "error"]


class Telling(App[str]):
    """Mixed into the app."""

    on_stage: "Board | None" = None  # once it is imported
    spark: "Spark | None"
    wrongs: fault.Wrongs
    _said_wrong: Mapping[str, float] = {}  # what is in the corner of them, since when

    @property
    def board(self) -> "Board":
        """Whoever asks for it came by a key, and keys wait for it."""
        assert self.on_stage is not None
        return self.on_stage

    def say(self, text: str) -> None:
        """A word in the last line, gone after a while; over a window, which may cover that line, at the top."""
        if self.screen is self.on_stage:
            self.on_stage.say(one_line(text))
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
        app = cast("SparkApp", self)
        keys = app.keys_of(app.actions()["app.errors"])
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
        return self._exit and isinstance(error, NoMatches | MountError)

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
