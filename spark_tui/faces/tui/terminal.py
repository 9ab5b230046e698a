"""The terminal around the app: whether it can carry one, what is set before, and what becomes of the process after.

Textual reads its settings from the environment when it is imported, so nothing here imports it early.
"""

import codecs
import logging
import os
import sys
import time
from collections.abc import Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from spark_tui.domain.errors import Invalid
from spark_tui.faces.asked import Asked
from spark_tui.faces.daemon import leave_terminal, log_to_file, serve
from spark_tui.faces.door import Door
from spark_tui.faces.tui.colours import fitted, prepare
from spark_tui.faces.tui.foreground import Front

if TYPE_CHECKING:
    from spark_tui.faces.tui.actions.keymap import Keymap
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.service.ports import EngineHost, Face

Ending = Literal["quit", "keep", "hup", "term", "failed"]
TO_SERVE = 3.0  # seconds
STOP_IT = "spark daemon stop"
log = logging.getLogger("spark.screen")


def run_app(door: Door, front: Front, asked: Asked) -> int:
    """The app, and after it what a person decided about the engine. Answers the exit code."""
    check_terminal(os.environ)
    log_to_file(door.log_file)
    host = LateHost(lambda: door.host(None))
    ending = open_app(door, host, front, asked)
    code = int(ending == "failed")
    if not asked.to_stop and ending in ("keep", "hup", "failed") and host.serves_soon():
        if ending != "hup":
            sys.stderr.write(f"spark goes on in the background, as pid {os.getpid()}.\n")
            sys.stderr.write(f"The screen again: spark. To end it: {STOP_IT}\n")
            sys.stderr.flush()
        return go_on_alone(host, front, asked, code)
    host.stop()
    return code


def go_on_alone(host: "EngineHost", front: Front, asked: Asked, code: int = 0) -> int:
    """This process is the daemon from now on, with the runs that go on and the commands that it has started."""
    from spark_tui.service.ports import Face

    leave_terminal()
    front.let_go(code)
    host.become(Face.DAEMON)
    log.info("the screen is gone; the engine goes on as a daemon")
    return serve(host, asked)


class LateHost:
    """The engine of this process, imported only when it is started: the first paint does not wait for it."""

    def __init__(self, make: Callable[[], "EngineHost"]) -> None:
        self._make = make
        self._host: EngineHost | None = None

    def start(self) -> None:
        if self._host is None:
            from spark_tui.service.ports import Face

            self._host = self._make()
            self._host.become(Face.APP)
        self._host.start()

    def become(self, face: "Face") -> None:
        if self._host is not None:
            self._host.become(face)

    def serves_soon(self) -> bool:
        """A line can be lost while the engine is about to begin. False when another process is the engine."""
        until = time.monotonic() + TO_SERVE
        while self._host is not None and not self._host.trouble and time.monotonic() < until:
            if self._host.serving:
                return True
            time.sleep(0.05)
        return False

    @property
    def serving(self) -> bool:
        return self._host is not None and self._host.serving

    @property
    def trouble(self) -> str:
        return self._host.trouble if self._host is not None else ""

    def stop(self) -> None:
        if self._host is not None:
            self._host.stop()


def open_app(door: Door, host: "EngineHost", front: Front, asked: Asked) -> Ending:
    """Run the app until it ends, and say how: the engine is left as it is.

    Raises Invalid where there is no terminal that could show it.
    """
    check_terminal(os.environ)
    app = app_of(door, host, asked, front=front, screen_file=door.screen_file)
    forgive_bytes()
    if asked.to_stop or asked.hung_up:  # as it was starting: nothing is drawn, and no engine begins
        return "term"
    ending: Any = app.run(mouse=app.look.mouse)
    if app.return_code:
        return "failed"
    return ending if ending in ("keep", "hup", "term") else "quit"


def app_of(
    door: Door, host: "EngineHost", asked: Asked, *, front: Front | None = None, screen_file: Path | None = None
) -> "SparkApp":
    """The app as the settings and this terminal want it. Without `screen_file` it forgets how it looked."""
    look = fitted(door.look, os.environ)
    prepare(os.environ, look.color)
    from spark_tui.faces.tui import line
    from spark_tui.faces.tui.app import SparkApp
    from spark_tui.faces.tui.quitting import Quitting
    from spark_tui.faces.tui.remembered import Remembered

    line.install()
    return SparkApp(
        door.open,
        host,
        zone=door.zone,
        where=door.store,
        look=look,
        settings=door.settings,
        asked=asked,
        front=front,
        quitting=Quitting(door.on_quit, door.remember_on_quit),
        keymap=_keymap(door.keys),
        folder=door.log_file.parent,
        remembered=Remembered(screen_file),
        only_looks=door.only_looks,
    )


def _keymap(said: object) -> "Keymap | None":
    """To read it takes every screen: not where nothing is set."""
    if not said:
        return None
    from spark_tui.faces.tui.actions.keymap import read

    return read(said)


def check_terminal(env: MutableMapping[str, str]) -> None:
    """Textual draws on anything: without a terminal it would spin for ever."""
    hint = "line by line, for a screen reader or a pipe: spark --plain; each thing by itself: spark --help"
    if not (os.isatty(0) and os.isatty(2)):
        raise Invalid("the app needs a terminal for its input and its screen", hint=hint)
    if env.get("TERM", "") in ("", "dumb"):
        raise Invalid(f"this terminal (TERM={env.get('TERM', '')}) cannot show a screen", hint=hint)


def forgive_bytes() -> None:
    """One stray byte (a mouse report of the old kind, a paste in Latin-1) would end the app: it becomes �."""
    from textual.drivers import linux_driver

    def forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
        return partial(codecs.getincrementaldecoder(encoding), errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = forgiving
