"""What a language says of times: its words, its patterns, and the few rules that only it has.

The other modules decide what is to be said, a Voice how. `english` and `portuguese` are the voices.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from spark_tui.system.words.counting import Runs, listed

MINUTE, HOUR = 60, 3_600
LAST_WORKING = 0  # among days of the month, the last one from Monday to Friday


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing, and several of them."""

    one: str
    many: str
    feminine: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """A language, with its clock of 12 or 24 hours. Patterns have gaps as `str.format` knows them.

    Weekdays are told by their numbers, Monday being 0, days of the month by theirs, -1 being the last
    and 0 the last working day.
    """

    weekdays: tuple[Noun, ...]
    working: Noun  # a day from Monday to Friday
    months: tuple[str, ...]
    units: Mapping[str, Noun]
    weeks: Mapping[frozenset[int], str]  # weekdays that have a name together
    beside: Mapping[str, str]  # days that are said otherwise where they stand after the times

    last: str  # before the last one of a list
    last_part: str  # before the last unit of a length that has several
    every_day: str
    every_year: str  # what follows it is `on`
    on: str
    on_date: str
    days_but: str
    but: str  # what the whole is without
    every: str
    at_minute: str
    at_minutes: str
    once: str
    starts: str
    ends: str
    lasts: str  # from its start until its end
    one_time: str
    many_times: str
    nothing: str
    by_rule: str
    by_cron: str
    clocks: Mapping[str, tuple[str, str]]  # at, from, … a time of day that begins with one; any other

    weekly: Callable[[Sequence[int]], str]
    """Weekdays that come every week, in order; 7 is the Monday after."""

    but_weekday: Callable[[Noun], str]
    fortnightly: Callable[[Noun], str]
    on_weekdays: Callable[[Sequence[Noun]], str]
    stepped: Callable[[int, str], str]
    """Every so many days, weeks or years."""

    nths: Callable[[Sequence[tuple[Sequence[int], Noun]]], str]
    """Places in the month, each with what is counted: the first and third Monday."""

    monthdays: Callable[[Runs], str]

    weekday_on: Callable[[str, Sequence[Noun], Runs], str]
    """A week in words, and its days, that are also such days of the month: every Friday the 13th."""

    beside_nth: Callable[[int, int, int], str]
    """A weekday that is so many days after another, or before it when they are negative, and the place of that
    other in the month: the Friday before the last Monday."""

    each_month: Callable[[int], str]
    """Of every month, or of one in so many."""

    of_months: Callable[[Sequence[int]], str]
    in_months: Callable[[Sequence[int]], str]
    dates: Callable[[Sequence[int], Sequence[int]], str]
    """Days of months: 25 December."""

    without_weekday: Callable[[Noun], str]
    without_months: str
    without_date: str
    half: Callable[[int], str]
    """Which half of the day an hour is in."""

    first_hour: int  # what the hour after midnight is called where there are 12
    described: bool = False  # whether cron-descriptor knows the language
    hours: int = 24

    def listed(self, items: Sequence[str]) -> str:
        return listed(items, self.last)

    def clock(self, seconds: int) -> str:
        """A second of the day as 09:00, or 09:00:30; 9:00 AM where there are 12 hours."""
        hour, rest = divmod(seconds, HOUR)
        minutes = f"{rest // MINUTE:02}" + (f":{rest % MINUTE:02}" if rest % MINUTE else "")
        return f"{hour:02}:{minutes}" if self.hours == 24 else f"{self._dial(hour)}:{minutes} {self.half(hour)}"

    def at(self, how: str, *seconds: int) -> str:
        """Times of day after a word of `clocks`."""
        single, others = self.clocks[how]
        hour = seconds[0] // HOUR
        one = len(seconds) == 1 and (hour if self.hours == 24 else self._dial(hour)) == 1
        return (single if one else others).format(self.listed([self.clock(each) for each in seconds]))

    def _dial(self, hour: int) -> int:
        return hour % 12 or (12 if hour else self.first_hour)

    def date(self, day: date) -> str:
        """Tue 24 Nov 2026."""
        return f"{self.weekdays[day.weekday()].one[:3]} {day.day} {self.months[day.month - 1][:3]} {day.year}"
