"""The voices by name."""

from dataclasses import replace

from spark_tui.system.words.english import ENGLISH
from spark_tui.system.words.portuguese import PORTUGUESE
from spark_tui.system.words.voice import Voice

LANGUAGES = {"en": ENGLISH, "pt": PORTUGUESE}
CLOCKS = {"24": 24, "12": 12}


def speaking(language: str, clock: str = "24") -> Voice:
    """The voice of a language with a clock of 12 or 24 hours, both as they are named in the settings."""
    return replace(LANGUAGES[language], hours=CLOCKS[clock])
