"""A run's lines, and what one can ask of a log."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from spark_tui.domain.ids import RunId, ScheduleId

LINE_LIMIT = 65_536  # characters of one line; the rest is cut with a word on it
VIEW_LIMIT = 8_192  # characters of one line that a look at many lines brings
RESULT_LIMIT = 4_000_000  # characters of a result that are kept
_BEGINNING = 200  # characters of a line in which its severity is looked for


class Level(StrEnum):
    OUT = "out"  # what the workflow printed
    ERR = "err"  # what it printed as an error
    NOTE = "note"  # what Spark says of the run


class Severity(IntEnum):
    """How bad it is, as loggers say it."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a run; `seq` grows over the whole store, so a reader that keeps it misses nothing.

    `text` is clean. `raw` is the line as it came, its control sequences spelled with symbols (␛[31m) and obeyed by
    nobody; empty where that is the same.
    """

    run: RunId
    at: datetime
    level: Level
    text: str
    seq: int = 0
    raw: str = ""

    @property
    def severity(self) -> Severity:
        """By the word of a logger near its beginning; else by where it was printed."""
        found = _WORD.search(self.text[:_BEGINNING])
        if found:
            return _WORDS[found[0].strip('"').upper()]
        if self.level is Level.NOTE:
            return Severity.ERROR if self.text.startswith(_BAD_ENDS) else Severity.INFO
        return Severity.WARNING if self.level is Level.ERR else Severity.INFO


_WORDS = {
    **dict.fromkeys(("TRACE", "DEBUG"), Severity.DEBUG),
    **dict.fromkeys(("INFO", "NOTICE"), Severity.INFO),
    **dict.fromkeys(("WARN", "WARNING"), Severity.WARNING),
    **dict.fromkeys(("ERROR", "FATAL", "CRITICAL", "PANIC", "ALERT", "EMERGENCY"), Severity.ERROR),
}
# In capitals, or as the value of a key in JSON: "no error" in a sentence is none.
_WORD = re.compile(rf'\b(?:{"|".join(_WORDS)})\b|"(?:{"|".join(_WORDS).lower()})"')
_BAD_ENDS = ("failed", "timed out", "lost", "expired")


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which lines of the whole log are wanted: all of the conditions hold for them.

    `texts` are looked for as they stand; case counts where one has a capital. `since` is a moment, `least` a severity.
    """

    run: RunId | None = None
    schedule: ScheduleId | None = None
    texts: tuple[str, ...] = ()
    least: Severity | None = None
    since: datetime | None = None

    @property
    def sifts(self) -> bool:
        """Whether lines that are looked at may not be wanted: then a log is read in slices."""
        return bool(self.texts or self.least is not None or self.schedule is not None)


def found_in(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where it stands in the text, each place as its first character and the one behind it."""
    if not wanted:
        return []
    flags = 0 if wanted != wanted.lower() else re.IGNORECASE
    return [match.span() for match in re.finditer(re.escape(wanted), text, flags)]
