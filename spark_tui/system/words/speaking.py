"""The voices, by the names that the settings have for them."""

from dataclasses import replace

from spark_tui.system.words.english import ENGLISH
from spark_tui.system.words.portuguese import PORTUGUESE
from spark_tui.system.words.voice import Voice

VOICES = {"en": ENGLISH, "pt": PORTUGUESE}


def speaking(language: str, clock: str) -> Voice:
    """The voice of a language, with a clock of "24" or "12" hours."""
    return replace(VOICES[language], hours=int(clock))
