"""What is wrong in a ledger, given what was due and what was done outside of Spark.

Pure functions of what was found: they know nothing of processes and stores.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spark_tui.domain.ids import RunId
from spark_tui.domain.ledger import Entry
from spark_tui.domain.run import RunState
from spark_tui.service.runs import MOST_ATTEMPTS


class Promise(StrEnum):
    """What holds for the effect of every due moment that was started."""

    AT_LEAST_ONCE = "at least once"
    AT_MOST_ONCE = "at most once"
    EXACTLY_ONCE = "exactly once"


class Fault(StrEnum):
    """A promise that was not kept."""

    MISSING = "missing"  # a due moment of which the ledger says nothing
    DOUBLED = "doubled"  # one that it tells of twice
    INVENTED = "invented"  # one that it tells of and that was never due
    MISCOUNTED = "miscounted"  # a span whose count is not that of its moments
    UNFINISHED = "unfinished"  # a run that is still queued or going on, although everything has ended
    UNTRUE = "untrue"  # a run that is told to have succeeded and did nothing
    LOST = "lost"  # an effect that had to happen and did not
    REPEATED = "repeated"  # an effect that must not happen twice and did


@dataclass(frozen=True, slots=True)
class Effect:
    """What a run did outside of Spark, as the receiver wrote it down; a remote one does not know its run."""

    schedule: str
    due_at: datetime
    run: RunId | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One schedule: every moment that was due, in order, all that the ledger says, all that was done."""

    name: str
    promise: Promise
    due: tuple[datetime, ...]
    entries: tuple[Entry, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault at one moment."""

    fault: Fault
    schedule: str
    moment: datetime


def judge(account: Account) -> list[Wrong]:
    """Every promise that was not kept; nothing when all were."""
    found = [*_rows(account), *_runs(account), *_effects(account)]
    return [Wrong(fault, account.name, moment) for fault, moment in found]


def worn_out(account: Account) -> int:
    """The moments that were given up after so many interrupted attempts, as an engine does on purpose."""
    return sum(len(attempts) >= MOST_ATTEMPTS for attempts in _attempts(account).values())


Found = Iterator[tuple[Fault, datetime]]


def _rows(account: Account) -> Found:
    """Every due moment is told of once: by a first attempt or within a span."""
    due, told = set(account.due), Counter[datetime]()
    for entry in account.entries:
        if entry.run is None:
            within = account.due[bisect_left(account.due, entry.due_at) : bisect_right(account.due, entry.until)]
            told.update(within)
            if len(within) != entry.count:
                yield Fault.MISCOUNTED, entry.due_at
        elif entry.attempt == 1:
            told[entry.due_at] += 1
    yield from ((Fault.MISSING, moment) for moment in sorted(due - set(told)))
    yield from ((Fault.INVENTED, moment) for moment in sorted(set(told) - due))
    yield from ((Fault.DOUBLED, moment) for moment, times in told.items() if times > 1)


def _runs(account: Account) -> Found:
    """The attempts at a moment are numbered without a gap, and everything has come to an end."""
    for moment, attempts in _attempts(account).items():
        if sorted(entry.attempt or 0 for entry in attempts) != list(range(1, len(attempts) + 1)):
            yield Fault.DOUBLED, moment
        if any(not RunState(entry.state).over for entry in attempts):
            yield Fault.UNFINISHED, moment


def _effects(account: Account) -> Found:
    times = Counter(effect.due_at for effect in account.effects)
    who = {effect.run for effect in account.effects}
    for moment, attempts in _attempts(account).items():
        done = times[moment] > 0
        is_over = all(RunState(entry.state).over for entry in attempts)
        has_to_be = account.promise is not Promise.AT_MOST_ONCE and is_over and len(attempts) < MOST_ATTEMPTS
        if has_to_be and not done:
            yield Fault.LOST, moment
        if any(entry.state == RunState.SUCCEEDED and not _did(entry, who, done=done) for entry in attempts):
            yield Fault.UNTRUE, moment
    if account.promise is not Promise.AT_LEAST_ONCE:
        yield from ((Fault.REPEATED, moment) for moment, count in times.items() if count > 1)


def _did(entry: Entry, who: set[RunId | None], *, done: bool) -> bool:
    """Whether the run itself did it, as far as the receiver knows whom it heard."""
    return done if None in who else entry.run in who


def _attempts(account: Account) -> dict[datetime, list[Entry]]:
    """The runs of each moment."""
    found: dict[datetime, list[Entry]] = defaultdict(list)
    for entry in account.entries:
        if entry.run is not None:
            found[entry.due_at].append(entry)
    return found
