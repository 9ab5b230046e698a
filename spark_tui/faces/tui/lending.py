"""The terminal: lent to the shell by ctrl+z or to an editor, taken again, or lost."""

import asyncio
import signal
import termios
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.app import App, SuspendNotSupported

from spark_tui.domain.errors import Invalid
from spark_tui.faces.asked import Asked
from spark_tui.faces.tui.line import line_of

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.faces.tui.foreground import Front


class Lending(App[str]):
    """Mixed into the app."""

    _asked: Asked
    _front: "Front | None"
    _brought_back: asyncio.Event
    _away = False

    def listen_to_signals(self) -> None:
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

    # ------------------------------------------------------------------ lent

    def action_stop_screen(self) -> None:
        if self._front is not None and not self._away:
            self._away = True
            cast("SparkApp", self).begin(partial(self.lend_terminal, self.wait_in_shell), "stopped")

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


def _terminal_is_there() -> bool:
    """A shell that ends continues what it had stopped, and there is no terminal to come back to."""
    try:
        return bool(termios.tcgetattr(0))
    except termios.error:
        return False
