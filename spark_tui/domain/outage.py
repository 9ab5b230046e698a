"""When Spark was not there: off, asleep with its machine, or without its store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from spark_tui.domain.timing import zone_of
from spark_tui.domain.zones import clock

SEEN = "engine.seen"  # the fact that holds the last sign of life of an engine
NOTICED = timedelta(seconds=5)  # a shorter absence is a hand-over


class Absence(StrEnum):
    """Why nobody was there."""

    OFF = "off"  # no engine ran
    ASLEEP = "asleep"  # the machine slept or its clock was set forward
    STUCK = "stuck"  # an engine ran and could not work: its store was out of reach, the machine overloaded


WORDS = {
    Absence.OFF: "Spark was off",
    Absence.ASLEEP: "the machine slept or its clock was set",
    Absence.STUCK: "Spark could not reach its store or was overloaded",
}


@dataclass(frozen=True, slots=True)
class Outage:
    """From `since`, the last sign of life, to `until`, when an engine could work again."""

    since: datetime
    until: datetime
    why: Absence

    @property
    def away(self) -> bool:
        """Whether nobody was there, rather than somebody who could not work."""
        return self.why is not Absence.STUCK

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment <= self.until

    def words(self, zone: str, at: Callable[[datetime], str] | None = None) -> str:
        """`Spark was off from 2026-11-25 02:10:00 to 07:00:12`, on the clock of `zone`; or as `at` tells moments."""
        since, until = (moment.astimezone(zone_of(zone)) for moment in (self.since, self.until))
        if at is not None:
            to = clock(until) if since.date() == until.date() else at(until)
            return f"{WORDS[self.why]} from {at(since)} to {to}"
        to = f"{until:%H:%M:%S}" if since.date() == until.date() else f"{until:%Y-%m-%d %H:%M:%S}"
        return f"{WORDS[self.why]} from {since:%Y-%m-%d %H:%M:%S} to {to}"


def outage_at(moment: datetime, outages: Sequence[Outage]) -> Outage | None:
    """The one that covers the moment."""
    return next((outage for outage in outages if outage.covers(moment)), None)


def last_within(first: datetime, last: datetime, outages: Sequence[Outage]) -> Outage | None:
    """The last one of a time, whole or in part."""
    return next((outage for outage in reversed(outages) if outage.since <= last and outage.until >= first), None)


def silence(since: datetime | None, now: datetime) -> Outage | None:
    """The outage that an engine finds when it begins: since the last sign of life of the one before."""
    if since is None or now - since < NOTICED:
        return None
    return Outage(since, now, Absence.OFF)


def gap(wall: timedelta, elapsed: timedelta, beat: timedelta, now: datetime) -> Outage | None:
    """The outage that an engine finds between two looks, which are never more than `beat` apart.

    `wall` is what passed on the wall clock, `elapsed` on a clock that nobody sets and that stands
    still while the machine sleeps.
    """
    if wall <= 2 * beat:
        return None
    return Outage(now - wall, now, Absence.STUCK if elapsed > 2 * beat else Absence.ASLEEP)


def stuck(since: datetime, tried: timedelta, now: datetime) -> Outage | None:
    """The outage of an engine that has tried in vain from `since` on, for so long on a clock that nobody sets."""
    return Outage(min(since, now), now, Absence.STUCK) if tried >= NOTICED else None
