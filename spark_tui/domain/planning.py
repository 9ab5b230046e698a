"""What is to be done about the moments that are due.

`plan` is a pure function of a schedule, a moment and what runs. Every due moment ends
in exactly one tuple of the answer: started, or in one span with its reason.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, takewhile

from spark_tui.domain.ids import RunId
from spark_tui.domain.outage import Outage, outage_at
from spark_tui.domain.schedule import CatchUp, Overlap, Policy, Schedule

CHUNK = 1_000  # moments that one plan decides of a backlog which takes several; the last one decides some more
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
    """What to start, what to hold for a person's yes, what to write down, whom to cancel, when to look again.

    `next_at` may not be later than now: then the backlog is longer than one plan.
    """

    start: tuple[datetime, ...] = ()
    held: tuple[datetime, ...] = ()
    missed: tuple[Span, ...] = ()
    skipped: tuple[Span, ...] = ()
    cancel: tuple[RunId, ...] = ()
    next_at: datetime | None = None
    made_up: frozenset[datetime] = frozenset()  # those of `start` that passed while nobody was there


def plan(schedule: Schedule, now: datetime, running: tuple[RunId, ...] = (), outages: Sequence[Outage] = ()) -> Plan:
    """Decide every moment of `schedule` that is due at `now`, or the first `CHUNK` of a long backlog.

    `running` are its runs that are queued or going on, the oldest first; `outages` say why nobody was there.
    """
    due, next_at = _due(schedule, now)
    if not due:
        return Plan(next_at=next_at)
    paused, before, due = _paused(schedule, due, outages)
    made_up = _made_up(due, now, outages)
    wanted = _wanted(schedule.policy, due, made_up, now, more=next_at is not None and next_at <= now)
    instead = bool(wanted) and schedule.policy.catch_up is not CatchUp.NONE
    missed = before + _missed(due[: len(due) - len(wanted)], schedule, outages, superseded=instead)
    late = [moment for moment in wanted if moment in made_up]
    if late and schedule.policy.catch_up_ask:
        start, skipped, cancel = _overlap(schedule.policy, [], wanted[len(late) :], running)
        return Plan(start, tuple(late), missed, paused + skipped, cancel, next_at)
    start, skipped, cancel = _overlap(schedule.policy, late, wanted[len(late) :], running)
    return Plan(start, (), missed, paused + skipped, cancel, next_at, frozenset(late) & frozenset(start))


CHANGED = "its timing was changed before anybody decided it"
GONE = "it was removed before anybody decided it"
REMOVED = "the schedule was removed then, and has been brought back"


def passed_over(schedule: Schedule, now: datetime, fate: Fate = Fate.MISSED, reason: str = CHANGED) -> tuple[Span, ...]:
    """The due moments that nobody has decided yet, as they are written down when nobody will."""
    if schedule.next_at is None or schedule.next_at > now:
        return ()
    last, count = schedule.next_at, 1
    for moment in takewhile(lambda moment: moment <= now, schedule.timing.moments_after(last)):
        last, count = moment, count + 1
    return (Span(schedule.next_at, last, count, fate, reason),)


def is_catch_up(moment: datetime, now: datetime, outages: Sequence[Outage] = ()) -> bool:
    """Whether a moment that runs now is made up for, rather than run on time.

    It is where it is old, and where it passed while Spark was known to be away, however short ago.
    """
    outage = outage_at(moment, outages)
    return now - moment > ON_TIME or (outage is not None and outage.away)


def caught_up(policy: Policy, moments: Sequence[datetime], now: datetime) -> list[datetime]:
    """Which of moments that were all missed still run, in order."""
    return _wanted(policy, list(moments), set(moments), now, more=False)


def held_apart(
    policy: Policy, moments: Sequence[datetime], now: datetime, made_up: AbstractSet[datetime] | None = None
) -> list[datetime | None]:
    """Before when each of the moments must not start: caught-up ones keep their distance from each other."""
    held_back: list[datetime | None] = []
    caught_up = 0
    for moment in moments:
        late = (
            is_catch_up(moment, now) if made_up is None else moment in made_up
        ) and policy.catch_up_spread > timedelta(0)
        held_back.append(now + caught_up * policy.catch_up_spread if late and caught_up else None)
        caught_up += late
    return held_back


def _due(schedule: Schedule, now: datetime) -> tuple[list[datetime], datetime | None]:
    """What is due, and the moment after it: of a long backlog a part that is too old to be caught up."""
    if schedule.next_at is None or schedule.next_at > now:
        return [], schedule.next_at
    due, most = [schedule.next_at], CHUNK + schedule.policy.catch_up_most
    for moment in schedule.timing.moments_after(schedule.next_at):
        if moment > now:
            return due, moment
        if len(due) == most and is_catch_up(moment, now):
            return due[:CHUNK], due[CHUNK]
        due.append(moment)
    return due, None


def _paused(
    schedule: Schedule, due: list[datetime], outages: Sequence[Outage]
) -> tuple[tuple[Span, ...], tuple[Span, ...], list[datetime]]:
    """What falls into a pause, what nobody had decided when it began, and what comes after its end."""
    pause = schedule.pause
    if pause is None:
        return (), (), due
    before = [moment for moment in due if moment < pause.since and pause.holds(moment)]
    held = [moment for moment in due[len(before) :] if pause.holds(moment)]
    paused = (_span(held, Fate.PAUSED, _paused_reason(schedule)),) if held else ()
    return paused, _undecided(before, schedule.zone, outages), due[len(before) + len(held) :]


def _undecided(moments: list[datetime], zone: str, outages: Sequence[Outage]) -> tuple[Span, ...]:
    reason = "it was paused before anybody decided it"
    return tuple(
        _span(list(some), Fate.MISSED, f"{_absent(outage, zone)}; {reason}")
        for outage, some in groupby(moments, key=lambda moment: outage_at(moment, outages))
    )


def _paused_reason(schedule: Schedule) -> str:
    assert schedule.pause is not None
    by = f" by {schedule.pause.by}" if schedule.pause.by else ""
    note = f": {schedule.pause.note}" if schedule.pause.note else ""
    return f"paused{by}{note}"


def _made_up(due: list[datetime], now: datetime, outages: Sequence[Outage]) -> set[datetime]:
    """What passed while nobody was there: all up to the last moment of which that is known."""
    last = max((moment for moment in due if is_catch_up(moment, now, outages)), default=None)
    return {moment for moment in due if last is not None and moment <= last}


def _wanted(
    policy: Policy, due: list[datetime], made_up: AbstractSet[datetime], now: datetime, *, more: bool
) -> list[datetime]:
    """Which of the due moments still run: always the last ones of them, and none where more are due after them."""
    if more:
        return []
    within = max(policy.catch_up_within, ON_TIME)
    match policy.catch_up:
        case CatchUp.NONE:
            return [m for m in due if m not in made_up]
        case CatchUp.LATEST:
            return [m for m in due[-1:] if now - m <= within]
        case CatchUp.ALL:
            on_time = len(due) - len(made_up)
            return [m for m in due if now - m <= within][-(policy.catch_up_most + on_time) :]


def _missed(
    lost: list[datetime], schedule: Schedule, outages: Sequence[Outage], *, superseded: bool
) -> tuple[Span, ...]:
    """One span for each outage that they fell into; what fell into none is told to be late."""
    fate, then = (Fate.SUPERSEDED, ": a later one ran instead") if superseded else (Fate.MISSED, "")
    by_outage = [
        (outage, list(moments)) for outage, moments in groupby(lost, key=lambda moment: outage_at(moment, outages))
    ]
    return tuple(
        _span(moments, fate, f"{_absent(outage, schedule.zone)}; catch-up is “{schedule.policy.catch_up}”{then}")
        for outage, moments in by_outage
    )


def _absent(outage: Outage | None, zone: str) -> str:
    return outage.words(zone) if outage else "Spark was off or busy"


Taken = tuple[tuple[datetime, ...], tuple[Span, ...], tuple[RunId, ...]]


def _overlap(policy: Policy, late: list[datetime], on_time: list[datetime], running: tuple[RunId, ...]) -> Taken:
    """Which of the wanted moments start although others run, what is left out, and whom they replace.

    All that a person wants caught up starts, in turn with what is due now: it does not overlap with itself.
    """
    wanted = late + on_time
    if policy.overlap is Overlap.REPLACE:
        cancel = running if wanted else ()
        return tuple(wanted[-1:]), _skipped(wanted[:-1], "replaced by the next one"), cancel
    free = len(wanted) if late and policy.catch_up is CatchUp.ALL else max(0, _room(policy) - len(running))
    reason = f"run {running[0][:8]} was still going" if running else "the one before it, due as late, goes first"
    return tuple(wanted[:free]), _skipped(wanted[free:], f"{reason}; overlap is “{policy.overlap}”"), ()


def _room(policy: Policy) -> int:
    """How many runs of a schedule there are at most, those that wait counted."""
    rooms = {
        Overlap.SKIP: 1,
        Overlap.QUEUE: 2,
        Overlap.QUEUE_ALL: 1 + policy.at_most,
        Overlap.PARALLEL: policy.at_most,
    }
    return rooms[policy.overlap]


def _skipped(moments: list[datetime], reason: str) -> tuple[Span, ...]:
    return (_span(moments, Fate.SKIPPED, reason),) if moments else ()


def _span(moments: list[datetime], fate: Fate, reason: str) -> Span:
    return Span(moments[0], moments[-1], len(moments), fate, reason)
