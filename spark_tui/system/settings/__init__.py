"""Settings: a flag wins over an environment variable, that over the file, the file over what is built in.

The file is `config.toml` in the XDG config directory's `spark/`. Paths follow the XDG base
directory specification. What can be set is declared once, in `declared`.
"""

from spark_tui.system.settings.book import Book
from spark_tui.system.settings.declared import CLOCKS, COLORS, THEMES, Settings, names
from spark_tui.system.settings.file import FILE, remember
from spark_tui.system.settings.loading import NO_FLAGS, load
from spark_tui.system.settings.machine import LANGUAGES, machine_zone

__all__ = [
    "CLOCKS",
    "COLORS",
    "FILE",
    "LANGUAGES",
    "NO_FLAGS",
    "THEMES",
    "Book",
    "Settings",
    "load",
    "machine_zone",
    "names",
    "remember",
]
