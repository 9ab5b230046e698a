"""A run's lines."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spark_tui.domain.ids import RunId

LINE_LIMIT = 8_192  # characters of one line; the rest is cut with a word on it
RESULT_LIMIT = 4_000_000  # characters of a result that are kept


class Level(StrEnum):
    OUT = "out"  # what the workflow printed
    ERR = "err"  # what it printed as an error
    NOTE = "note"  # what Spark says of the run


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a run; `seq` grows over the whole store, so a reader that keeps it misses nothing."""

    run: RunId
    at: datetime
    level: Level
    text: str
    seq: int = 0
