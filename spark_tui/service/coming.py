"""What is to come: the first starts in a stretch of time, of however many schedules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from heapq import nsmallest
from itertools import islice, takewhile

from spark_tui.domain.order import TellNext
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import Timing

SHOWN = 8  # starts that are told


@dataclass(frozen=True, slots=True)
class Coming:
    """What starts from `since` on and before `until`, the first of it by name; `schedules` of them start at all."""

    since: datetime
    until: datetime | None
    starts: tuple[tuple[datetime, str], ...]
    schedules: int


def coming(order: TellNext, schedules: Sequence[Schedule]) -> Coming:
    """In a stretch of time the first start of each; without an end, the very first of all."""
    starts = [(at, one) for one in schedules if (at := _first(one, order)) is not None]
    soonest = nsmallest(SHOWN, starts, key=lambda start: (start[0], start[1].name))
    if order.until is None:  # the very first ones are among those of the schedules that start first
        soonest = [(at, one) for _, one in soonest for at in _moments(one, order, SHOWN)]
    first = nsmallest(SHOWN, ((at, one.name) for at, one in soonest))
    return Coming(order.since, order.until, tuple(first), len(starts))


def _first(schedule: Schedule, order: TellNext) -> datetime | None:
    """Its first start then. Most need no rule for that: their next moment is kept."""
    at = schedule.next_at
    if at is None or (order.until is not None and at >= order.until):
        return None
    if at >= order.since and schedule.pause is None:
        return at
    since = starts_from(schedule, order.since)
    first = _from(schedule.timing, since) if since is not None else None
    return first if first is not None and (order.until is None or first < order.until) else None


@lru_cache(maxsize=16_384)  # the day that is asked about begins at the same moment at every key press
def _from(timing: Timing, since: datetime) -> datetime | None:
    return next(iter(timing.moments_after(since - datetime.resolution)), None)


def _moments(schedule: Schedule, order: TellNext, most: int) -> list[datetime]:
    """Those at which it is not paused."""
    since = starts_from(schedule, order.since)
    if since is None:
        return []
    ahead = schedule.timing.moments_after(since - datetime.resolution)
    return list(islice(takewhile(lambda at: order.until is None or at < order.until, ahead), most))


def starts_from(schedule: Schedule, since: datetime) -> datetime | None:
    """From when on it may start, at `since` or when its pause ends; None where it never does."""
    pause = schedule.pause
    if schedule.next_at is None or (pause is not None and pause.until is None):
        return None
    return max(since, pause.until) if pause is not None and pause.until else since
