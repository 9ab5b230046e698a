"""The terminal around the app: whether it can carry one, what is set before, and what becomes of the process after.

Textual reads its settings from the environment when it is imported, so nothing here imports it early.
"""

import codecs
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any, Literal

from spark_tui.domain.errors import Invalid
from spark_tui.faces.door import Door
from spark_tui.service.ports import EngineHost
from spark_tui.service.spark import Spark

Ending = Literal["quit", "keep", "hup", "term", "failed"]

# What these terminals can do, where neither their name nor COLORTERM (which ssh does not forward) says it.
COLOURS = {
    "alacritty": "truecolor",
    "foot": "truecolor",
    "xterm-ghostty": "truecolor",
    "xterm-kitty": "truecolor",
    "wezterm": "truecolor",
    "screen": "256",
    "linux": "standard",
    "vt100": "standard",
}


def run_app(door: Door) -> int:
    """The app, and after it what a person decided about the engine. Answers the exit code."""
    from spark_tui.faces import daemon

    check_terminal(os.environ)
    daemon.log_to_file(door.log_file)
    host = LateHost(lambda: door.host(None))
    match open_app(door.open, host, zone=door.zone, where=door.store):
        case "hup" if host.serving:
            daemon.leave_terminal()
            return daemon.serve(host)
        case "keep":
            go_on_in_background()
            host.stop()
            return 0
        case "failed":
            host.stop()
            return 1
        case _:
            host.stop()
            return 0


class LateHost:
    """The engine of this process, imported only when it is started: the first paint does not wait for it."""

    def __init__(self, make: Callable[[], EngineHost]) -> None:
        self._make = make
        self._host: EngineHost | None = None

    def start(self) -> None:
        self._host = self._host or self._make()
        self._host.start()

    @property
    def serving(self) -> bool:
        return self._host is not None and self._host.serving

    @property
    def trouble(self) -> str:
        return self._host.trouble if self._host is not None else ""

    def stop(self) -> None:
        if self._host is not None:
            self._host.stop()


def open_app(
    connect: Callable[[], Awaitable[Spark]], host: EngineHost, *, zone: str, where: str = "", mouse: bool = True
) -> Ending:
    """Run the app until it ends, and say how: the engine is left as it is.

    Raises Invalid where there is no terminal that could show it.
    """
    check_terminal(os.environ)
    prepare(os.environ)
    from spark_tui.faces.tui.app import SparkApp

    forgive_bytes()
    app = SparkApp(connect, host, zone=zone, where=where, ascii_only=ascii_only(os.environ))
    ending: Any = app.run(mouse=mouse)
    if app.return_code:
        return "failed"
    return ending if ending in ("keep", "hup", "term") else "quit"


def check_terminal(env: MutableMapping[str, str]) -> None:
    """Textual draws on anything: without a terminal it would spin for ever."""
    hint = "without a terminal: spark --help"
    if not (os.isatty(0) and os.isatty(2)):
        raise Invalid("the app needs a terminal for its input and its screen", hint=hint)
    if env.get("TERM", "") in ("", "dumb"):
        raise Invalid(f"this terminal (TERM={env.get('TERM', '')}) cannot show a screen", hint=hint)


def prepare(env: MutableMapping[str, str]) -> None:
    """Colours that the terminal has; the terminal's own where it has few, or none are wanted."""
    colours = colour_system(env)
    if colours:
        env.setdefault("TEXTUAL_COLOR_SYSTEM", colours)
    if "NO_COLOR" in env or colours == "standard":
        env.setdefault("TEXTUAL_THEME", "ansi-dark")
    env.setdefault("TEXTUAL_ANIMATIONS", "none")


def colour_system(env: MutableMapping[str, str]) -> str:
    """What is known beyond doubt; empty where Textual finds it out by itself."""
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return COLOURS.get(env.get("TERM", "").lower(), "")


def ascii_only(env: MutableMapping[str, str]) -> bool:
    """The console of Linux has no glyphs beyond a few hundred; SPARK_ASCII=1 asks for the same elsewhere."""
    return env.get("TERM") == "linux" or env.get("SPARK_ASCII", "") not in ("", "0")


def forgive_bytes() -> None:
    """One stray byte (a mouse report of the old kind, a paste in Latin-1) would end the app: it becomes �."""
    from textual.drivers import linux_driver

    def forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
        return partial(codecs.getincrementaldecoder(encoding), errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = forgiving


def go_on_in_background() -> None:
    """A daemon of its own, in a session of its own; it takes the lease as soon as it is free."""
    command = [sys.executable, "-m", "spark_tui.main", "daemon"]
    nowhere = subprocess.DEVNULL
    subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    sys.stderr.write("spark goes on in the background. Come back with: spark\n")
