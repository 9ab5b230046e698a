"""From when until when: the bounds of a timing, as moments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from agent.phrases.bounds import LONGEST_SPAN
from agent.phrases.building import MOST_TRIGGERS
from agent.phrases.excluding import Left
from agent.phrases.here import Here
from agent.phrases.meaning import Clock, DateOf, Impossible, Unclear
from spark_tui.domain.timing import Interval, Timing, Trigger, zone_of


def bounded(here: Here, found: Sequence[Trigger], left: Left) -> Timing:
    bounds = here.said.bounds
    if len(found) > MOST_TRIGGERS:
        raise Unclear("too_many")
    if bounds.from_clock and not bounds.starts:
        raise Unclear("once_or_every")
    starts = _starts(here)
    ends = _ends(here, starts)
    if starts and ends and ends < starts:
        raise Impossible("backwards")
    if ends and ends <= here.now:
        raise Impossible("past", when=f"{ends.astimezone(zone_of(here.zone)):%Y-%m-%d}")
    timing = Timing(tuple(dict.fromkeys(found)), starts, ends, None, left.exclusion(here.zone))
    if not bounds.count:
        return timing
    return replace(timing, starts=starts or _first_day(here, timing), count=bounds.count)


def _starts(here: Here) -> datetime | None:
    bounds = here.said.bounds
    if bounds.starts is None:
        return here.from_now(bounds.starts_in) if bounds.starts_in is not None else None
    clock = here.hours.sure(bounds.from_clock) if bounds.from_clock else Clock(0)
    return here.at(bounds.starts(here.today), clock)


def _first_day(here: Here, timing: Timing) -> datetime:
    """Where to count from: the day of the first moment, or that moment when the day has earlier ones."""
    first = timing.next_after(here.now)
    if first is None:
        raise Impossible("never")
    if any(isinstance(each, Interval) for each in timing.triggers):
        return first
    midnight = here.at(first.astimezone(zone_of(here.zone)).date(), Clock(0))
    earlier = timing.next_after(midnight - timedelta(microseconds=1))
    return midnight if earlier == first else first


def is_bounded(here: Here) -> bool:
    bounds = here.said.bounds
    return bool(bounds.ends or bounds.lasts or bounds.count or bounds.starts or bounds.starts_in)


def counted_from(here: Here) -> datetime:
    starts = _starts(here)
    return max(here.now, starts - timedelta(seconds=1)) if starts else here.now


def _ends(here: Here, starts: datetime | None) -> datetime | None:
    bounds = here.said.bounds
    if bounds.lasts:
        if bounds.ends or bounds.until_clock:
            raise Unclear("once_or_every")
        if starts and starts > here.now:
            return here.plus(starts, bounds.lasts) - timedelta(seconds=1)
        return here.plus(here.now, bounds.lasts)
    if bounds.until_clock:
        return _until(here, here.hours.sure(bounds.until_clock))
    if bounds.ends is None:
        return None
    return here.at(_last_day(here, bounds.ends) + timedelta(days=1), Clock(0)) - timedelta(seconds=1)


def _last_day(here: Here, ends: DateOf) -> date:
    """An end without a year comes after the start."""
    begins, found = _begins(here), ends(here.today)
    if begins and found < begins:
        later = ends(begins)
        return later if begins <= later < begins + LONGEST_SPAN else found
    return found


def _begins(here: Here) -> date | None:
    """The day of the start, or the first of the months in which it runs: "in December until the 23rd"."""
    if here.said.bounds.starts:
        return here.said.bounds.starts(here.today)
    months = here.said.months.months if here.said.months else ()
    if not months or here.today.month in months:
        return None
    return min(date(here.today.year + (month < here.today.month), month, 1) for month in months)


def _until(here: Here, clock: Clock) -> datetime:
    if here.said.bounds.ends:
        return here.at(_last_day(here, here.said.bounds.ends), clock)
    if here.said.calendars:
        raise Unclear("once_or_every")
    moment = here.at(here.today, clock)
    return moment if moment > here.now else here.at(here.today + timedelta(days=1), clock)
