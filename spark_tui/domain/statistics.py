"""How runs went, in figures: how many and how they ended, how long they took, how late, how long they waited.

Percentiles are exact, by the nearest rank: the 95th is a duration that was there, and of which 95 in a
hundred runs took no longer.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from spark_tui.domain.ids import ScheduleId, WorkflowId
from spark_tui.domain.planning import Fate
from spark_tui.domain.run import BAD_ENDS, RunState
from spark_tui.domain.usage import Usage

LETTERS = {state.value[0]: state for state in RunState if state.over}
BAD = "".join(letter for letter, state in LETTERS.items() if state in BAD_ENDS)
_BAD_ONLY = str.maketrans("", "", "".join(LETTERS.keys() - set(BAD)))
K = TypeVar("K", bound=Hashable)


class By(StrEnum):
    """What figures are told apart by."""

    SCHEDULE = "schedule"
    SOURCE = "source"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Strand:
    """The runs of one schedule (None: by hand) and workflow that ended in a stretch of time.

    `ends` is a letter for each, of LETTERS, in the order in which they ended. The rest are microseconds, in
    order of size: `took` of those that ended by themselves, `late` of the first attempts at own moments, `waited` in
    the queue of all that started.
    """

    schedule: ScheduleId | None
    workflow: WorkflowId
    ends: str
    took: Sequence[int] = ()
    late: Sequence[int] = ()
    waited: Sequence[int] = ()
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle one, the one that 95 in a hundred do not exceed, and the longest."""

    p50: timedelta
    p95: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of some runs. What was cancelled is neither good nor bad. `streak` are bad ends in a row, at most."""

    runs: int = 0
    good: int = 0
    bad: int = 0
    took: Spread | None = None
    late: Spread | None = None
    waited: Spread | None = None
    streak: int = 0
    usage: Usage | None = None

    @property
    def success(self) -> float | None:
        """The share of those that succeeded, from 0 to 1; None where nothing was decided."""
        return self.good / (self.good + self.bad) if self.good + self.bad else None


@dataclass(frozen=True, slots=True)
class Day:
    """How the runs went that ended from `since` on and before `until`."""

    since: datetime
    until: datetime
    runs: int
    good: int
    bad: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many moments got no run, and why."""

    fate: Fate
    reason: str
    count: int

    def __str__(self) -> str:
        """3 missed (Spark was off); a reason that is the fate itself is said once."""
        return f"{self.count:,} {self.fate}" + (f" ({self.reason})" if self.reason not in ("", self.fate) else "")


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a stretch of time: of all, day by day, and by what was asked for."""

    since: datetime | None  # None: since the beginning
    until: datetime
    by: By
    whole: Summary
    days: Sequence[Day] = ()
    rows: Sequence[tuple[str, Summary]] = ()
    left_out: Sequence[LeftOut] = field(default=())

    def slowest(self, most: int = 5) -> list[tuple[str, Summary]]:
        timed = [(name, of.took.p95, of) for name, of in self.rows if of.took]
        return [(name, of) for name, _, of in sorted(timed, key=lambda row: row[1], reverse=True)[:most]]

    def failing(self, most: int = 5) -> list[tuple[str, Summary]]:
        bad = [row for row in self.rows if row[1].bad]
        return sorted(bad, key=lambda row: (row[1].bad, row[1].streak), reverse=True)[:most]


def summary(strands: Iterable[Strand]) -> Summary:
    """Of all of them together."""
    strands = list(strands)
    ends = "".join([strand.ends for strand in strands])
    bad = len(ends.translate(_BAD_ONLY))
    return Summary(
        runs=len(ends),
        good=ends.count("s"),
        bad=bad,
        took=_spread([strand.took for strand in strands]),
        late=_spread([strand.late for strand in strands]),
        waited=_spread([strand.waited for strand in strands]),
        streak=max([_streak(strand.ends) for strand in strands]) if bad else 0,
        usage=_usage([strand.usage for strand in strands if strand.usage is not None]),
    )


def grouped(strands: Iterable[Strand], keys: Callable[[Strand], Iterable[K]]) -> Mapping[K, Summary]:
    """By each key that a strand has; it may have several."""
    groups: dict[K, list[Strand]] = defaultdict(list)
    for strand in strands:
        for key in keys(strand):
            groups[key].append(strand)
    return {key: summary(those) for key, those in groups.items()}


def _streak(ends: str) -> int:
    """A run that was cancelled says nothing, and ends no streak."""
    told = ends.replace("c", "")
    return max(map(len, told.split("s")))


def _spread(ordered: Sequence[Sequence[int]]) -> Spread | None:
    """Of values that are in order within each of the sequences."""
    values = ordered[0] if len(ordered) == 1 else sorted(chain.from_iterable(ordered))
    if not values:
        return None
    middle, high, most = rank(values, 50), rank(values, 95), values[-1]
    return Spread(timedelta(0, 0, middle), timedelta(0, 0, high), timedelta(0, 0, most))


def rank(ordered: Sequence[int], percent: int) -> int:
    """The nearest rank of at least one value: the first that so many in a hundred do not exceed."""
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def _usage(those: Sequence[Usage]) -> Usage | None:
    if not those:
        return None
    return Usage(
        sum(one.read for one in those),
        sum(one.written for one in those),
        sum(one.total for one in those),
        sum(one.cost for one in those),
    )


# ------------------------------------------------------------------ what was left out


_REASONS = (
    ("run ", "an earlier run was still going"),
    ("the one before it", "the one before it went first"),
    ("replaced", "replaced by the next one"),
    ("paused", "paused"),
    ("its timing was changed", "its timing was changed before anybody decided it"),
)


def reason_of(told: str) -> str:
    """What a reason of the ledger says without the run, the person and the times that are in it."""
    known = next((words for begins, words in _REASONS if told.startswith(begins)), None)
    return known or told.partition(" from ")[0].partition(";")[0]


def left_out(spans: Iterable[tuple[Fate, str, int]]) -> list[LeftOut]:
    """Counted by fate and reason, the most first."""
    counted: dict[tuple[Fate, str], int] = defaultdict(int)
    for fate, told, count in spans:
        counted[fate, reason_of(told)] += count
    found = [LeftOut(fate, reason, count) for (fate, reason), count in counted.items()]
    return sorted(found, key=lambda one: (-one.count, one.reason))
