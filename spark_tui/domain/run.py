"""A run and its life.

held ─approved▶ queued ─claimed▶ running ─succeeded▶ succeeded     no other arrow goes back; a retry is a
  │              ▲│└─expired▶ expired├─failed▶ failed                new run that names the one it repeats
  └─cancelled▶   ││                  ├─timed out▶ timed_out
      cancelled ◀┼┴────cancelled─────┤
                 │                   ├─lost▶ lost   (its engine died and it could not be re-attached)
                 └answered─ waiting ◀┘ asked        (or cancelled, or timed out, when nobody answers)

held: a catch-up that waits for a person's yes. expired: it waited for a seat longer than it may.
waiting: its source asks a person before it goes on. It has no seat meanwhile; the answer queues it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from spark_tui.domain.approval import Answer, Approval
from spark_tui.domain.errors import IllegalMove
from spark_tui.domain.given import Given
from spark_tui.domain.ids import BootId, RunId, ScheduleId, WorkflowId
from spark_tui.domain.inputs import Values
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage


class RunState(StrEnum):
    HELD = "held"
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"
    LOST = "lost"
    EXPIRED = "expired"

    @property
    def over(self) -> bool:
        return self not in GOING


GOING = (RunState.HELD, RunState.QUEUED, RunState.RUNNING, RunState.WAITING)
ACTIVE = (RunState.QUEUED, RunState.RUNNING, RunState.WAITING)  # what a later moment may overlap with
BAD_ENDS = (RunState.FAILED, RunState.TIMED_OUT, RunState.LOST, RunState.EXPIRED)


class Happening(StrEnum):
    APPROVED = "approved"
    CLAIMED = "claimed"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    LOST = "lost"
    EXPIRED = "expired"
    ASKED = "asked"
    ANSWERED = "answered"


ARROWS: dict[tuple[RunState, Happening], RunState] = {
    (RunState.HELD, Happening.APPROVED): RunState.QUEUED,
    (RunState.HELD, Happening.CANCELLED): RunState.CANCELLED,
    (RunState.QUEUED, Happening.CLAIMED): RunState.RUNNING,
    (RunState.QUEUED, Happening.CANCELLED): RunState.CANCELLED,
    (RunState.QUEUED, Happening.EXPIRED): RunState.EXPIRED,
    (RunState.RUNNING, Happening.SUCCEEDED): RunState.SUCCEEDED,
    (RunState.RUNNING, Happening.FAILED): RunState.FAILED,
    (RunState.RUNNING, Happening.TIMED_OUT): RunState.TIMED_OUT,
    (RunState.RUNNING, Happening.CANCELLED): RunState.CANCELLED,
    (RunState.RUNNING, Happening.LOST): RunState.LOST,
    (RunState.RUNNING, Happening.ASKED): RunState.WAITING,
    (RunState.WAITING, Happening.ANSWERED): RunState.QUEUED,
    (RunState.WAITING, Happening.TIMED_OUT): RunState.TIMED_OUT,
    (RunState.WAITING, Happening.CANCELLED): RunState.CANCELLED,
}


class Cause(StrEnum):
    """Why a run exists."""

    SCHEDULE = "schedule"
    CATCH_UP = "catch_up"
    MANUAL = "manual"
    BACKFILL = "backfill"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a workflow for one due moment.

    `attempt` counts from 1; `ref` is the remote job's id, with which a run is re-attached after
    a crash; `boot` is the engine life that claimed it; `repeats` is the run that a retry repeats;
    `not_before` holds a retry back. For a run by hand `due_at` is when it was asked for.

    `batch` sets what a person asked for apart from the schedule's own moments: the id of the backfill,
    or of the first attempt of a run by hand; empty for its own. `asked_by` is that person.
    It is not started after `expires_at`, and ends by `deadline_at`; at `late_at` it is told to be late
    unless it has started. `waited_for` is what kept it from
    a seat last, told when it got one. While it waits for a person, `question` is what it asks and
    `expires_at` when nobody is waited for any more; `answer` is what was said. `usage` is what it has cost.
    `trouble` is the class of its failure.
    """

    id: RunId
    workflow: WorkflowId
    workflow_ref: str
    due_at: datetime
    queued_at: datetime
    cause: Cause
    schedule: ScheduleId | None = None
    schedule_name: str = ""
    attempt: int = 1
    state: RunState = RunState.QUEUED
    input: str = ""
    values: Values = Values()
    template: bool = False
    sent: Given | None = None  # what became of its templates
    timeout_seconds: float = 3600.0
    ref: str | None = None
    boot: BootId | None = None
    repeats: RunId | None = None
    not_before: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancel_by: str = ""  # who asked to cancel it; empty when nobody did
    reason: str = ""
    result: str = ""
    batch: str = ""
    asked_by: str = ""
    tags: tuple[str, ...] = ()
    expires_at: datetime | None = None
    deadline_at: datetime | None = None
    late_at: datetime | None = None
    waited_for: str = ""
    question: Approval | None = None
    answer: Answer | None = None
    usage: Usage | None = None
    trouble: Trouble | None = None

    @property
    def called(self) -> str:
        """What a person knows it by: its schedule, or the workflow where it is of none."""
        return self.schedule_name or self.workflow_ref

    @property
    def given(self) -> Given:
        """What it was given, or would be if it started: with the places of a template filled once it has."""
        return self.sent or Given(self.input, self.values)

    @property
    def lane(self) -> str | None:
        """Runs of one lane wait for each other, by the schedule's overlap; a run by hand waits for none."""
        if self.cause is Cause.MANUAL or (self.batch and self.batch == (self.repeats or self.id)):
            return None
        return self.batch or self.schedule

    @property
    def in_the_way(self) -> bool:
        """Whether its schedule's own moments overlap with it: all but a backfill's, also one by hand."""
        return self.lane in (self.schedule, None)

    @property
    def key(self) -> str:
        """The idempotency key: the same for every attempt at one due moment, and for no other."""
        if self.schedule is None:
            return f"spark:{self.repeats or self.id}"
        moment = f"spark:{self.schedule}:{self.due_at.isoformat()}"
        return f"{moment}:{self.batch}" if self.batch else moment


@dataclass(frozen=True, slots=True)
class Move:
    """A happening with what is known of it."""

    happening: Happening
    at: datetime
    reason: str = ""
    result: str = ""
    boot: BootId | None = None
    waited_for: str = ""
    question: Approval | None = None
    answer: Answer | None = None
    usage: Usage | None = None
    trouble: Trouble | None = None
    until: datetime | None = None  # when nobody is waited for any more


def advance(run: Run, move: Move) -> Run:
    """The run after the move: the only place where a run's state changes.

    Raises IllegalMove where ARROWS has no arrow.
    """
    after = ARROWS.get((run.state, move.happening))
    if after is None:
        raise IllegalMove(f"run {run.id[:8]} is {run.state}: it cannot be {move.happening}")
    usage = move.usage or run.usage
    if after is RunState.RUNNING:
        started_at = run.started_at or move.at
        return replace(run, state=after, started_at=started_at, boot=move.boot, waited_for=move.waited_for)
    if after is RunState.WAITING:
        asked = replace(run, state=after, boot=None, question=move.question, answer=None, reason=move.reason)
        return replace(asked, expires_at=move.until, usage=usage)
    if after is RunState.QUEUED:
        return _answered(run, move) if run.state is RunState.WAITING else _approved(run, move.at)
    ended = replace(run, state=after, ended_at=move.at, reason=move.reason, result=move.result)
    return replace(ended, usage=usage, trouble=move.trouble)


def _answered(run: Run, move: Move) -> Run:
    """It goes on as soon as there is a seat. While it waited for a person its time stood still."""
    waited = max(move.at - run.question.asked_at, timedelta(0)).total_seconds() if run.question else 0.0
    queued = replace(run, state=RunState.QUEUED, answer=move.answer, reason="", not_before=None, late_at=None)
    return replace(queued, expires_at=None, timeout_seconds=run.timeout_seconds + waited)


def unanswered(run: Run, now: datetime) -> str:
    """Why a run that waited for a person does not go on."""
    waited = timedelta(seconds=int((now - run.question.asked_at).total_seconds())) if run.question else timedelta(0)
    return f"nobody answered within {waited} ({run.question or 'it asked to go on'}); at its source it stays paused"


def _approved(run: Run, at: datetime) -> Run:
    """Its time counts from the yes: what it may wait, and what it gets in all."""
    held = max(at - run.queued_at, timedelta(0))
    expires_at, deadline_at = (moment and moment + held for moment in (run.expires_at, run.deadline_at))
    return replace(run, state=RunState.QUEUED, queued_at=at, expires_at=expires_at, deadline_at=deadline_at)


def took(run: Run) -> timedelta | None:
    """How long it took; None where it did not start, or is not over."""
    return run.ended_at - run.started_at if run.started_at and run.ended_at else None


def cancelled_by(who: str) -> str:
    """The reason of a run that somebody wanted cancelled: a person, or what else can want it."""
    return f"cancelled by {one_line(who, 80)}" if who else "cancelled"
