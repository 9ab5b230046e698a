"""What one rule of the grammar understood: a clause of the phrase."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from agent.phrases.meaning.calendars import Calendar
from agent.phrases.meaning.doubts import Swap
from agent.phrases.meaning.times import Clock, Length, Part

DateOf = Callable[[date], date]  # from today's date to the date that is meant


@dataclass(frozen=True, slots=True)
class On:
    """These days, and the parts of the day that were said with them.

    `weak` is an adjective such as "daily", which may belong to a name; `also` are days beside
    those of the calendar; `count` is how many of them there are in all; `more`: they come to those
    that were said before, "also on Saturdays".
    """

    calendar: Calendar
    parts: tuple[Part, ...] = ()
    weak: bool = False
    also: tuple[Calendar, ...] = ()
    count: int | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class OnDate:
    """One date; as it is written by machines, with its time and its offset from UTC in minutes.

    `also` are dates that come with it: a weekend has two.
    """

    date: DateOf
    parts: tuple[Part, ...] = ()
    clock: Clock | None = None
    offset: int | None = None
    also: tuple[DateOf, ...] = ()


@dataclass(frozen=True, slots=True)
class At:
    """These times of day; `once` when it was said that it is only then: "once at 4pm"."""

    clocks: tuple[Clock, ...]
    once: bool = False


@dataclass(frozen=True, slots=True)
class AsNow:
    """At the time of day that it is now; `same` when that is said of one day only: "same time tomorrow"."""

    same: bool = False


@dataclass(frozen=True, slots=True)
class During:
    """Parts of the day without a day."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """An even step; `minutes` are those of the hour, when they were said."""

    step: timedelta
    minutes: tuple[int, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of the hour: "at :15", "on the hour"; `hourly` when they can be of no single hour."""

    minutes: tuple[int, ...]
    hourly: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """A window of the day; an open end is None."""

    first: Clock | None
    last: Clock | None
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Months:
    """In these months; `days` are those of a week or a half of them: "in the first week of the month"."""

    months: frozenset[int]
    repeats: bool = False
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class After:
    """So long from now."""

    length: Length


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when until when, for how long, how many times.

    `starts_in`: from a moment so long from now, at which even steps begin; none at all is this moment.
    """

    starts: DateOf | None = None
    starts_in: Length | None = None
    from_clock: Clock | None = None
    ends: DateOf | None = None
    until_clock: Clock | None = None
    lasts: Length | None = None
    count: int | None = None
    whole: str | None = None  # "week" of "this week"


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone; `assumed` is what was written when it could be another."""

    name: str
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class But:
    """What is left out."""

    calendars: tuple[Calendar, ...] = ()
    dates: tuple[DateOf, ...] = ()
    clocks: tuple[Clock, ...] = ()
    window: Between | None = None
    spans: tuple[tuple[DateOf, DateOf], ...] = ()  # first and last day


@dataclass(frozen=True, slots=True)
class Instead:
    """On these days at other times: "but at 10 on Mondays"."""

    calendar: Calendar
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class Unsure:
    """Words about time that were understood well enough to know that one must ask; `swaps` would settle it."""

    say: str
    words: tuple[tuple[str, str], ...] = ()
    swaps: tuple[Swap, ...] = ()


Clause = (
    On
    | OnDate
    | At
    | AsNow
    | During
    | Every
    | Minutes
    | Between
    | Months
    | After
    | Bounds
    | Zone
    | But
    | Instead
    | Unsure
)


def repeats(clause: Clause) -> bool:
    """Whether it says by itself that something comes again."""
    return isinstance(clause, Every) or (isinstance(clause, On) and clause.calendar.repeats)
