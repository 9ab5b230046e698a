"""The ledger: what became of every due moment of a schedule."""

from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.ids import RunId


@dataclass(frozen=True, slots=True)
class Entry:
    """One due moment, or `count` of them from `due_at` to `until` that share a fate.

    `state` is a run's state, or missed, superseded, skipped or paused.
    """

    due_at: datetime
    until: datetime
    count: int
    state: str
    reason: str
    run: RunId | None = None
    attempt: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
