"""Why a moment of a schedule ran, did not run, or will: the decisions in sentences, the answer first.

What is past is read from the ledger; what is to come is what the rules say of it as things stand now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice, takewhile

from spark_tui.domain.keeping import Pruned
from spark_tui.domain.ledger import Entry
from spark_tui.domain.limits import Limit
from spark_tui.domain.outage import Outage, outage_at
from spark_tui.domain.planning import ON_TIME
from spark_tui.domain.run import Cause, Run, RunState
from spark_tui.domain.schedule import CatchUp, Overlap, Schedule, unfit
from spark_tui.domain.source import Source
from spark_tui.domain.text import counted
from spark_tui.domain.timing import zone_of
from spark_tui.domain.workflow import Workflow

MOST_WALKED = 10_000  # moments of a span that are walked through to find one
PROMPT = timedelta(seconds=1)  # a start that is not later than this needs no excuse
At = Callable[[datetime], str]  # how a face tells a moment; where none does, it is dated


@dataclass(frozen=True, slots=True)
class Because:
    """What is said of one moment. `state` is that of the ledger, or due, planned, never."""

    moment: datetime
    state: str
    says: tuple[str, ...]
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How things stand now, as far as they can hold up a moment to come."""

    engine: str = ""  # who serves; empty when nobody does
    going: Sequence[Run] = ()  # its runs that are queued or going on
    workflow: Workflow | None = None
    source: Source | None = None
    limits: Sequence[Limit] = field(default=())


# ------------------------------------------------------------------ what is past


def because_of(
    schedule: Schedule,
    moment: datetime,
    entries: Sequence[Entry],
    outages: Sequence[Outage] = (),
    at: At | None = None,
) -> Because:
    """What became of a moment by its entries in the ledger, all attempts in order. They are not empty."""
    last = entries[-1]
    if last.run is None:
        says = _omitted(last, at or dated(schedule.zone))
        return Because(_moment_of(schedule, moment, last), last.state, says, tuple(entries))
    return Because(last.due_at, last.state, trail(entries, schedule.zone, outages, at), tuple(entries))


def trail(entries: Sequence[Entry], zone: str, outages: Sequence[Outage] = (), at: At | None = None) -> tuple[str, ...]:
    """Of attempts at one moment, in order: when the first one started and why then, and what became of each."""
    outage = outage_at(entries[-1].due_at, outages)
    tell = at or dated(zone)
    first = _started(entries[0], tell, outage.words(zone, at) if outage else "")
    return (first, *(_attempt(entry, tell) for entry in entries))


def of_pruned(schedule: Schedule, moment: datetime, pruned: Pruned, at: At | None = None) -> Because:
    """Of a moment from before what the ledger still tells one by one."""
    tell = at or dated(schedule.zone)
    bad = f", {pruned.bad:,} of which ended badly" if pruned.bad else ""
    omitted = f", and {counted(pruned.omitted, 'moment')} without a run" if pruned.omitted else ""
    return Because(
        moment,
        "pruned",
        (
            f"moments up to {tell(pruned.until)} were pruned by retention: they are not told one by one",
            f"from {tell(pruned.since)} on there had been {counted(pruned.runs, 'run')}{bad}{omitted}",
        ),
    )


def _moment_of(schedule: Schedule, asked: datetime, span: Entry) -> datetime:
    """The last moment of the span that is not later than what was asked for."""
    if span.count == 1 or asked >= span.until:
        return span.until if span.count > 1 else span.due_at
    upto = takewhile(lambda moment: moment <= asked, islice(schedule.timing.moments_after(span.due_at), MOST_WALKED))
    return max(upto, default=span.due_at)


def _omitted(entry: Entry, at: At) -> tuple[str, ...]:
    told = f"it did not run: {entry.state}, because {entry.reason}"
    if entry.count == 1:
        return (told,)
    return (
        told,
        f"it shares this with {entry.count} moments from {at(entry.due_at)} to {at(entry.until)}",
    )


def _started(entry: Entry, at: At, outage: str) -> str:
    """When it started, how late, and because of what."""
    if entry.started_at is None:
        return _not_started(entry, at)
    if entry.batch:
        return _asked_for(entry, at)
    late = entry.started_at - entry.due_at
    if late <= PROMPT:
        return f"it ran on time: started {late.total_seconds():.3f} s after its moment"
    return f"it ran {lasting(late)} late: {'; '.join(_delays(entry, outage)) or 'the engine was busy'}"


def _asked_for(entry: Entry, at: At) -> str:
    """What has no moment of its own to be late for."""
    assert entry.started_at is not None
    asked_at = entry.queued_at or entry.due_at
    how = "as a backfill of that moment" if entry.cause is Cause.BACKFILL else "by hand"
    waited = lasting(entry.started_at - asked_at)
    return f"{entry.asked_by or 'somebody'} asked for it {how}, at {at(asked_at)}: started {waited} later"


def _not_started(entry: Entry, at: At) -> str:
    match entry.state:
        case RunState.HELD:
            return "it is held: a missed moment that waits for a person's yes (spark schedule catch-up)"
        case RunState.QUEUED:
            return f"it has been queued since {at(entry.queued_at or entry.due_at)} and waits for a seat"
        case RunState.WAITING:
            return f"it waits for a person: {entry.reason}"
        case _:
            return "it never started"


def _delays(entry: Entry, outage: str) -> list[str]:
    assert entry.started_at is not None
    queued_at = entry.queued_at or entry.due_at
    delays = []
    if queued_at - entry.due_at > PROMPT:
        caught_up = entry.cause is Cause.CATCH_UP
        why = outage or ("nobody planned it before" if caught_up else "the engine came late to it")
        why = f"{why}; it was caught up" if caught_up else why
        delays.append(f"queued {lasting(queued_at - entry.due_at)} after its moment ({why})")
    if entry.started_at - queued_at > PROMPT:
        what = entry.waited_for or "a seat"
        delays.append(f"it waited {lasting(entry.started_at - queued_at)} for {what}")
    return delays


def _attempt(entry: Entry, at: At) -> str:
    again = ", when its source was there again" if entry.cause is Cause.CATCH_UP else ""
    number = f"attempt {entry.attempt}{again}: " if (entry.attempt or 1) > 1 else ""
    state, reason = entry.state.replace("_", " "), f": {entry.reason}" if entry.reason else ""
    if entry.ended_at is None:
        return f"{number}{state}{reason}"
    took = f" after {lasting(entry.ended_at - entry.started_at)}" if entry.started_at else ""
    return f"{number}{state}{took}, at {at(entry.ended_at)}{reason}"


# ------------------------------------------------------------------ what is to come


def what_will(
    schedule: Schedule, moment: datetime, now: datetime, things: Circumstances, at: At | None = None
) -> Because:
    """Whether a moment to come will run, and what could hold it up."""
    tell = at or dated(schedule.zone)
    if not _is_moment(schedule, moment):
        return Because(moment, "never", (_no_moment(schedule, moment, tell),))
    if schedule.pause is not None and schedule.pause.holds(moment):
        return Because(moment, "paused", (f"it will be left out: {_paused(schedule, tell)}",))
    state = "due" if moment <= now else "planned"
    first = _will_run(moment, now, tell) if things.engine else _nobody(schedule)
    return Because(moment, state, (first, *_hurdles(schedule, things)))


def _will_run(moment: datetime, now: datetime, at: At) -> str:
    if now - moment <= PROMPT:
        return f"it will run at {at(moment)}"
    return f"it was due {lasting(now - moment)} ago, and the engine has not decided it yet: see spark daemon status"


def _is_moment(schedule: Schedule, moment: datetime) -> bool:
    undecided = schedule.next_at is not None and moment >= schedule.next_at
    return undecided and schedule.timing.next_after(moment - timedelta(microseconds=1)) == moment


def _no_moment(schedule: Schedule, moment: datetime, at: At) -> str:
    if schedule.next_at is None:
        return "it has ended: it has no moment left"
    if moment < schedule.created_at:
        return f"the schedule was made later, at {at(schedule.created_at)}"
    excluded = schedule.timing.exclude is not None and schedule.timing.exclude.covers(moment)
    following = schedule.timing.next_after(moment)
    then = f"; the next one is {at(following)}" if following else "; there is none after it"
    return f"that is none of its moments{': its day is left out' if excluded else ''}{then}"


def _paused(schedule: Schedule, at: At) -> str:
    assert schedule.pause is not None
    pause = schedule.pause
    until = f" until {at(pause.until)}" if pause.until else ""
    return f"paused{until}{f' by {pause.by}' if pause.by else ''}{f': {pause.note}' if pause.note else ''}"


def _nobody(schedule: Schedule) -> str:
    policy = schedule.policy
    if policy.catch_up_ask and policy.catch_up is not CatchUp.NONE:
        return "no engine is running: unless one is there by then, it waits for your yes when there is one again"
    if policy.catch_up is CatchUp.NONE:
        return "no engine is running: unless one is there by then, it will be missed and not made up for"
    return f"no engine is running: it runs when one is there again, by its catch-up “{policy.catch_up}”"


def _hurdles(schedule: Schedule, things: Circumstances) -> list[str]:
    hurdles = [_going(schedule, things.going), _target(things), _unfit(schedule, things), *_limited(schedule, things)]
    return [hurdle for hurdle in hurdles if hurdle]


def _going(schedule: Schedule, going: Sequence[Run]) -> str:
    if not going:
        return ""
    what = f"run {going[0].id[:8]} is {going[0].state}; if it still is by then, "
    outcomes = {
        Overlap.SKIP: "this moment is skipped",
        Overlap.QUEUE: "this one waits for it" if len(going) < 2 else "this moment is skipped: one waits already",
        Overlap.QUEUE_ALL: f"this one waits, with at most {schedule.policy.at_most}",
        Overlap.PARALLEL: f"this one runs beside it, with at most {schedule.policy.at_most}",
        Overlap.REPLACE: "that one is cancelled",
    }
    return what + outcomes[schedule.policy.overlap]


def _target(things: Circumstances) -> str:
    if things.workflow is None or things.source is None:
        return "its workflow is not known any more: it will fail"
    if things.workflow.gone_at is not None:
        return f"{things.workflow.ref} was not there any more at the last sync: it will probably fail"
    health = things.source.health
    down = health.checked_at is not None and not health.up
    return f"source {things.source.name} was {health.state} when it was last asked: {health.detail}" if down else ""


def _unfit(schedule: Schedule, things: Circumstances) -> str:
    return unfit(schedule, things.workflow.inputs if things.workflow else None)


def _limited(schedule: Schedule, things: Circumstances) -> list[str]:
    mine = {f"tag {tag}" for tag in schedule.tags} | ({f"source {things.source.name}"} if things.source else set())
    ours = [limit for limit in things.limits if f"{limit.scope} {limit.name}" in mine]
    return [
        f"of {limit}: it may wait for a seat"
        if limit.runs
        else f"nothing of {limit.scope} {limit.name} runs: its limit is 0"
        for limit in ours
    ]


def dated(zone: str) -> At:
    """2026-11-25 09:00:00, on the clock of the zone."""
    return lambda moment: f"{moment.astimezone(zone_of(zone)):%Y-%m-%d %H:%M:%S}"


def lasting(span: timedelta) -> str:
    """1.5 s below a minute, 0:12:41 above."""
    if span < ON_TIME:
        return f"{span.total_seconds():.1f} s"
    return str(timedelta(seconds=round(span.total_seconds())))
