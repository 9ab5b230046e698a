"""Backfill: the moments of a past range, run on demand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from spark_tui.domain.errors import Invalid
from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import zone_of

MOST = 1_000  # runs of one backfill


@dataclass(frozen=True, slots=True)
class Backfill:
    """A person's wish to run the moments of a schedule from `first` to `last`, `at_most` of them at once."""

    id: str
    schedule: ScheduleId
    first: datetime
    last: datetime
    at_most: int
    asked_at: datetime
    asked_by: str = ""

    def __post_init__(self) -> None:
        _must_go_on(self.first, self.last)
        if not 1 <= self.at_most <= 1_000:
            raise Invalid("a backfill runs 1 to 1000 at once")


def moments_between(
    schedule: Schedule, first: datetime, last: datetime, *, without: Collection[datetime] = ()
) -> tuple[datetime, ...]:
    """The schedule's moments from `first` to `last`, both inclusive, but for those of `without`.

    Raises Invalid where there are none, or more than a backfill takes.
    """
    _must_go_on(first, last)
    start = first - timedelta(microseconds=1)
    within = list(takewhile(lambda moment: moment <= last, islice(schedule.timing.moments_after(start), MOST + 1)))
    if len(within) > MOST:
        raise Invalid(f"there are more than {MOST:,} moments in that range", hint="take it in several parts")
    found = [moment for moment in within if moment not in without]
    if not found:
        raise Invalid(f"“{schedule.name}” has no moment left to run in that range", hint=_why_none(schedule, last))
    return tuple(found)


def _must_go_on(first: datetime, last: datetime) -> None:
    if last < first:
        raise Invalid(
            "the range of a backfill ends before it begins", hint="a backfill is of the past: --from, then --to"
        )


def _why_none(schedule: Schedule, last: datetime) -> str:
    begins = schedule.timing.starts
    if begins is None or begins <= last:
        return "see: spark schedule history"
    return f"its moments begin on {begins.astimezone(zone_of(schedule.zone)):%Y-%m-%d %H:%M}"
