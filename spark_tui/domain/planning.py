"""What is to be done about the moments that are due.

`plan` is a pure function of a schedule, a moment and what runs. Every due moment ends
in exactly one tuple of the answer: started, or in one span with its reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from spark_tui.domain.ids import RunId
from spark_tui.domain.schedule import CatchUp, Overlap, Schedule

CHUNK = 1_000  # moments that one plan decides at most; a longer backlog takes several plans
ON_TIME = timedelta(seconds=60)  # a moment not older than this was not missed, only late


class Fate(StrEnum):
    """What became of a due moment that got no run."""

    MISSED = "missed"  # nobody was there
    SUPERSEDED = "superseded"  # a later one was caught up instead
    SKIPPED = "skipped"  # an earlier run was still going
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Span:
    """`count` due moments from `first` to `last` that share one fate and one reason."""

    first: datetime
    last: datetime
    count: int
    fate: Fate
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start, what to write down, whom to cancel, and when to look again.

    `next_at` may not be later than now: then the backlog is longer than one plan.
    """

    start: tuple[datetime, ...] = ()
    missed: tuple[Span, ...] = ()
    skipped: tuple[Span, ...] = ()
    cancel: tuple[RunId, ...] = ()
    next_at: datetime | None = None


def plan(schedule: Schedule, now: datetime, running: tuple[RunId, ...] = ()) -> Plan:
    """Decide every moment of `schedule` that is due at `now`, at most `CHUNK` of them."""
    due, next_at = _due(schedule, now)
    if not due:
        return Plan(next_at=next_at)
    paused, due = _paused(schedule, due)
    caught_up, missed = _catch_up(schedule, due, now, more=next_at is not None and next_at <= now)
    start, skipped, cancel = _overlap(schedule, caught_up, running)
    return Plan(start, missed, paused + skipped, cancel, next_at)


def _due(schedule: Schedule, now: datetime) -> tuple[list[datetime], datetime | None]:
    if schedule.next_at is None or schedule.next_at > now:
        return [], schedule.next_at
    due = [schedule.next_at]
    for moment in islice(schedule.timing.moments_after(schedule.next_at), CHUNK):
        if moment > now or len(due) == CHUNK:
            return due, moment
        due.append(moment)
    return due, None


def _paused(schedule: Schedule, due: list[datetime]) -> tuple[tuple[Span, ...], list[datetime]]:
    """What falls into a pause, and what comes after its end."""
    held = [moment for moment in due if schedule.pause is not None and schedule.pause.holds(moment)]
    return (_span(held, Fate.PAUSED, _paused_reason(schedule)),) if held else (), due[len(held) :]


def _paused_reason(schedule: Schedule) -> str:
    assert schedule.pause is not None
    by = f" by {schedule.pause.by}" if schedule.pause.by else ""
    note = f": {schedule.pause.note}" if schedule.pause.note else ""
    return f"paused{by}{note}"


def _catch_up(
    schedule: Schedule, due: list[datetime], now: datetime, *, more: bool
) -> tuple[list[datetime], tuple[Span, ...]]:
    """Which of the due moments still run, and what is written of the others."""
    policy = schedule.policy
    match policy.catch_up:
        case CatchUp.NONE:
            wanted = [m for m in due if now - m <= ON_TIME]
        case CatchUp.LATEST:
            wanted = [] if more else [m for m in due[-1:] if now - m <= max(policy.catch_up_within, ON_TIME)]
        case CatchUp.ALL:
            wanted = [m for m in due if now - m <= max(policy.catch_up_within, ON_TIME)][-policy.at_most :]
    return wanted, _missed(due[: len(due) - len(wanted)], schedule, superseded=bool(wanted))


def _missed(lost: list[datetime], schedule: Schedule, *, superseded: bool) -> tuple[Span, ...]:
    if not lost:
        return ()
    reason = f"Spark was off or busy; catch-up is “{schedule.policy.catch_up}”"
    if superseded:
        return (_span(lost, Fate.SUPERSEDED, f"{reason}: a later one ran instead"),)
    return (_span(lost, Fate.MISSED, reason),)


def _overlap(
    schedule: Schedule, wanted: list[datetime], running: tuple[RunId, ...]
) -> tuple[tuple[datetime, ...], tuple[Span, ...], tuple[RunId, ...]]:
    """Which of the wanted moments start although others run, and whom they replace."""
    if not wanted:
        return (), (), ()
    match schedule.policy.overlap:
        case Overlap.QUEUE:
            free = schedule.policy.at_most if schedule.policy.catch_up is CatchUp.ALL else max(0, 2 - len(running))
        case Overlap.PARALLEL:
            free = max(0, schedule.policy.at_most - len(running))
        case Overlap.SKIP:
            free = 1 if not running else 0
        case Overlap.REPLACE:
            return tuple(wanted[-1:]), _skipped(wanted[:-1], "replaced by the next one"), running
    reason = f"run {running[0][:8]} was still going" if running else "an earlier run of the same moment goes first"
    return tuple(wanted[:free]), _skipped(wanted[free:], f"{reason}; overlap is “{schedule.policy.overlap}”"), ()


def _skipped(moments: list[datetime], reason: str) -> tuple[Span, ...]:
    return (_span(moments, Fate.SKIPPED, reason),) if moments else ()


def _span(moments: list[datetime], fate: Fate, reason: str) -> Span:
    return Span(moments[0], moments[-1], len(moments), fate, reason)
