"""The app of one tab: a process that the server started. It follows the engine, and is never one."""

import os
from typing import TYPE_CHECKING

from spark_tui.faces.asked import Asked
from spark_tui.faces.daemon import log_to_file
from spark_tui.faces.door import Door

if TYPE_CHECKING:
    from collections.abc import MutableMapping

DRIVER = "spark_tui.faces.web.driver:TabDriver"


def run_tab(door: Door) -> int:
    """Until its tab or its server goes. Answers the exit code."""
    asked = Asked().hear()
    log_to_file(door.log_file)
    as_a_browser(os.environ)
    from spark_tui.faces.tui.terminal import app_of
    from spark_tui.faces.tui.whose_engine import Elsewhere

    app = app_of(door, Elsewhere(), asked)
    app.run()
    return int(bool(app.return_code))


def as_a_browser(env: "MutableMapping[str, str]") -> None:
    """What the page shows is no terminal of this machine: it has all colours, and a clipboard of its own."""
    env["TEXTUAL_DRIVER"] = DRIVER
    env["TERM"], env["COLORTERM"] = "xterm-256color", "truecolor"
    for of_the_terminal in ("TMUX", "TMUX_PANE", "STY"):
        env.pop(of_the_terminal, None)
