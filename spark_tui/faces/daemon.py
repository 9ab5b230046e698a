"""An engine without a screen, in the foreground, until a signal ends it.

SIGTERM and ctrl+c end it in order. SIGHUP, which is how a lost SSH line shows itself, only
takes the terminal away: the engine goes on.
"""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, TYPE_CHECKING

from spark_tui.domain.text import clean, redacted
from spark_tui.faces.asked import Asked
from spark_tui.faces.door import Entrance
from spark_tui.service import private

if TYPE_CHECKING:
    from spark_tui.service.ports import EngineHost

LOG_BYTES, LOG_FILES = 2_000_000, 3
log = logging.getLogger("spark.daemon")


def run_daemon(entrance: Entrance, *, to_file: bool) -> int:
    """The command `spark daemon`, in the foreground. Answers the exit code."""
    asked, door = Asked().hear(), entrance.open()
    log_to_file(door.log_file) if to_file else log_to_stderr()
    told = (*entrance.settings.remarks(), f"engine for {door.store}; ctrl+c ends it")
    sys.stderr.writelines(f"spark: {clean(words)}\n" for words in told)
    sys.stderr.flush()
    return serve(door.host(None), asked)


def serve(host: "EngineHost", asked: Asked) -> int:
    """Be the engine, or wait to become it. Answers an exit code."""
    asked.listen(lambda: leave_terminal() if asked.hung_up else None)
    host.start()
    while not host.trouble and not asked.stops(within=1.0):
        pass
    log.info("ending")
    host.stop()
    log.info("ended")
    return 1 if host.trouble else 0


def leave_terminal() -> None:
    """The terminal is gone: standard streams go nowhere from now on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def log_to_stderr() -> None:
    _log_with(logging.StreamHandler())


def log_to_file(path: Path) -> None:
    """A few files of bounded size, readable by nobody else; nothing where none can be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _log_with(LogFile(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"))
    except OSError:  # the store will say what is wrong with the place
        _log_with(logging.NullHandler())


class LogFile(RotatingFileHandler):
    """Shared by the processes of one person: whoever finds the file full turns it over for all."""

    def _open(self) -> IO[str]:  # type: ignore[override] # as the base class does, for us alone
        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=private.opener)

    def emit(self, record: logging.LogRecord) -> None:
        if self._turned_over():
            self.close()
        super().emit(record)

    def _turned_over(self) -> bool:
        """Whether another process did, so that ours is the file of yesterday."""
        try:
            return self.stream is not None and not os.path.samestat(
                os.fstat(self.stream.fileno()),
                os.stat(self.baseFilename),  # noqa: PTH116
            )
        except OSError:
            return True


class LogLine(logging.Formatter):
    """2026-11-25T09:00:00+0100 INFO spark.engine: …; nothing in it is a secret or moves a cursor."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        return redacted(clean(super().format(record)))


def _log_with(handler: logging.Handler) -> None:
    handler.setFormatter(LogLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("spark").setLevel(logging.INFO)
