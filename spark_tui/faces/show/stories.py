"""The story of a run: by which wish, how late, which attempt, where, how long, for how much, and why."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from spark_tui.domain.delivery import Deliver, Letter
from spark_tui.domain.document import hidden
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.run import took as took_in_all
from spark_tui.domain.story import Story
from spark_tui.domain.text import one_line
from spark_tui.domain.why import PROMPT
from spark_tui.faces.show.lengths import duration, took
from spark_tui.faces.show.states import sign
from spark_tui.faces.show.times import moment, on_clock

Fact = tuple[str, str]


def facts(story: Story, zone: str, now: datetime) -> list[Fact]:
    """Label and text, in the order in which one wants to know; what there is nothing of is left out."""
    run = story.run
    known = (
        ("state", sign(run.state).word + (f", {took(run, now)} so far" if run.state is RunState.RUNNING else "")),
        ("schedule", run.schedule_name + ("" if story.schedule or not run.schedule_name else " (removed)")),
        ("workflow", run.workflow_ref + ("" if story.workflow else " (not known any more)")),
        ("source", _source(story)),
        ("trigger", trigger(run)),
        ("due", moment(run.due_at, zone, now)),
        ("started", _started(story, zone, now)),
        ("ended", _ended(story, zone, now)),
        ("attempts", "; ".join(attempt(one, now) for one in story.attempts) if len(story.attempts) > 1 else ""),
        ("asks", f"{run.question} (since {moment(run.question.asked_at, zone, now)})" if run.question else ""),
        ("answer", str(run.answer) if run.answer else ""),
        ("not before", moment(run.not_before, zone, now) if run.not_before and run.not_before > now else ""),
        ("cancelled by", run.cancel_by),
        ("remote job", _remote(story)),
        ("tokens", str(run.usage) if run.usage else ""),
        ("tags", ", ".join(run.tags)),
        ("messages", "; ".join(letter(one, zone, now) for one in story.letters)),
        ("last good", f"{story.good.id[:8]}, {moment(story.good.queued_at, zone, now)}" if story.good else ""),
    )
    return [(label, text) for label, text in known if text]


def texts(story: Story, zone: str, now: datetime, *, documents: bool = True) -> Iterator[Fact]:
    """Heading and text of what may take many lines; the input and the result last, which may be megabytes."""
    known = (
        ("error" if story.run.state.over else "reason", story.run.reason),
        ("why", "\n".join(story.trail(zone, on_clock(zone, now)))),
        *(
            (("input", story.run.given.text), ("inputs", story.run.given.values.json), ("result", story.run.result))
            if documents
            else ()
        ),
    )
    return ((heading, hidden(text)) for heading, text in known if text)


def trigger(run: Run) -> str:
    """Why there is this run."""
    by = f" by {run.asked_by}" if run.asked_by else ""
    match run.cause:
        case Cause.SCHEDULE:
            return "its schedule"
        case Cause.CATCH_UP:
            return "caught up: its moment had passed"
        case Cause.MANUAL:
            return f"by hand{by}"
        case Cause.BACKFILL:
            return f"backfill {run.batch[:8]}{by}"
        case Cause.RETRY:
            return f"attempt {run.attempt} for run {(run.repeats or run.id)[:8]}{by}"


def attempt(run: Run, now: datetime) -> str:
    """2 ✗ failed 12s"""
    state = sign(run.state)
    return f"{run.attempt} {state.glyph} {state.word} {took(run, now)}".rstrip()


def letter(of: Letter, zone: str, now: datetime) -> str:
    """ops: failure sent; ana: success tried 2×, again at 9:00: no answer"""
    told = of.standing.value.replace("_", " ")
    if of.next_at is not None:
        told = f"tried {of.tries}×, again {moment(of.next_at, zone, now)}" if of.tries else "on its way"
    return f"{of.to}: {of.event.value} {told}" + (f": {one_line(of.wrong)}" if of.wrong else "")


def delivery(rules: Sequence[Deliver]) -> str:
    """ops: failure, recovery; ana: changed, in words of its own"""
    own = ", in words of its own"
    return "; ".join(f"{rule.to}: {', '.join(rule.on)}{own if rule.text else ''}" for rule in rules)


def _source(story: Story) -> str:
    if story.source is None:
        return ""
    state = sign(story.source.health.state.value)
    return f"{story.source.name}  {state.glyph} {state.word}"


def _started(story: Story, zone: str, now: datetime) -> str:
    run = story.run
    if run.started_at is None:
        return ""
    late, waited = story.late, f"; waited for {run.waited_for}" if run.waited_for else ""
    told = f", {duration(late)} late{waited}" if late is not None and late > PROMPT else waited
    return f"{moment(run.started_at, zone, now)}{told}"


def _ended(story: Story, zone: str, now: datetime) -> str:
    run, whole = story.run, took_in_all(story.run)
    if run.ended_at is None or whole is None:
        return moment(run.ended_at, zone, now) if run.ended_at else ""
    usual = f", usually {duration(story.usual.p50)} (p95 {duration(story.usual.p95)})" if story.usual else ""
    return f"{moment(run.ended_at, zone, now)}, after {duration(whole)}{usual}"


def _remote(story: Story) -> str:
    """Whether somebody follows it, and what becomes of it otherwise."""
    run = story.run
    followed = f"followed by {one_line(story.engine, 80)}" if story.engine else ""
    if run.state is not RunState.RUNNING:
        return run.ref or ""
    if run.ref is None:
        return followed or "nobody follows it: its engine is gone, and it cannot be re-attached"
    return f"{run.ref}, {followed or 'followed by nobody: the next engine re-attaches to it'}"
