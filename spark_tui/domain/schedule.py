"""A promise to run a workflow at certain moments."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from spark_tui.domain.errors import Invalid
from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.retry import Retry
from spark_tui.domain.timing import Timing


class Overlap(StrEnum):
    """What a due moment does while an earlier run still goes on."""

    SKIP = "skip"
    QUEUE = "queue"  # wait for it, one at a time
    PARALLEL = "parallel"
    REPLACE = "replace"  # cancel it


class CatchUp(StrEnum):
    """What becomes of moments that passed while Spark was off."""

    NONE = "none"
    LATEST = "latest"
    ALL = "all"


class Interrupted(StrEnum):
    """What becomes of a run whose engine died and that cannot be re-attached."""

    GIVE_UP = "give_up"  # at most once: never repeated without being asked
    RETRY = "retry"  # at least once


@dataclass(frozen=True, slots=True)
class Policy:
    """How a schedule behaves when things are not as planned. All times are elapsed time.

    `catch_up_within` is how old a moment may be and still be caught up; `at_most` bounds how
    many runs `CatchUp.ALL` starts and how many runs of `Overlap.PARALLEL` go on at once.
    """

    overlap: Overlap = Overlap.SKIP
    catch_up: CatchUp = CatchUp.LATEST
    catch_up_within: timedelta = timedelta(days=1)
    at_most: int = 10
    retry: Retry = Retry()
    timeout: timedelta = timedelta(hours=1)
    interrupted: Interrupted = Interrupted.GIVE_UP
    pause_after: int = 0  # failures in a row; 0 is never

    def __post_init__(self) -> None:
        if self.timeout < timedelta(seconds=1):
            raise Invalid("a run gets at least one second", hint="try: --timeout 1h")
        if self.catch_up_within < timedelta(0):
            raise Invalid("a catch-up window is not negative")
        if not 1 <= self.at_most <= 1000:
            raise Invalid("a schedule runs 1 to 1000 at once")


@dataclass(frozen=True, slots=True)
class Pause:
    """Who stopped a schedule, since when, why, and until when if not for good."""

    since: datetime
    by: str = ""
    note: str = ""
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a due moment falls into it: `until` itself runs again."""
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Schedule:
    """A workflow, when it runs, with what input and by which policy.

    `next_at` is the first due moment that has not been decided; None when there is none left.
    `phrase` is what the person typed.
    """

    id: ScheduleId
    name: str
    workflow: WorkflowId
    workflow_ref: str
    timing: Timing
    zone: str
    created_at: datetime
    next_at: datetime | None
    phrase: str = ""
    words: str = ""
    input: str = ""
    policy: Policy = field(default=Policy())
    pause: Pause | None = None

    @property
    def state(self) -> str:
        """`active`, `paused` or `ended`."""
        if self.next_at is None:
            return "ended"
        return "paused" if self.pause else "active"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A schedule that is kept and cannot be read: its zone is gone, or another Spark wrote it. It never runs."""

    id: ScheduleId
    name: str
    reason: str
