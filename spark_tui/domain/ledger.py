"""The ledger: what became of every due moment of a schedule."""

from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.ids import RunId
from spark_tui.domain.run import Cause


@dataclass(frozen=True, slots=True)
class Entry:
    """One due moment, or `count` of them from `due_at` to `until` that share a fate.

    `state` is a run's state, or missed, superseded, skipped or paused. What a person asked for beside
    the schedule's own moments has its cause (manual, backfill) and a `batch`.
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
    queued_at: datetime | None = None
    cause: Cause | None = None
    batch: str = ""
    asked_by: str = ""
    waited_for: str = ""
