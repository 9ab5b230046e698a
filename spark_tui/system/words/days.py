"""Weekdays and months in phrases that crons and calendar rules share: "every weekday", "the last Friday of June"."""

from collections.abc import Sequence
from dataclasses import dataclass

from spark_tui.system.words.voice import Voice

MOST = 8  # months that are named; of more, those are named that are left out
ALL = range(1, 13)


@dataclass(frozen=True, slots=True)
class Spared:
    """All of one weekday but some: "the last Friday of every month"."""

    weekday: int
    said: str


@dataclass(frozen=True, slots=True)
class Days:
    """Days in words, and what is known of them so that they can be told together with others.

    `week` is filled when they are weekdays of every week; `missing` are months that they leave out, which
    are not among the words.
    """

    said: str
    week: frozenset[int] = frozenset()
    spared: Spared | None = None
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """Some months of the year, or one in so many; all when it says nothing."""

    months: tuple[int, ...] = ()
    step: int = 1

    @property
    def named(self) -> tuple[int, ...]:
        return self.months if len(self.months) <= MOST else ()

    @property
    def missing(self) -> tuple[int, ...]:
        return tuple(n for n in ALL if n not in self.months) if len(self.months) > MOST else ()

    @property
    def plain(self) -> bool:
        """Whether it is told as every month; those that are missing are told at the end."""
        return self.step == 1 and not self.named

    @property
    def whole(self) -> bool:
        return self.plain and not self.missing


ALL_YEAR = Season()


def of(voice: Voice, season: Season) -> str:
    """Of every month; of June and July."""
    return voice.of_months(season.named) if season.named else voice.each_month(season.step)


def yearly(voice: Voice, days: str, season: Season) -> str:
    """Days of some months, which come every year."""
    return f"{voice.every_year if season.named else ''}{voice.on.format(f'{days} {of(voice, season)}')}"


def week(voice: Voice, days: frozenset[int], season: Season = ALL_YEAR) -> Days:
    """Weekdays that come every week."""
    if season.named:
        return Days(f"{_weekdays(voice, days)} {voice.in_months(season.named)}")
    return Days(_weekdays(voice, days), days)


def _weekdays(voice: Voice, days: frozenset[int]) -> str:
    if known := voice.weeks.get(days):
        return known
    if len(days) == 6:
        gone = voice.weekdays[min(set(range(7)) - days)]
        return voice.days_but.format(voice.every_day, voice.but_weekday(gone))
    return voice.weekly(_from_the_gap(days))


def _from_the_gap(days: frozenset[int]) -> list[int]:
    """Saturday to Monday is one run: begin after the first day that is left out."""
    gap = max(set(range(7)) - days)
    return [day for day in range(gap + 1, gap + 7) if day % 7 in days] if 6 in days and 0 in days else sorted(days)


def nth_weekdays(voice: Voice, pairs: Sequence[tuple[int, int]], season: Season) -> Days:
    """(weekday, place in the month) as "on the first and third Monday of every month"."""
    by_day: dict[int, list[int]] = {}
    for day, nth in pairs:
        by_day.setdefault(day, []).append(nth)
    if len(by_day) == 1 and season.plain and (missing := _all_but_one(pairs)):
        return _all_but(voice, pairs[0][0], missing, season)
    said = voice.nths([(nths, voice.weekdays[day]) for day, nths in by_day.items()])
    return Days(yearly(voice, said, season))


def _all_but(voice: Voice, weekday: int, missing: int, season: Season) -> Days:
    """Every Monday except the first Monday of every month."""
    spared = Spared(weekday, f"{voice.nths([([missing], voice.weekdays[weekday])])} {of(voice, season)}")
    every = week(voice, frozenset({weekday})).said
    return Days(voice.days_but.format(every, spared.said), spared=spared)


def _all_but_one(pairs: Sequence[tuple[int, int]]) -> int:
    """The place that four of five leave out, counted from the same end; 0 when it is not so."""
    places = {nth for _, nth in pairs}
    sign = -1 if max(places) < 0 else 1
    missing = {sign * n for n in range(1, 6)} - places
    return missing.pop() if len(places) == 4 and len(missing) == 1 else 0


def monthdays(voice: Voice, numbers: Sequence[int]) -> str:
    """Each by itself: the 1st and last day."""
    return voice.monthdays([[number] for number in numbers])
