"""One moment, or a few: "tomorrow at 3", "on Friday at noon", "in 20 minutes"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from agent.phrases.ahead import dated, day_of_month, nth_of_month, plus_months
from agent.phrases.here import Here
from agent.phrases.meaning import Bounds, Calendar, Clock, DateOf, Impossible, Unclear
from agent.phrases.repeating import times_of
from agent.phrases.understanding import Group
from spark_tui.domain.timing import Once, Timing


def after(here: Here) -> Timing:
    """In so long: elapsed time, or so many days at a time of day."""
    assert here.said.after
    said = here.said
    if said.calendars or said.dates or said.window or said.buts or said.every or said.months or said.minutes:
        raise Unclear("once_or_every")
    if said.bounds != Bounds():
        raise Unclear("once_or_every")
    length = here.said.after.length
    if length.elapsed is not None and not here.said.clocks and not here.said.parts:
        return Timing((Once(here.plus(here.now, length)),))
    if length.elapsed is not None:
        raise Unclear("once_or_every")
    times = here.hours.settled(here.said.clocks, here.said.parts)
    if not times:
        here.assume("same_time")
        return Timing((Once(here.plus(here.now, length)),))
    when = plus_months(here.today, length.months) + timedelta(days=length.days)
    return Timing(tuple(here.once(here.at(when, clock), clock) for clock in times))


def once(here: Here, groups: Sequence[Group]) -> Timing:
    """Each named day at its times, once."""
    if here.said.buts or (here.said.months and here.said.dates):
        raise Unclear("once_or_every")
    found: list[Once] = []
    for group in groups:
        times = times_of(here, group)
        dates = [
            *(_fixed(each.date(here.today)) for each in group.dates),
            *(_date_of(here, one) for each in group.calendars for one in _each_day(each)),
        ]
        base = max([here.today, *(each.date(here.today) for each in group.dates[:1])])
        found += [here.once(_next(here, each, clock, base), clock) for each in dates for clock in times]
    if len(set(found)) < len(found):
        raise Unclear("which_day")
    if here.said.bounds != Bounds():
        raise Unclear("once_or_every")
    return Timing(tuple(found))


def _each_day(calendar: Calendar) -> list[Calendar]:
    """May 5, 6 and 7; 1 September, 1 October and 1 November: each of them once."""
    if calendar.picks > 1 or not calendar.monthdays:
        return [calendar]
    months = [frozenset({month}) for month in sorted(calendar.months)] or [calendar.months]
    return [replace(calendar, monthdays=(day,), months=month) for month in months for day in calendar.monthdays]


def _date_of(here: Here, calendar: Calendar) -> DateOf:
    """The one day that a calendar without repetition means: the next such day."""
    if here.said.months and not calendar.months:
        calendar = replace(calendar, months=here.said.months.months)
    if len(calendar.months) == 1 and len(calendar.monthdays) == 1 and calendar.monthdays[0] > 0:
        return _month_and_day(here, calendar)
    if calendar.weekdays and calendar.monthdays:
        return _weekday_and_day(min(calendar.weekdays), calendar.monthdays[0])
    if len(calendar.weekdays) == 1:
        return _coming(min(calendar.weekdays))
    if len(calendar.monthdays) == 1 and calendar.monthdays[0] > 0 and not calendar.months:
        return day_of_month(calendar.monthdays[0])
    if len(calendar.nth) == 1 and len(calendar.months) == 1:
        return _nth_of(calendar)
    if calendar.monthdays == (-1,) and not calendar.months:
        return lambda today: plus_months(today.replace(day=1), 1) - timedelta(days=1)
    if calendar.monthdays == (-1,) and len(calendar.months) == 1:
        return _last_of(min(calendar.months))
    if calendar.plain and not calendar.unit:
        return lambda today: today  # once at 4pm: the next time that it is so late
    raise Unclear("once_or_every")


def _month_and_day(here: Here, calendar: Calendar) -> DateOf:
    month, number = min(calendar.months), calendar.monthdays[0]
    when = dated(month, number)
    if calendar.weekdays and when(here.today).weekday() not in calendar.weekdays:
        raise Unclear("which_day")
    return when


def _last_of(month: int) -> DateOf:
    """The last day of February, of this year or the next."""

    def on(today: date) -> date:
        first = date(today.year + (month < today.month), month, 1)
        return plus_months(first, 1) - timedelta(days=1)

    return on


def _nth_of(calendar: Calendar) -> DateOf:
    (nth, weekday), month = calendar.nth[0], min(calendar.months)

    def on(today: date) -> date:
        for year in (today.year, today.year + 1):
            found = nth_of_month(nth, weekday, 0)(date(year, month, 1))
            if found >= today:
                return found
        raise Impossible("no_day", text=str(nth))

    return on


def _fixed(day: date) -> DateOf:
    return lambda _: day


def _next(here: Here, when: DateOf, clock: Clock, base: date) -> datetime:
    """The moment; "Friday" and "the 15th" are the next that is still to come."""
    found = here.at(when(here.today), clock)
    if found <= here.now and when(here.today) == here.today and clock.key == (0, 0, 0):
        return here.at(here.today + timedelta(days=1), clock)  # "tonight at midnight" ends the day
    if base > here.today and when(here.today) < base:
        return here.at(when(base), clock)  # next Monday and Tuesday: the Tuesday after it
    return found if found > here.now else here.at(when(here.today + timedelta(days=1)), clock)


def _coming(weekday: int) -> DateOf:
    """Today or after."""
    return lambda today: today + timedelta(days=(weekday - today.weekday()) % 7)


def _weekday_and_day(weekday: int, number: int) -> DateOf:
    """Friday the 13th, once: the next day that is both."""

    def on(today: date) -> date:
        for ahead in range(366 * 8):
            found = today + timedelta(days=ahead)
            if found.day == number and found.weekday() == weekday:
                return found
        raise Impossible("no_day", text=str(number))

    return on
