"""From when until when: the bounds of a timing, as moments."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from agent.phrases.bounds import LONGEST_SPAN
from agent.phrases.building import MOST_TRIGGERS
from agent.phrases.excluding import Left
from agent.phrases.here import Here
from agent.phrases.meaning import Clock, DateOf, Impossible, Unclear
from spark_tui.domain.timing import Timing, Trigger, zone_of


def bounded(here: Here, found: Sequence[Trigger], left: Left) -> Timing:
    bounds = here.said.bounds
    if len(found) > MOST_TRIGGERS:
        raise Unclear("too_many")
    if bounds.from_clock:
        raise Unclear("once_or_every")
    starts = here.at(bounds.starts(here.today), Clock(0)) if bounds.starts else None
    ends = _ends(here, starts)
    if starts and ends and ends < starts:
        raise Impossible("backwards")
    if ends and ends <= here.now:
        raise Impossible("past", when=f"{ends.astimezone(zone_of(here.zone)):%Y-%m-%d}")
    if bounds.count and starts is None:
        starts = here.now.replace(microsecond=0) + timedelta(seconds=1)
    return Timing(tuple(dict.fromkeys(found)), starts, ends, bounds.count, left.exclusion(here.zone))


def is_bounded(here: Here) -> bool:
    bounds = here.said.bounds
    return bool(bounds.ends or bounds.lasts or bounds.count or bounds.starts)


def counted_from(here: Here) -> datetime:
    starts = here.said.bounds.starts
    return max(here.now, here.at(starts(here.today), Clock(0)) - timedelta(seconds=1)) if starts else here.now


def _ends(here: Here, starts: datetime | None) -> datetime | None:
    bounds = here.said.bounds
    if bounds.lasts:
        if bounds.ends or bounds.until_clock:
            raise Unclear("once_or_every")
        return here.plus(starts, bounds.lasts) - timedelta(seconds=1) if starts else here.plus(here.now, bounds.lasts)
    if bounds.until_clock:
        return _until(here, here.hours.sure(bounds.until_clock))
    if bounds.ends is None:
        return None
    return here.at(_last_day(here, bounds.ends) + timedelta(days=1), Clock(0)) - timedelta(seconds=1)


def _last_day(here: Here, ends: DateOf) -> date:
    """An end without a year comes after the start."""
    starts, found = here.said.bounds.starts, ends(here.today)
    if starts and found < starts(here.today):
        later = ends(starts(here.today))
        return later if later - starts(here.today) < LONGEST_SPAN else found
    return found


def _until(here: Here, clock: Clock) -> datetime:
    if here.said.bounds.ends:
        return here.at(_last_day(here, here.said.bounds.ends), clock)
    if here.said.calendars:
        raise Unclear("once_or_every")
    moment = here.at(here.today, clock)
    return moment if moment > here.now else here.at(here.today + timedelta(days=1), clock)
