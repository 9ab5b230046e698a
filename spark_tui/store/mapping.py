"""Rows and values: how each thing of the domain lies in its table, and how it comes back."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from spark_tui.domain.backfill import Backfill
from spark_tui.domain.ids import BootId, RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.inputs import Values as Given
from spark_tui.domain.keeping import Pruned
from spark_tui.domain.ledger import Entry
from spark_tui.domain.limits import Limit, Scope
from spark_tui.domain.listing import Beat
from spark_tui.domain.log import Level, Line
from spark_tui.domain.notice import News, Notice
from spark_tui.domain.outage import Absence, Outage
from spark_tui.domain.planning import Fate, Span
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import Schedule, Unreadable
from spark_tui.domain.source import Health, Memory, SecretName, Source
from spark_tui.domain.talk import Said, Spent, Who
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.usage import Usage
from spark_tui.domain.workflow import Workflow
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.store import shapes

Values = dict[str, Any]
Found = Row[Any]


def source_values(source: Source) -> Values:
    return {
        "id": source.id,
        "kind": source.kind,
        "name": source.name,
        "url": source.url,
        "secret": source.secret,
        "definition": source.definition or None,
        "memory": source.memory.value,
        "health": shapes.health_to_json(source.health),
    }


def source_of(row: Found) -> Source:
    return Source(
        id=SourceId(row.id),
        kind=row.kind,
        name=row.name,
        url=row.url,
        secret=None if row.secret is None else SecretName(row.secret),
        health=_health(row),
        definition=row.definition or "",
        memory=Memory(row.memory or Memory.RUN),
    )


def workflow_values(workflow: Workflow) -> Values:
    return {
        "id": workflow.id,
        "source_id": workflow.source,
        "source_name": workflow.source_name,
        "key": workflow.key,
        "title": workflow.title,
        "description": workflow.description,
        "aliases": shapes.words_to_json(workflow.aliases),
        "marker": workflow.marker,
        "gone_at": workflow.gone_at,
        "inputs": None if workflow.inputs is None else shapes.declared_to_json(workflow.inputs),
    }


def workflow_of(row: Found) -> Workflow:
    return Workflow(
        id=WorkflowId(row.id),
        source=SourceId(row.source_id),
        source_name=row.source_name,
        key=row.key,
        title=row.title,
        description=row.description,
        aliases=shapes.words_from_json(row.aliases),
        marker=row.marker,
        gone_at=row.gone_at,
        inputs=None if row.inputs is None else shapes.declared_from_json(row.inputs),
    )


def schedule_values(schedule: Schedule) -> Values:
    return {
        "id": schedule.id,
        "name": schedule.name,
        "workflow_id": schedule.workflow,
        "workflow_ref": schedule.workflow_ref,
        "timing": shapes.timing_to_json(schedule.timing),
        "zone": schedule.zone,
        "created_at": schedule.created_at,
        "next_at": schedule.next_at,
        "phrase": schedule.phrase,
        "words": schedule.words,
        "input": schedule.input,
        "given": schedule.values.json or None,
        "template": schedule.template or None,
        "policy": shapes.policy_to_json(schedule.policy),
        "pause": None if schedule.pause is None else shapes.pause_to_json(schedule.pause),
        "tags": shapes.words_to_json(schedule.tags),
        "ping": schedule.ping,
        "deliver": shapes.deliver_to_json(schedule.deliver),
    }


def schedule_of(row: Found, *, often: bool = False) -> Schedule | Unreadable:
    """What was damaged, written by hand or by another Spark is named, not guessed at.

    `often`: a list of thousands is read again and again, and few of them have changed.
    """
    try:
        return _known_schedule(row) if often else _schedule(row)
    except Exception as wrong:  # noqa: BLE001 - whatever the text of another program makes ours raise
        reason = f"schedule “{row.name}” ({row.id[:8]}) cannot be read from the database: {one_line(str(wrong))}"
        return Unreadable(ScheduleId(row.id), row.name, reason)


@lru_cache(maxsize=shapes.KNOWN)
def _known_schedule(row: Found) -> Schedule:
    return _schedule(row)


def _schedule(row: Found) -> Schedule:
    return Schedule(
        id=ScheduleId(row.id),
        name=row.name,
        workflow=WorkflowId(row.workflow_id),
        workflow_ref=row.workflow_ref,
        timing=shapes.timing_from_json(row.timing),
        zone=row.zone,
        created_at=row.created_at,
        next_at=row.next_at,
        phrase=row.phrase,
        words=row.words,
        input=row.input,
        values=Given(row.given or ""),
        template=bool(row.template),
        policy=shapes.policy_from_json(row.policy),
        pause=None if row.pause is None else shapes.pause_from_json(row.pause),
        tags=shapes.words_from_json(row.tags),
        ping=None if row.ping is None else SecretName(row.ping),
        deliver=shapes.deliver_from_json(row.deliver),
    )


def run_values(run: Run) -> Values:
    return {
        "id": run.id,
        "workflow_id": run.workflow,
        "workflow_ref": run.workflow_ref,
        "schedule_id": run.schedule,
        "schedule_name": run.schedule_name,
        "due_at": run.due_at,
        "queued_at": run.queued_at,
        "not_before": run.not_before,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "cause": run.cause.value,
        "state": run.state.value,
        "attempt": run.attempt,
        "repeats": run.repeats,
        "boot": run.boot,
        "ref": run.ref,
        "timeout_seconds": run.timeout_seconds,
        "cancel_by": run.cancel_by,
        "reason": run.reason,
        "input": run.input,
        "given": run.values.json or None,
        "template": run.template or None,
        "sent": None if run.sent is None else shapes.sent_to_json(run.sent),
        "result": run.result,
        "batch": run.batch,
        "asked_by": run.asked_by,
        "tags": shapes.words_to_json(run.tags),
        "expires_at": run.expires_at,
        "deadline_at": run.deadline_at,
        "late_at": run.late_at,
        "waited_for": run.waited_for,
        "question": None if run.question is None else shapes.question_to_json(run.question),
        "answer": None if run.answer is None else shapes.answer_to_json(run.answer),
        "trouble": run.trouble and run.trouble.value,
        **_usage_values(run.usage),
    }


def _usage_values(usage: Usage | None) -> Values:
    if usage is None:
        return dict.fromkeys(("tokens_read", "tokens_written", "tokens", "cost"))
    return {
        "tokens_read": usage.read,
        "tokens_written": usage.written,
        "tokens": usage.total,
        "cost": usage.cost,
    }


def run_of(row: Found) -> Run:
    return Run(
        id=RunId(row.id),
        workflow=WorkflowId(row.workflow_id),
        workflow_ref=row.workflow_ref,
        due_at=row.due_at,
        queued_at=row.queued_at,
        cause=Cause(row.cause),
        schedule=None if row.schedule_id is None else ScheduleId(row.schedule_id),
        schedule_name=row.schedule_name,
        attempt=row.attempt,
        state=RunState(row.state),
        input=row.input,
        values=Given(row.given or ""),
        template=bool(row.template),
        sent=None if row.sent is None else shapes.sent_from_json(row.sent),
        timeout_seconds=row.timeout_seconds,
        ref=row.ref,
        boot=None if row.boot is None else BootId(row.boot),
        repeats=None if row.repeats is None else RunId(row.repeats),
        not_before=row.not_before,
        started_at=row.started_at,
        ended_at=row.ended_at,
        cancel_by=row.cancel_by,
        reason=row.reason,
        result=row.result,
        batch=row.batch,
        asked_by=row.asked_by,
        tags=shapes.words_from_json(row.tags),
        expires_at=row.expires_at,
        deadline_at=row.deadline_at,
        late_at=row.late_at,
        waited_for=row.waited_for,
        question=None if row.question is None else shapes.question_from_json(row.question),
        answer=None if row.answer is None else shapes.answer_from_json(row.answer),
        usage=None if row.tokens is None else Usage(row.tokens_read, row.tokens_written, row.tokens, row.cost),
        trouble=None if row.trouble is None else Trouble(row.trouble),
    )


def beat_of(row: Found) -> Beat:
    ended = row.started_at is not None and row.ended_at is not None
    return Beat(RunState(row.state), (row.ended_at - row.started_at).total_seconds() if ended else None)


def run_entry_of(row: Found) -> Entry:
    return Entry(
        due_at=row.due_at,
        until=row.due_at,
        count=1,
        state=row.state,
        reason=row.reason,
        run=RunId(row.id),
        attempt=row.attempt,
        started_at=row.started_at,
        ended_at=row.ended_at,
        queued_at=row.queued_at,
        cause=Cause(row.cause),
        batch=row.batch,
        asked_by=row.asked_by,
        waited_for=row.waited_for,
    )


def omission_values(schedule: ScheduleId, span: Span) -> Values:
    return {
        "schedule_id": schedule,
        "first": span.first,
        "last": span.last,
        "count": span.count,
        "fate": span.fate.value,
        "reason": span.reason,
    }


def span_of(row: Found) -> Span:
    return Span(row.first, row.last, row.omitted, Fate(row.fate), row.reason)


def omission_entry_of(row: Found) -> Entry:
    return Entry(due_at=row.first, until=row.last, count=row.omitted, state=row.fate, reason=row.reason)


def line_values(line: Line) -> Values:
    return {
        "run_id": line.run,
        "at": line.at,
        "level": line.level.value,
        "text": line.text,
        "raw": line.raw or None,
        "severity": line.severity.value,
    }


def line_of(row: Found) -> Line:
    return Line(RunId(row.run_id), row.at, Level(row.level), row.text, row.seq, row.raw or "")


def lease_values(lease: Lease) -> Values:
    return {
        "boot": lease.boot,
        "host": lease.holder.host,
        "pid": lease.holder.pid,
        "face": lease.holder.face.value,
        "taken_at": lease.taken_at,
        "expires_at": lease.expires_at,
        "locked": lease.locked,
    }


def guest_values(guest: Lease) -> Values:
    return {"id": guest.boot, "holder": str(guest.holder), "taken_at": guest.taken_at, "expires_at": guest.expires_at}


def lease_of(row: Found) -> Lease:
    return Lease(
        boot=BootId(row.boot),
        holder=Holder(row.host, row.pid, Face(row.face)),
        taken_at=row.taken_at,
        expires_at=row.expires_at,
        locked=row.locked,
    )


def pruned_values(pruned: Pruned) -> Values:
    return {
        "id": pruned.schedule or "",
        "since": pruned.since,
        "until": pruned.until,
        "runs": pruned.runs,
        "bad": pruned.bad,
        "omitted": pruned.omitted,
    }


def pruned_of(row: Found) -> Pruned:
    return Pruned(ScheduleId(row.id) if row.id else None, row.since, row.until, row.runs, row.bad, row.omitted)


def said_values(said: Said) -> Values:
    return {
        "at": said.at,
        "who": said.who,
        "text": said.text,
        "tokens_read": said.spent.read,
        "tokens_written": said.spent.written,
        "cost": said.spent.cost,
    }


def said_of(row: Found) -> Said:
    return Said(Who(row.who), row.text, row.at, Spent(row.tokens_read, row.tokens_written, row.cost))


def outage_values(outage: Outage) -> Values:
    return {"since": outage.since, "until": outage.until, "why": outage.why.value}


def outage_of(row: Found) -> Outage:
    return Outage(row.since, row.until, Absence(row.why))


def limit_values(limit: Limit) -> Values:
    return {"id": f"{limit.scope}:{limit.name}", "runs": limit.runs}


def limit_of(row: Found) -> Limit:
    scope, _, name = row.id.partition(":")
    return Limit(Scope(scope), name, row.runs)


def backfill_values(backfill: Backfill) -> Values:
    return {
        "id": backfill.id,
        "schedule_id": backfill.schedule,
        "first": backfill.first,
        "last": backfill.last,
        "at_most": backfill.at_most,
        "asked_at": backfill.asked_at,
        "asked_by": backfill.asked_by,
    }


def backfill_of(row: Found) -> Backfill:
    return Backfill(
        id=row.id,
        schedule=ScheduleId(row.schedule_id),
        first=row.first,
        last=row.last,
        at_most=row.at_most,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
    )


def notice_values(notice: Notice) -> Values:
    return {
        "id": notice.key,
        "at": notice.at,
        "news": notice.news.value,
        "text": notice.text,
        "schedule_id": notice.schedule,
        "schedule_name": notice.schedule_name,
        "run_id": notice.run,
    }


def notice_of(row: Found) -> Notice:
    return Notice(
        key=row.id,
        at=row.at,
        news=News(row.news),
        text=row.text,
        schedule=None if row.schedule_id is None else ScheduleId(row.schedule_id),
        schedule_name=row.schedule_name,
        run=None if row.run_id is None else RunId(row.run_id),
        seq=row.seq,
    )


def _health(row: Found) -> Health:
    """Only what was last heard: one that cannot be read is asked for again."""
    try:
        return shapes.health_from_json(row.health)
    except Exception:  # noqa: BLE001 - as above
        return Health()
