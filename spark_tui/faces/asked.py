"""What signals ask of this process: to end, or to do without its terminal.

One handler for each, from the first moment of the process to its last. Whoever is in charge listens: the screen, then
the daemon. To put one handler in another's place would leave moments in which a signal is told to nobody, or kills.
"""

import signal
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Self

STOPS = (signal.SIGTERM, signal.SIGINT)


class Asked:
    """It is kept whether somebody listens or not, and nothing takes it back."""

    def __init__(self) -> None:
        self.to_stop = self.hung_up = False
        self._stops: SimpleQueue[int] = SimpleQueue()  # a handler may put into it whatever it interrupts
        self._tell: Callable[[], object] = lambda: None

    def hear(self) -> Self:
        """From now on; only in the main thread."""
        for number in STOPS:
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self.hang_up)
        return self

    def listen(self, tell: Callable[[], object]) -> None:
        """Told each time, within the handler; and at once of what has come before."""
        self._tell = tell
        if self.to_stop or self.hung_up:
            tell()

    def stops(self, within: float) -> bool:
        """Wait for it, so many seconds."""
        with suppress(Empty):
            self._stops.get(timeout=within)
        return self.to_stop

    def hang_up(self, *_: object) -> None:
        """The terminal is gone. The kernel, the shell and the process in front tell it, each for itself."""
        self.hung_up = True
        self._tell()

    def _stop(self, number: int, _: object) -> None:
        self.to_stop = True
        self._stops.put(number)
        self._tell()
