"""A promise to run a workflow at certain moments."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from spark_tui.domain.delivery import Deliver
from spark_tui.domain.errors import Invalid
from spark_tui.domain.given import Given
from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.inputs import Declared, Values, in_words
from spark_tui.domain.retry import Retry
from spark_tui.domain.source import SecretName
from spark_tui.domain.timing import Timing


class Overlap(StrEnum):
    """What a due moment does while an earlier run still goes on."""

    SKIP = "skip"
    QUEUE = "queue"  # one waits for it; the others are skipped
    QUEUE_ALL = "queue_all"  # up to `at_most` wait for it
    PARALLEL = "parallel"  # up to `at_most` go on at once
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

    `at_most` bounds the runs that go on at once (parallel) or wait (queue_all). `catch_up_within` is
    how old a moment may be and still be caught up: a day, which for the latest moment is also never
    more than one period. `catch_up_most` bounds how many `CatchUp.ALL` starts, `catch_up_spread` is
    the time between two of them, and with `catch_up_ask` they wait for a person's yes.

    `timeout` bounds one run, `max_wait` its wait in the queue, `deadline` the whole, from the due
    moment over all attempts. A run that has not started `late_after` its moment is told to be late.
    """

    overlap: Overlap = Overlap.SKIP
    at_most: int = 10
    catch_up: CatchUp = CatchUp.LATEST
    catch_up_within: timedelta = timedelta(days=1)
    catch_up_most: int = 10
    catch_up_spread: timedelta = timedelta(0)
    catch_up_ask: bool = False
    retry: Retry = Retry()
    timeout: timedelta = timedelta(hours=1)
    max_wait: timedelta | None = None
    deadline: timedelta | None = None
    late_after: timedelta = timedelta(minutes=5)
    interrupted: Interrupted = Interrupted.GIVE_UP
    pause_after: int = 0  # failures in a row; 0 is never

    def __post_init__(self) -> None:
        for what, span, example in (
            ("a run gets", self.timeout, "--timeout 1h"),
            ("a run waits in the queue", self.max_wait, "--max-wait 10m"),
            ("a run with all its attempts gets", self.deadline, "--deadline 6h"),
            ("a run is late after", self.late_after, "--late-after 5m"),
        ):
            if span is not None and span < timedelta(seconds=1):
                raise Invalid(f"{what} at least one second", hint=f"try: {example}")
        if self.catch_up_within < timedelta(0) or self.catch_up_spread < timedelta(0):
            raise Invalid("the window and the spread of a catch-up are not negative")
        if not (1 <= self.at_most <= 1000 and 1 <= self.catch_up_most <= 1000):
            raise Invalid("a schedule runs, queues or catches up 1 to 1000 at once")
        if not 0 <= self.pause_after <= 1000:
            raise Invalid("a schedule pauses itself after 1 to 1000 failures in a row, or after 0: never")


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
    `phrase` is what the person typed. `input` is the text it is given, `values` are those of its declared
    inputs; with `template` the texts in both are templates, filled when a run starts. `tags` are names that limits
    can be set for. `ping` is the name in the vault of the URL that hears when a run starts, succeeds and fails;
    `deliver` says who gets messages of it.
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
    values: Values = Values()
    template: bool = False
    policy: Policy = field(default=Policy())
    pause: Pause | None = None
    tags: tuple[str, ...] = ()
    ping: SecretName | None = None
    deliver: tuple[Deliver, ...] = ()

    @property
    def given(self) -> Given:
        """What its runs are given, with the places of a template still open."""
        return Given(self.input, self.values)

    def rule_for(self, destination: str) -> Deliver | None:
        """Of what that destination hears."""
        return next((rule for rule in self.deliver if rule.to == destination), None)

    def telling(self, destination: str, rule: Deliver | None) -> "Schedule":
        """With that rule in place of what it said of that destination; with None it tells it nothing."""
        others = tuple(known for known in self.deliver if known.to != destination)
        return replace(self, deliver=(*others, rule) if rule else others)

    @property
    def state(self) -> str:
        """`active`, `paused` or `ended`."""
        if self.next_at is None:
            return "ended"
        return "paused" if self.pause else "active"


def unfit(schedule: Schedule, declared: Declared | None) -> str:
    """Why what it is given is not what its workflow wants by now, in words; empty where it fits."""
    wrong = in_words(schedule.given.against(declared, template=schedule.template))
    return f"its inputs do not fit {schedule.workflow_ref}: {wrong}" if wrong else ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A schedule that is kept and cannot be read: its zone is gone, or another Spark wrote it. It never runs."""

    id: ScheduleId
    name: str
    reason: str
