"""What the command line's JSON holds of schedules, runs and all else that more than one command tells of."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from spark_tui.domain.approval import Approval
from spark_tui.domain.change import Suggestion
from spark_tui.domain.delivery import Letter
from spark_tui.domain.document import hidden
from spark_tui.domain.ledger import Entry
from spark_tui.domain.limits import Limit
from spark_tui.domain.log import Line
from spark_tui.domain.notice import Notice
from spark_tui.domain.proposal import Question, Refusal
from spark_tui.domain.run import Run, took
from spark_tui.domain.schedule import Policy, Schedule
from spark_tui.domain.source import Health, Source
from spark_tui.domain.story import Story
from spark_tui.domain.text import place
from spark_tui.domain.timing import Cron, Timing, zone_of
from spark_tui.domain.usage import Usage
from spark_tui.domain.why import Because
from spark_tui.domain.workflow import Synced, Workflow
from spark_tui.faces import show
from spark_tui.faces.changes import told
from spark_tui.service.assistant import Reading
from spark_tui.service.making_up import Backlog

Shape = dict[str, Any]


def health(of: Health) -> Shape:
    return {
        "state": of.state,
        "detail": of.detail,
        "hint": of.hint,
        "version": of.version,
        "checked_at": of.checked_at,
    }


def source(of: Source) -> Shape:
    """Never the secret; `key` says only whether there is one."""
    return {
        "id": of.id,
        "name": of.name,
        "kind": of.kind,
        "url": place(of.url),
        "key": of.secret is not None,
        "health": health(of.health),
    }


def workflow(of: Workflow) -> Shape:
    return {
        "id": of.id,
        "ref": of.ref,
        "source": of.source_name,
        "name": of.title,
        "key": of.key,
        "aliases": of.aliases,
        "description": of.description,
        "marker": of.marker,
        "gone_at": of.gone_at,
        "inputs": None if of.inputs is None else [asdict(one) for one in of.inputs.fields],
    }


def synced(of: Synced) -> Shape:
    return {
        "source": of.source_name,
        "total": of.total,
        "new": [w.title for w in of.new],
        "changed": [w.title for w in of.changed],
        "gone": [w.title for w in of.gone],
        "remarks": list(of.remarks),
    }


def cron(timing: Timing) -> str | None:
    """The cron expression, where one alone says all of the timing."""
    plain = (timing.starts, timing.ends, timing.count, timing.exclude) == (None,) * 4
    match timing.triggers:
        case (Cron(fields=fields),) if plain:
            return fields
    return None


def reading(of: Reading | Question | Refusal) -> Shape:
    """What a phrase means; `fires` are the next moments on the clock of its zone."""
    match of:
        case Question(text=text, choices=choices):
            return {"kind": "clarify", "question": text, "choices": choices, "fires": []}
        case Refusal(reason=reason, hint=hint):
            return {"kind": "reject", "reason": reason, "hint": hint, "fires": []}
    at = zone_of(of.draft.zone)
    return {
        "kind": "once" if of.draft.once else "recurring",
        "phrase": of.draft.phrase,
        "words": of.words,
        "cron": cron(of.draft.timing),
        "zone": of.draft.zone,
        "fires": [moment.astimezone(at).isoformat() for moment in of.upcoming],
        "assumed": of.draft.assumed,
        "remarks": of.remarks,
        "task": of.draft.task,
    }


def suggestion(of: Suggestion, now: datetime) -> Shape:
    """What a model suggests: every change with what would be different."""
    return {
        "says": of.says,
        "changes": [
            {"verb": verb, "of": name, "differences": [difference._asdict() for difference in differences]}
            for verb, name, differences in (told(change, now) for change in of.changes)
        ],
        "notes": of.notes,
        "doubts": of.doubts,
        "read": of.read,
    }


def schedule(of: Schedule) -> Shape:
    return {
        "id": of.id,
        "name": of.name,
        "state": of.state,
        "workflow": of.workflow_ref,
        "phrase": of.phrase,
        "words": of.words,
        "cron": cron(of.timing),
        "zone": of.zone,
        "gap": of.timing.clock_change.gap,
        "fold": of.timing.clock_change.fold,
        "next_at": of.next_at if of.state == "active" else None,
        "input": of.input,
        "inputs": of.values.of(),
        "template": of.template,
        "overlap": of.policy.overlap,
        "catch_up": of.policy.catch_up,
        "timeout": of.policy.timeout,
        "retries": of.policy.retry.count,
        "policy": policy(of.policy),
        "tags": of.tags,
        "ping": of.ping is not None,
        "deliver": [{"to": rule.to, "on": rule.on, "text": rule.text} for rule in of.deliver],
        "paused": asdict(of.pause) if of.pause else None,
        "created_at": of.created_at,
    }


def policy(of: Policy) -> Shape:
    """Every field of it; times in seconds."""
    return asdict(of)


def because(of: Because) -> Shape:
    """What is said of a moment, the answer first."""
    return {
        "moment": of.moment,
        "state": of.state,
        "says": of.says,
        "entries": [entry(one) for one in of.entries],
    }


def limit(of: Limit) -> Shape:
    return {"scope": of.scope, "name": of.name, "runs": of.runs}


def notice(of: Notice) -> Shape:
    return {"at": of.at, "news": of.news, "text": of.text, "schedule": of.schedule_name or None, "run": of.run}


def backlog(of: Backlog) -> Shape:
    """What an engine would do with the moments that passed, if it looked now."""
    return {
        "schedule": of.schedule.name,
        "start": of.plan.start,
        "held": of.plan.held,
        "left_out": [asdict(span) for span in (*of.plan.missed, *of.plan.skipped)],
    }


def entry(of: Entry) -> Shape:
    """One row of the ledger: a due moment, or `count` of them from `due_at` to `until`."""
    return {
        "due_at": of.due_at,
        "until": of.until,
        "count": of.count,
        "state": of.state,
        "reason": of.reason,
        "run": of.run,
        "attempt": of.attempt,
        "queued_at": of.queued_at,
        "started_at": of.started_at,
        "ended_at": of.ended_at,
        "cause": of.cause,
        "batch": of.batch or None,
        "asked_by": of.asked_by or None,
        "waited_for": of.waited_for or None,
    }


def run(of: Run) -> Shape:
    return {
        "id": of.id,
        "state": of.state,
        "workflow": of.workflow_ref,
        "schedule": of.schedule_name or None,
        "cause": of.cause,
        "due_at": of.due_at,
        "started_at": of.started_at,
        "ended_at": of.ended_at,
        "attempt": of.attempt,
        "repeats": of.repeats,
        "reason": hidden(of.reason),
        "input": hidden(of.given.text),
        "inputs": show.open_to_all(of.given.values).of(),
        "result": hidden(of.result),
        "ref": of.ref,
        "cancel_by": of.cancel_by or None,
        "batch": of.batch or None,
        "asked_by": of.asked_by or None,
        "tags": of.tags,
        "expires_at": of.expires_at,
        "deadline_at": of.deadline_at,
        "waited_for": of.waited_for or None,
        "question": None if of.question is None else approval(of.question),
        "answer": None if of.answer is None else str(of.answer),
        "usage": None if of.usage is None else usage(of.usage),
    }


def story(of: Story, zone: str) -> Shape:
    """A run with what is around it; times in seconds."""
    return run(of.run) | {
        "timeout": of.run.timeout_seconds,
        "queued_at": of.run.queued_at,
        "source": of.source.name if of.source else None,
        "late": of.late,
        "took": took(of.run),
        "usual": None if of.usual is None else {"p50": of.usual.p50, "p95": of.usual.p95},
        "followed_by": of.engine or None,
        "attempts": [
            {"run": one.id, "attempt": one.attempt, "state": one.state, "reason": hidden(one.reason), "took": took(one)}
            for one in of.attempts
        ],
        "last_good": of.good.id if of.good else None,
        "messages": [letter(one) for one in of.letters],
        "why": of.trail(zone),
    }


def letter(of: Letter) -> Shape:
    """A message: on its way, sent or given up."""
    return {
        "key": of.key,
        "at": of.at,
        "to": of.to,
        "event": of.event,
        "schedule": of.schedule_name,
        "run": of.run,
        "state": of.standing,
        "tries": of.tries,
        "next_at": of.next_at,
        "wrong": of.wrong or None,
    }


def approval(of: Approval) -> Shape:
    """What a run asks a person."""
    asks = [{"tool": ask.tool, "arguments": ask.arguments} for ask in of.asks]
    return {"asks": asks, "asked_at": of.asked_at}


def usage(of: Usage) -> Shape:
    """Tokens read, written and in all; dollars where they were told."""
    return {"read": of.read, "written": of.written, "total": of.total, "cost": of.cost or None}


def line(of: Line) -> Shape:
    return {"seq": of.seq, "run": of.run, "at": of.at, "level": of.level, "text": of.text}
