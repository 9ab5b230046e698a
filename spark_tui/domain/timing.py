"""When a schedule fires.

A trigger is a value: it holds no clock and no memory. Ask it for the first
moment after another moment and it gives the same answer every time. Every
moment that goes in or comes out is aware; what comes out is in UTC.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import assert_never
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from dateutil.rrule import rrule, rrulestr

from spark_tui.domain.errors import BadTiming

MOST_COUNT = 10_000  # a counted timing is enumerated, so its count is bounded
MOST_JUMPS = 4_000  # excluded days in a row before we say "never" …
NEVER = timedelta(days=366 * 12)  # … and how far apart: beyond the 8 years that can lie between two 29 February
HORIZON = timedelta(days=366 * 60)  # nothing is planned further ahead than this

ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises BadTiming when there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadTiming(
            f"there is no time zone “{name[:40]}”", hint="use an IANA name such as America/Sao_Paulo or UTC"
        ) from None


def at_wall(wall: datetime, zone: str) -> datetime:
    """The instant at which the clock of `zone` shows the naive `wall`.

    A wall time that a clock change skips is the instant right after the gap; one that it
    doubles is the first of the two.
    """
    local = wall.replace(tzinfo=zone_of(zone), fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: str) -> datetime:
    """The transition instant of the gap that swallows `wall`, found by halving."""
    tz = zone_of(zone)
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    offset = before.astimezone(tz).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression with the meaning it has in Debian's cron, read on the clock of `zone`.

    Five fields, or six with the seconds first; names, lists, ranges, steps, `L`, `LW`, `5L`, `1#2`
    and the @aliases. Kept in one spelling, so that equal expressions are equal values.
    """

    fields: str
    zone: str = "UTC"

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", _normal(self.fields))
        zone_of(self.zone)
        try:
            CronSim(self.fields, datetime(2000, 1, 1))  # noqa: DTZ001 - only the fields are read here
        except (CronSimError, AssertionError, ValueError) as wrong:
            raise BadTiming(
                f"“{self.fields[:80]}” is not a cron expression: {_why(wrong)}",
                hint="five fields: minute hour day month weekday, such as 0 9 * * 1-5",
            ) from None

    def next_after(self, moment: datetime) -> datetime | None:
        """Strictly later than `moment`; None when there is none within 50 years."""
        start = moment.astimezone(UTC if self.zone == "UTC" else zone_of(self.zone))
        sim = CronSim(self.fields, start)
        # Asked inside the second hour of an autumn fold, cronsim can answer a past moment.
        for candidate in islice(_walk(sim), 3_700):
            found = candidate.astimezone(UTC)
            if found > moment:
                return found
        return None


def _walk(sim: CronSim) -> Iterator[datetime]:
    try:
        yield from sim
    except (OverflowError, ValueError):
        return


def _why(wrong: Exception) -> str:
    return str(wrong).lower() or "a field is wrong"


def _normal(fields: str) -> str:
    """One spelling: aliases resolved, upper case, `?` as `*`, wrapping ranges listed, a zero seconds field dropped."""
    text = ALIASES.get(fields.strip().lower(), fields.strip().upper())
    parts = text.split()
    if len(parts) not in (5, 6) or len(text) > 400:
        raise BadTiming(
            f"a cron expression has 5 or 6 fields, “{fields[:80]}” has {len(parts)}",
            hint="minute hour day month weekday, such as 0 9 * * 1-5",
        )
    parts = ["*" if part == "?" else part for part in parts]
    if len(parts) == 6 and parts[0] in ("0", "00"):
        parts = parts[1:]
    parts[-2] = _unwrap(parts[-2], _MONTHS, 1)
    parts[-1] = _unwrap(parts[-1], _DAYS, 0)
    return " ".join(re.sub(r"\b0+(?=\d)", "", part) for part in parts)


def _unwrap(part: str, names: tuple[str, ...], first: int) -> str:
    """FRI-MON → FRI,SAT,SUN,MON: people write ranges that wrap, and cron has none."""

    def spelled(match: re.Match[str]) -> str:
        low, high = (names.index(match[i]) + first for i in (1, 2))
        if low <= high:
            return match[0]
        last = first + len(names) - 1
        return ",".join(names[n - first] for n in [*range(low, last + 1), *range(first, high + 1)])

    one = "|".join(names)
    return re.sub(rf"\b({one})-({one})\b(?!/)", spelled, part)


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
        object.__setattr__(self, "anchor", _aware(self.anchor))

    def next_after(self, moment: datetime) -> datetime | None:
        """The first anchor + n·every strictly later than `moment`, n ≥ 0."""
        steps = max(0, (moment - self.anchor) // self.every + 1)
        return self.anchor + steps * self.every


@dataclass(frozen=True, slots=True)
class Once:
    """At one moment."""

    at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", _aware(self.at))

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

    def next_after(self, moment: datetime) -> datetime | None:
        """Strictly later than `moment`; None when the rule has ended or finds nothing in 60 years."""
        rule = _compiled(self)
        wall = moment.astimezone(zone_of(self.zone)).replace(tzinfo=None)
        try:
            walls = rule.xafter(wall - timedelta(days=1), count=64)
            for found in walls:
                if found - wall > HORIZON:
                    return None
                instant = at_wall(found, self.zone)
                if instant > moment:
                    return instant
        except (OverflowError, ValueError):
            return None
        return None


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


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise BadTiming("a moment needs a time zone", hint="add an offset, such as +00:00")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Except:
    """Days on which a timing is silent, by the calendar of `zone`.

    `weekdays` are 0 (Monday) to 6; `months` 1 to 12; `days` are (month, day) of every year.
    """

    zone: str = "UTC"
    weekdays: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()
    dates: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if not (self.weekdays <= set(range(7)) and self.months <= set(range(1, 13))):
            raise BadTiming("an exception names weekdays 0 to 6 and months 1 to 12")
        if len(self.weekdays) == 7 or len(self.months) == 12:
            raise BadTiming("the exceptions leave no day", hint="leave out fewer days")

    def covers(self, moment: datetime) -> bool:
        day = moment.astimezone(zone_of(self.zone)).date()
        return (
            day.weekday() in self.weekdays
            or day.month in self.months
            or (day.month, day.day) in self.days
            or day in self.dates
        )

    def end_of_day(self, moment: datetime) -> datetime:
        """The last instant of the local day that `moment` is on."""
        day = moment.astimezone(zone_of(self.zone)).date()
        midnight = at_wall(datetime.combine(day + timedelta(days=1), time()), self.zone)
        return max(midnight - timedelta(microseconds=1), moment)


@dataclass(frozen=True, slots=True)
class Timing:
    """The union of its triggers' moments, bounded, minus exclusions. It cannot exist invalid.

    `starts` and `ends` are both inclusive; `count` is how many moments there are in all,
    counted from `starts`.
    """

    triggers: tuple[Trigger, ...]
    starts: datetime | None = None
    ends: datetime | None = None
    count: int | None = None
    exclude: Except | None = field(default=None)

    def __post_init__(self) -> None:
        if not self.triggers:
            raise BadTiming("a timing needs at least one trigger", hint="try: every day at 9")
        if len(self.triggers) > 64:
            raise BadTiming("a timing has at most 64 triggers", hint="split it into several schedules")
        for name in ("starts", "ends"):
            if (bound := getattr(self, name)) is not None:
                object.__setattr__(self, name, _aware(bound))
        if self.starts and self.ends and self.ends < self.starts:
            raise BadTiming("it ends before it starts", hint="swap the two")
        if self.count is not None:
            self._check_count(self.count)

    def _check_count(self, count: int) -> None:
        if not 1 <= count <= MOST_COUNT:
            raise BadTiming(f"a timing has 1 to {MOST_COUNT:,} moments")
        if self.starts is None:
            raise BadTiming("a count needs a start to count from")

    @property
    def zone(self) -> str | None:
        """The zone of the first trigger that has one: the clock in which to show it."""
        return next((t.zone for t in self.triggers if isinstance(t, Cron | Rule)), None)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first moment strictly later than `moment`, or None when there is none.

        The search is bounded: by each trigger, by the horizon, by the bounds.
        """
        found = self._uncounted_after(moment)
        if found is None or self.count is None:
            return found
        last = _last_counted(self)
        return found if last is not None and found <= last else None

    def upcoming(self, moment: datetime, count: int = 5) -> tuple[datetime, ...]:
        """The next `count` moments strictly later than `moment`, fewer when it ends sooner."""
        return tuple(islice(self.moments_after(moment), count))

    def moments_after(self, moment: datetime) -> Iterator[datetime]:
        """All moments strictly later than `moment`, in order; it may never end."""
        found = self.next_after(moment)
        while found is not None:
            yield found
            found = self.next_after(found)

    def _uncounted_after(self, moment: datetime) -> datetime | None:
        if self.starts is not None:
            moment = max(moment, self.starts - timedelta(microseconds=1))
        first: datetime | None = None
        for _ in range(MOST_JUMPS):
            found = min((m for t in self.triggers if (m := _next(t, moment)) is not None), default=None)
            first = first or found
            if found is None or first is None or (self.ends is not None and found > self.ends):
                return None
            if self.exclude is None or not self.exclude.covers(found):
                return found
            if found - first > NEVER:
                return None
            moment = self.exclude.end_of_day(found)
        return None


def _next(trigger: Trigger, moment: datetime) -> datetime | None:
    match trigger:
        case Cron() | Interval() | Once() | Rule():
            return trigger.next_after(moment)
        case _:
            assert_never(trigger)


@lru_cache(maxsize=4096)
def _last_counted(timing: Timing) -> datetime | None:
    """The last moment of a counted timing."""
    assert timing.starts is not None
    assert timing.count is not None
    last, moment = None, timing.starts - timedelta(microseconds=1)
    for _ in range(timing.count):
        following = timing._uncounted_after(moment)  # noqa: SLF001 - a part of Timing, cached beside it
        if following is None:
            break
        last = moment = following
    return last
