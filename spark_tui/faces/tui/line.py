"""The line to the terminal, which may be slow, stand still, or be lost.

Textual hands what it draws to a thread that writes it, and waits for that thread where it falls behind: keys,
timers and workers would wait too. Here a frame for which the line has no room is put off; what it would have
changed is drawn, in one frame, once there is room. Private names of Textual 8.2.8 are used: WriterThread,
_dirty_regions.
"""

import termios
import time
from contextlib import suppress
from queue import Empty
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.geometry import Region
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.driver import Driver

ROOM = 6  # writes that may wait; a frame is one to three, and Textual's queue ends at 30
AGAIN = 0.05  # seconds between two looks for room


class Line(WriterThread):
    """Writes one thing after another. A line that is lost takes everything, and nothing comes of it."""

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        self._taken, self._busy, self._lost = 0, False, False
        self._turn = Lock()  # what comes next is not begun while what was begun is thrown away

    @property
    def is_full(self) -> bool:
        return self._queue.qsize() > ROOM

    def run(self) -> None:
        while (text := self._queue.get()) is not None:
            with self._turn:
                self._taken, self._busy = self._taken + 1, True
            self._send(text)
            self._busy = False
        self._send("")  # it flushes what waits

    def _send(self, text: str) -> None:
        if self._lost:
            return
        try:
            self._file.write(text)
            if not self._queue.qsize():
                self._file.flush()
        except (OSError, ValueError):  # whoever waits for room must not wait for ever
            self._lost = True

    def hurry(self) -> None:
        """Throw away what the line has not taken: it is to take the last words, although nobody reads."""
        with suppress(Empty):
            while True:
                self._queue.get_nowait()
        Thread(target=self._throw_away, args=(self._taken,), daemon=True).start()

    def _throw_away(self, which: int) -> None:
        """What is being written, until it is: the kernel keeps only a few kilobytes for a terminal."""
        while self._thrown_away(which):
            time.sleep(0.01)

    def _thrown_away(self, which: int) -> bool:
        """Whether that is still being written."""
        with self._turn:
            still = self._busy and self._taken == which
            if still:
                with suppress(termios.error):
                    termios.tcflush(self.fileno(), termios.TCOFLUSH)
        return still


def install() -> None:
    """From now on Textual's driver writes with it."""
    vars(linux_driver)["WriterThread"] = Line


def line_of(driver: "Driver | None") -> Line | None:
    """None where nothing is written: in tests without a terminal, and while the shell has it."""
    found = vars(driver).get("_writer_thread") if driver is not None else None
    return found if isinstance(found, Line) else None


def put_off(screen: Screen[Any], frame: RenderableType) -> None:
    """What the frame would have changed is still to be drawn."""
    if isinstance(frame, ChopsUpdate):
        regions = [Region(start, y, end - start, 1) for y, start, end in frame.spans]
    else:
        regions = [screen.size.region]
    screen._compositor._dirty_regions.update(regions)  # noqa: SLF001


class SlowLine(App[str]):
    """Mixed into the app: what the line has no room for is put off."""

    _behind = False  # whether frames are

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
