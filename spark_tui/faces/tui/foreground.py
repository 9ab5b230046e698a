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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from spark_tui.domain.errors import Invalid
from spark_tui.faces.asked import Asked
from spark_tui.faces.tui import sane

GO_ON, FAILED, STOP, CONTINUE = b"g", b"f", b"s", b"c"
PASSED_ON = (signal.SIGHUP, signal.SIGTERM)
BOTHS = (signal.SIGINT, signal.SIGTSTP)  # they reach both, and it is the other's to answer


class Front:
    """The process in front, as the one behind it sees it."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._group = line, os.getpgrp()

    def fileno(self) -> int:
        """To be read: an end of it says that the process in front is gone."""
        return self._line.fileno()

    def let_go(self, code: int = 0) -> None:
        """The shell has its terminal back for good, and 0 or 1; this process goes on in a session of its own."""
        self._be_beside()
        with suppress(PermissionError):  # the process in front was killed while we were away from it
            os.setsid()
        self._say(FAILED if code else GO_ON)
        self._line.close()

    def stop(self) -> None:
        """The shell has its terminal until the person brings us back: `heard` is True then.

        In a group of our own meanwhile: a shell that ends sends SIGHUP and then SIGTERM to all that it had stopped,
        and no engine is to end with a line that was lost.
        """
        os.setpgid(0, 0)
        self._say(STOP)

    def _be_beside(self) -> None:
        """In its group, which is the one that the shell lets use the terminal."""
        with suppress(OSError):  # it is gone
            os.setpgid(0, self._group)

    def heard(self) -> bool:
        """Read what made the line readable. False when the process in front is gone."""
        self._be_beside()
        try:
            return self._line.recv(1) == CONTINUE
        except OSError:
            return False

    def _say(self, what: bytes) -> None:
        with suppress(OSError):  # it is gone: nobody waits
            self._line.sendall(what)


def behind(work: Callable[[Front, Asked], int]) -> int:
    """Do it in a process behind this one. Answers the exit code, in both. Raises Invalid where there is none."""
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    with _held_back():  # until both know what to do with them
        pid = _forked(ours, theirs)
        asked, passing = (Asked().hear(), None) if pid == 0 else (None, Passing(pid))
    if asked:
        ours.close()
        return work(Front(theirs), asked)
    assert passing
    theirs.close()
    return _wait(passing, ours)


def _forked(*lines: socket.socket) -> int:
    try:
        return os.fork()
    except OSError as wrong:  # the processes of a person are counted, and so is memory
        for line in lines:
            line.close()
        told = f"this machine starts no further process: {wrong.strerror}"
        raise Invalid(told, hint="in one process: spark --plain") from None


@contextmanager
def _held_back() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (*BOTHS, *PASSED_ON))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Passing:
    """What is meant for Spark is passed on to the process behind this one."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._stopped = self._shell_ends = False
        for number in BOTHS:
            signal.signal(number, signal.SIG_IGN)
        for number in PASSED_ON:
            signal.signal(number, self._pass_on)
        signal.signal(signal.SIGCHLD, self._stop_along)

    def _pass_on(self, number: int, _: object) -> None:
        """But for the SIGTERM of a shell that ends with its line: it comes after the SIGHUP, to what it had stopped.

        One that reads the end of its line before it hears of it says no SIGHUP: then the terminal tells.
        """
        self._shell_ends |= self._stopped and (number == signal.SIGHUP or sane.modes() is None)
        if not (self._shell_ends and number == signal.SIGTERM):
            _send(self.pid, number)

    def stop(self) -> None:
        """The shell has its terminal until it lets us go on."""
        self._stopped = True
        os.kill(os.getpid(), signal.SIGSTOP)
        self._stopped = False

    def _stop_along(self, *_: object) -> None:
        """Whoever stopped the other one from outside would find a shell without a terminal."""
        with suppress(ChildProcessError):
            found = os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG)
            if found is not None:
                self.stop()
                _send(self.pid, signal.SIGCONT)


def _wait(passing: Passing, line: socket.socket) -> int:
    """Until it ends or goes on alone."""
    before = sane.modes()
    while said := _heard(line):
        if said in (GO_ON, FAILED):
            return int(said == FAILED)
        passing.stop()
        with suppress(OSError):  # it ended meanwhile
            line.sendall(CONTINUE)
    status = os.waitpid(passing.pid, 0)[1]
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


def _ended(status: int) -> int:
    """Its exit code; of a signal that ended it the shell hears as if it had been ours."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        signal.signal(number, signal.SIG_DFL) if number not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), number)
    return os.waitstatus_to_exitcode(status)
