"""A terminal as a shell expects it, after a screen that could not leave it in order."""

import os
import sys
import termios
from contextlib import suppress
from typing import Any

Modes = list[Any]

_SWITCHED_OFF = (1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026, 2048)  # mouse, focus, paste, sync, resize
RESET = (
    "\x1b[<u"  # the keyboard protocol of kitty
    + "".join(f"\x1b[?{mode}l" for mode in _SWITCHED_OFF)
    + "\x1b[?1049l"  # the alternate screen
    + "\x1b[?1l\x1b>\x1b(B"  # arrows, keypad and letters as ever
    + "\x1b[?7h\x1b[?25h\x1b[0m"  # lines wrap, the cursor shows, no colour
)


def modes() -> Modes | None:
    """As they are now; None where there is no terminal."""
    with suppress(termios.error):
        return termios.tcgetattr(0)
    return None


def restore(before: Modes | None) -> None:
    """The modes as they were, and everything off that a screen switches on."""
    with suppress(termios.error, OSError):
        if before is not None:
            termios.tcsetattr(0, termios.TCSANOW, before)
    _reset()


def make_sane() -> None:
    """As `stty sane` does, for the modes that a screen changes."""
    now = modes()
    if now is not None:
        now[0] |= termios.ICRNL | termios.IXON | termios.BRKINT
        now[0] &= ~(termios.INLCR | termios.IGNCR)
        now[1] |= termios.OPOST | termios.ONLCR
        now[3] |= termios.ECHO | termios.ECHOE | termios.ECHOK | termios.ICANON | termios.ISIG | termios.IEXTEN
    restore(now)


def _reset() -> None:
    """On the stream that the screen was drawn on."""
    with suppress(OSError):
        if os.isatty(sys.__stderr__.fileno() if sys.__stderr__ else -1):
            os.write(2, RESET.encode())
