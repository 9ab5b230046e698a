"""A command in a pseudo terminal: keys in, bytes and their times out."""

import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import PATIENCE

REST = 0.1  # seconds without a byte
# With a terminal on its standard streams it opens it once more: that makes it the one that controls it.
TAKES_ITS_TERMINAL = 'exec <>"$0" >&0 2>&0 && exec "$@"'


@dataclass
class Terminal:
    """What a person's terminal would be, without one: it answers no query."""

    command: Sequence[str]
    environment: Mapping[str, str]
    rows: int = 24
    columns: int = 80
    seen: list[tuple[float, bytes]] = field(default_factory=list)  # seconds since the start, what was drawn
    pid: int = 0
    behind: int = 0  # the process that it leaves the work to, once it was asked for
    fd: int = -1
    began: float = 0.0

    def __enter__(self) -> "Terminal":
        self.began = time.monotonic()
        self.fd, theirs = os.openpty()
        self.resize(self.rows, self.columns)
        self.pid = os.posix_spawnp(  # not forked: this process may have threads
            "sh",
            ["sh", "-c", TAKES_ITS_TERMINAL, os.ttyname(theirs), *self.command],
            dict(self.environment),
            setsid=True,
            file_actions=[(os.POSIX_SPAWN_DUP2, theirs, stream) for stream in range(3)],
        )
        os.close(theirs)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):  # before the line is lost, or it goes on without us
            os.kill(self.worker or self.pid, signal.SIGKILL)
        self.hang_up()
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            return

    @property
    def worker(self) -> int:
        """The process behind the one that was started here; 0 when there was none yet."""
        if not self.behind:
            with suppress(OSError):
                children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
                self.behind = int(children[0]) if children else 0
        return self.behind

    def type(self, keys: str | bytes) -> None:
        os.write(self.fd, keys if isinstance(keys, bytes) else keys.encode())

    def resize(self, rows: int, columns: int) -> None:
        """As a window manager does; the kernel tells the process."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def modes(self) -> list[object]:
        """How the terminal treats what is typed and written."""
        return termios.tcgetattr(self.fd)

    @property
    def left_on(self) -> set[int]:
        """The modes that were switched on by what was drawn, and not off again."""
        on: dict[int, bool] = {}
        for modes, switch in re.findall(rb"\x1b\[\?([\d;]+)([hl])", self.drawn):
            on |= dict.fromkeys(map(int, modes.split(b";")), switch == b"h")
        return {mode for mode, is_on in on.items() if is_on}

    def hang_up(self) -> None:
        """The line is lost."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def sees(self, text: bytes) -> float | None:
        """As soon as that was drawn; answers when, in seconds since the start, or None when it never is."""
        return self.watch(PATIENCE, until=text)

    def watch(self, seconds: float, until: bytes = b"") -> float | None:
        """Read for so long, or until those bytes were drawn; answers when, in seconds since the start."""
        last = time.monotonic() + seconds
        while (left := last - time.monotonic()) > 0:
            if select.select([self.fd], [], [], min(left, 0.05))[0]:
                try:
                    drawn = os.read(self.fd, 65_536)
                except OSError:
                    return None
                at = time.monotonic() - self.began
                self.seen.append((at, drawn))
                if until and until in self.drawn:
                    return at
        return None

    @property
    def drawn(self) -> bytes:
        return b"".join(drawn for _, drawn in self.seen)

    def rests(self) -> None:
        """It has drawn what there was to draw."""
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            known = len(self.seen)
            self.watch(REST)
            if len(self.seen) == known:
                return

    def wait(self, seconds: float = PATIENCE) -> int | None:
        """The exit code, or None while it lives."""
        last = time.monotonic() + seconds
        while time.monotonic() < last:
            if self.fd >= 0:
                self.watch(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        return None
