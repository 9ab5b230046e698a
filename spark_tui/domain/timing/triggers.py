"""What else can fire: an even step, one moment, a calendar rule."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from dateutil.rrule import rrule, rrulestr

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.timing.cron import Cron
from spark_tui.domain.timing.walls import ClockChange, first_after
from spark_tui.domain.zones import aware, zone_of


@dataclass(frozen=True, slots=True)
class Interval:
    """Every so often, counted from an anchor so that it never drifts."""

    every: timedelta
    anchor: datetime

    def __post_init__(self) -> None:
        if self.every < timedelta(seconds=1):
            raise BadTiming("an interval lasts at least one second", hint="try: every 5 minutes")
        if self.every > timedelta(days=3660):
            raise BadTiming("an interval lasts at most ten years", hint="try: once, at a date")
        object.__setattr__(self, "anchor", aware(self.anchor))

    def next_after(self, moment: datetime) -> datetime | None:
        """The first anchor + n·every strictly later than `moment`, n ≥ 0."""
        steps = max(0, (moment - self.anchor) // self.every + 1)
        return self.anchor + steps * self.every


@dataclass(frozen=True, slots=True)
class Once:
    """At one moment."""

    at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", aware(self.at))

    def next_after(self, moment: datetime) -> datetime | None:
        return self.at if self.at > moment else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A calendar rule of RFC 5545 (`FREQ=WEEKLY;INTERVAL=2;BYDAY=FR`), on the wall clock of `zone`.

    `start` is the naive wall time that the rule counts from and that gives the time of day.
    Only whole days are counted (DAILY and slower): what is faster is an Interval or a Cron.
    """

    rrule: str
    start: datetime
    zone: str = "UTC"

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if self.start.tzinfo is not None:
            raise BadTiming("a rule starts at a wall time of its zone, without an offset")
        object.__setattr__(self, "rrule", self.rrule.strip().upper().removeprefix("RRULE:"))
        _compiled(self)

    def next_after(self, moment: datetime, change: ClockChange = ClockChange()) -> datetime | None:
        """Strictly later than `moment`; None when the rule has ended or finds nothing in 60 years."""
        return first_after(moment, self.zone, change, self._later)

    def _later(self, wall: datetime) -> datetime | None:
        try:
            found: datetime | None = _compiled(self).after(wall)
        except (OverflowError, ValueError):
            return None
        return found


_WHOLE_DAYS = re.compile(r"\bFREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b")


@lru_cache(maxsize=4096)
def _compiled(rule: Rule) -> rrule:
    if not _WHOLE_DAYS.search(rule.rrule) or "\n" in rule.rrule:
        raise BadTiming("a calendar rule counts days, weeks, months or years", hint="try: every 5 minutes")
    if "COUNT=" in rule.rrule and "UNTIL=" in rule.rrule:
        raise BadTiming("a calendar rule has a COUNT or an UNTIL, not both", hint="leave one of them out")
    try:
        parsed = rrulestr(f"RRULE:{rule.rrule}", dtstart=rule.start, ignoretz=True, cache=True)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as wrong:
        raise BadTiming(f"“{rule.rrule[:80]}” is not a calendar rule: {wrong}", hint="see RFC 5545") from None
    assert isinstance(parsed, rrule)
    return parsed


Trigger = Cron | Interval | Once | Rule
