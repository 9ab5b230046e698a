"""Runs as they are queued: of a due moment, by hand, for a backfill, or as another attempt."""

from dataclasses import dataclass, replace
from datetime import datetime

from spark_tui.domain.ids import RunId, new_id
from spark_tui.domain.inputs import Values
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.workflow import Workflow

MOST_ATTEMPTS = 10  # of a run that Spark's end interrupted: one that kills Spark cannot loop for ever


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a person asked for beside a schedule's own moments."""

    by: str = ""
    given: str | None = None  # another input; None is the schedule's own
    values: Values | None = None  # likewise
    template: bool | None = None  # likewise


def due_run(
    schedule: Schedule, due_at: datetime, now: datetime, cause: Cause, not_before: datetime | None = None
) -> Run:
    """The first attempt at one of the schedule's own moments."""
    return _run_of(schedule, RunId(new_id()), due_at, now, cause, not_before)


def held_run(schedule: Schedule, due_at: datetime, now: datetime) -> Run:
    """The same, waiting for a person's yes."""
    return _run_of(schedule, RunId(new_id()), due_at, now, Cause.CATCH_UP, state=RunState.HELD)


def run_now(schedule: Schedule, now: datetime, asked: RunRequest) -> Run:
    """By hand, beside the schedule's moments: a batch of its own."""
    id = RunId(new_id())  # noqa: A001
    return _run_of(schedule, id, now, now, Cause.MANUAL, batch=id, asked=asked)


def backfill_run(schedule: Schedule, due_at: datetime, now: datetime, batch: str, asked: RunRequest) -> Run:
    """Of a past moment, for a backfill."""
    return _run_of(schedule, RunId(new_id()), due_at, now, Cause.BACKFILL, batch=batch, asked=asked)


def lone_run(workflow: Workflow, now: datetime, timeout_seconds: float, asked: RunRequest) -> Run:
    """By hand, of a workflow without a schedule."""
    id = RunId(new_id())  # noqa: A001
    return Run(
        id=id,
        workflow=workflow.id,
        workflow_ref=workflow.ref,
        due_at=now,
        queued_at=now,
        cause=Cause.MANUAL,
        input=asked.given or "",
        values=asked.values or Values(),
        template=bool(asked.template),
        timeout_seconds=timeout_seconds,
        batch=id,
        asked_by=asked.by,
    )


def attempt_after(run: Run, at: datetime, not_before: datetime | None = None) -> Run:
    """A new run for the same due moment, with the same idempotency key and what is left of its deadline."""
    return Run(
        id=RunId(new_id()),
        workflow=run.workflow,
        workflow_ref=run.workflow_ref,
        due_at=run.due_at,
        queued_at=at,
        cause=Cause.RETRY,
        schedule=run.schedule,
        schedule_name=run.schedule_name,
        attempt=run.attempt + 1,
        input=run.input,
        values=run.values,
        template=run.template,
        timeout_seconds=run.timeout_seconds,
        repeats=run.repeats or run.id,
        not_before=not_before,
        batch=run.batch,
        asked_by=run.asked_by,
        tags=run.tags,
        expires_at=run.deadline_at,
        deadline_at=run.deadline_at,
    )


def caught_up_attempt(schedule: Schedule, failed: Run, now: datetime, not_before: datetime | None = None) -> Run:
    """Another attempt at a moment whose source was away, which has its whole time from now on."""
    state = RunState.HELD if schedule.policy.catch_up_ask else RunState.QUEUED
    asked = RunRequest(given=failed.input, values=failed.values, template=failed.template)
    run = _run_of(schedule, RunId(new_id()), failed.due_at, now, Cause.CATCH_UP, not_before, state, asked=asked)
    return replace(run, attempt=failed.attempt + 1, repeats=failed.repeats or failed.id, late_at=None)


def _run_of(
    schedule: Schedule,
    id: RunId,  # noqa: A002
    due_at: datetime,
    now: datetime,
    cause: Cause,
    not_before: datetime | None = None,
    state: RunState = RunState.QUEUED,
    batch: str = "",
    asked: RunRequest = RunRequest(),
) -> Run:
    policy, starts = schedule.policy, not_before or now
    # A moment that is made up for has its whole time from now on.
    deadline_at = (
        None if policy.deadline is None else (now if batch or cause is Cause.CATCH_UP else due_at) + policy.deadline
    )
    waits_until = None if policy.max_wait is None else starts + policy.max_wait
    return Run(
        id=id,
        workflow=schedule.workflow,
        workflow_ref=schedule.workflow_ref,
        due_at=due_at,
        queued_at=now,
        cause=cause,
        schedule=schedule.id,
        schedule_name=schedule.name,
        state=state,
        input=schedule.input if asked.given is None else asked.given,
        values=schedule.values if asked.values is None else asked.values,
        template=schedule.template if asked.template is None else asked.template,
        timeout_seconds=policy.timeout.total_seconds(),
        not_before=not_before,
        batch=batch,
        asked_by=asked.by,
        tags=schedule.tags,
        expires_at=min((at for at in (waits_until, deadline_at) if at is not None), default=None),
        deadline_at=deadline_at,
        late_at=None if batch or state is RunState.HELD else max(due_at + policy.late_after, starts),
    )
