"""The process in front, which the shell waits for, and the one behind it, which is Spark.

A shell has its terminal back when the process that it started ends or stops. Spark is to go on
after its screen, with its engine and the commands that are its children, and neither threads nor
children can be handed to another process. So Spark works behind from the beginning, and the one
in front only waits for it. It is forked before anything heavy is imported: a few milliseconds, a few megabytes.

A line between the two says when the shell may have its terminal back; each sees by it when the
other is gone.
"""

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from spark_tui.faces.tui import sane

GO_ON, FAILED, STOP, CONTINUE = b"g", b"f", b"s", b"c"
PASSED_ON = (signal.SIGHUP, signal.SIGTERM)


class Front:
    """The process in front, as the one behind it sees it."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def fileno(self) -> int:
        """To be read: an end of it says that the process in front is gone."""
        return self._line.fileno()

    def let_go(self, code: int = 0) -> None:
        """The shell has its terminal back for good, and 0 or 1; this process goes on in a session of its own."""
        os.setsid()
        self._say(FAILED if code else GO_ON)
        self._line.close()

    def stop(self) -> None:
        """The shell has its terminal until the person brings us back: `heard` is True then."""
        self._say(STOP)

    def heard(self) -> bool:
        """Read what made the line readable. False when the process in front is gone."""
        try:
            return self._line.recv(1) == CONTINUE
        except OSError:
            return False

    def _say(self, what: bytes) -> None:
        with suppress(OSError):  # it is gone: nobody waits
            self._line.sendall(what)


def behind(work: Callable[[Front], int]) -> int:
    """Do it in a process behind this one. Answers the exit code, in both of them."""
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        ours.close()
        return work(Front(theirs))
    theirs.close()
    return _wait(pid, ours)


def _wait(pid: int, line: socket.socket) -> int:
    """Until it ends or goes on alone; what is meant for Spark is passed on to it."""
    before = sane.modes()
    for number in (signal.SIGINT, signal.SIGTSTP):  # they reach both, and it is the other's to answer
        signal.signal(number, signal.SIG_IGN)
    for number in PASSED_ON:
        signal.signal(number, lambda number, _: _send(pid, number))
    signal.signal(signal.SIGCHLD, lambda *_: _stop_along(pid))
    while said := _heard(line):
        if said in (GO_ON, FAILED):
            return int(said == FAILED)
        _stop()
        with suppress(OSError):  # it ended meanwhile
            line.sendall(CONTINUE)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):  # it had no time to leave its screen
        sane.restore(before)
    return _ended(status)


def _heard(line: socket.socket) -> bytes:
    try:
        return line.recv(1)
    except OSError:
        return b""


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _stop_along(pid: int) -> None:
    """Whoever stopped the other one from outside would find a shell without a terminal."""
    with suppress(ChildProcessError):
        found = os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG)
        if found is not None:
            _stop()
            _send(pid, signal.SIGCONT)


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _ended(status: int) -> int:
    """Its exit code; of a signal that ended it the shell hears as if it had been ours."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        signal.signal(number, signal.SIG_DFL) if number not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), number)
    return os.waitstatus_to_exitcode(status)
