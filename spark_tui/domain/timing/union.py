"""Triggers together: bounded, counted, without what is left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import assert_never

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.timing.cron import Cron
from spark_tui.domain.timing.triggers import Interval, Once, Rule, Trigger
from spark_tui.domain.timing.walls import ClockChange
from spark_tui.domain.zones import at_wall, aware, zone_of

MOST_COUNT = 10_000  # a counted timing is enumerated, so its count is bounded
MOST_JUMPS = 4_000  # excluded days in a row before we say "never" …
NEVER = timedelta(days=366 * 12)  # … and how far apart: beyond the 8 years that can lie between two 29 February


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
    counted from `starts`. `clock_change` says how its triggers go through a change of their clock.
    """

    triggers: tuple[Trigger, ...]
    starts: datetime | None = None
    ends: datetime | None = None
    count: int | None = None
    exclude: Except | None = field(default=None)
    clock_change: ClockChange = field(default=ClockChange())

    def __post_init__(self) -> None:
        if not self.triggers:
            raise BadTiming("a timing needs at least one trigger", hint="try: every day at 9")
        if len(self.triggers) > 64:
            raise BadTiming("a timing has at most 64 triggers", hint="split it into several schedules")
        for name in ("starts", "ends"):
            if (bound := getattr(self, name)) is not None:
                object.__setattr__(self, name, aware(bound))
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

    def on_clock_of(self, zone: str) -> "Timing":
        """The same wall times on the clock of another zone; an interval and a single moment stay when they are."""
        triggers = tuple(replace(t, zone=zone) if isinstance(t, Cron | Rule) else t for t in self.triggers)
        exclude = replace(self.exclude, zone=zone) if self.exclude else None
        return replace(self, triggers=triggers, exclude=exclude)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first moment strictly later than `moment`, or None when there is none.

        The search is bounded: by each trigger, by the horizon, by the bounds.
        """
        found = self._uncounted_after(moment)
        if found is None or self.count is None:
            return found
        last = last_counted(self)
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
            found = min((m for t in self.triggers if (m := self._next(t, moment)) is not None), default=None)
            first = first or found
            if found is None or first is None or (self.ends is not None and found > self.ends):
                return None
            if self.exclude is None or not self.exclude.covers(found):
                return found
            if found - first > NEVER:
                return None
            moment = self.exclude.end_of_day(found)
        return None

    def _next(self, trigger: Trigger, moment: datetime) -> datetime | None:
        match trigger:
            case Cron() | Rule():
                return trigger.next_after(moment, self.clock_change)
            case Interval() | Once():
                return trigger.next_after(moment)
            case _:
                assert_never(trigger)


@lru_cache(maxsize=4096)
def last_counted(timing: Timing) -> datetime | None:
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
