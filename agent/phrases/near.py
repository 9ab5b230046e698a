"""Days told by another day: the nearest weekday, the first Monday after the 15th, three days before the end."""

from dataclasses import replace

from agent.phrases.meaning import Calendar, On, Unsure
from agent.phrases.monthdays import monthly
from agent.phrases.patterns import Rule, rule

Place = tuple[int, int]  # the second Tuesday: its number and its weekday


def _nearest(day: int) -> On | None:
    """The weekday nearest to the 15th: the 15th, else the Friday before a Saturday or the Monday after a Sunday.

    It stays in the month, as `15W` does in cron.
    """
    if not 1 <= day <= 31:
        return None
    monday = _both_each(0, (day + 1,) if day > 1 else (2, 3))
    friday = (_both_each(4, (day - 1,)),) if day > 1 else ()
    return On(replace(_both_each(0, (day,)), weekdays=frozenset(range(5))), also=(*friday, monday))


def _both_each(weekday: int, days: tuple[int, ...]) -> Calendar:
    return Calendar("month", weekdays=frozenset({weekday}), monthdays=days)


def _in_days(weekday: int, first: int) -> On | None:
    """That weekday of the seven days from `first` on."""
    return On(_both_each(weekday, tuple(range(first, first + 7)))) if 1 <= first <= 25 else None


def _first_after(day: int, start: int) -> On | None:
    return _in_days(day, start + 1)


def _on_or_after(day: int, start: int) -> On | None:
    return _in_days(day, start)


def _last_before(day: int, end: int) -> On | None:
    return _in_days(day, end - 7)


def _so_long_before(n: float, day: Calendar) -> On | None:
    """Three days before the end of the month, the day before the 1st."""
    return _shifted(day, -int(n)) if n == int(n) else None


def _so_long_after(n: float, day: Calendar) -> On | None:
    return _shifted(day, int(n)) if n == int(n) else None


def _shifted(day: Calendar, by: int) -> On | None:
    if day.picks != 1 or len(day.monthdays) != 1:
        return None
    was = day.monthdays[0]
    number = was + by if (was > 0) == (was + by > 0) else was + by - 1
    return On(monthly((number,), repeats=True)) if number and (number < 0) <= (was < 0 or by < 0) else None


def before_the_end(n: float) -> On | None:
    return On(monthly((-int(n) - 1,), repeats=True)) if n == int(n) and n < 28 else None


def _days_from(n: float, place: Place, months: frozenset[int] | None, sign: int) -> On | None:
    """The day after the second Tuesday: a Wednesday from the 9th to the 15th."""
    nth, weekday = place
    if n != int(n) or not 1 <= n <= 7 or not (1 <= nth <= 4 or -2 <= nth < 0):
        return None
    by = sign * int(n)
    first = 7 * nth - 6 if nth > 0 else 7 * nth
    days = [day + by for day in range(first, first + 7)]
    if nth > 0 and days[-1] > 28:
        return None
    over = days[0] < 1 if nth > 0 else days[-1] >= 0  # into the month before or after, whatever its length
    if over and months:
        return None
    there = tuple(_over_the_end(day, begins=nth > 0) for day in days)
    return On(
        Calendar("month", weekdays=frozenset({(weekday + by) % 7}), monthdays=there, months=months or frozenset())
    )


def _over_the_end(day: int, *, begins: bool) -> int:
    """The day before the 1st is the last, the day after the last the 1st."""
    if begins:
        return day if day > 0 else day - 1
    return day if day < 0 else day + 1


def _days_after(n: float, place: Place, months: frozenset[int] | None) -> On | None:
    return _days_from(n, place, months, 1)


def _days_before(n: float, place: Place, months: frozenset[int] | None) -> On | None:
    return _days_from(n, place, months, -1)


def _weekday_after(a: int, place: Place, months: frozenset[int] | None) -> On | None:
    """The Monday after the first Sunday."""
    return _days_from((a - place[1] - 1) % 7 + 1, place, months, 1)


def _weekday_before(a: int, place: Place, months: frozenset[int] | None) -> On | None:
    """The Friday before the last Monday."""
    return _days_from((place[1] - a - 1) % 7 + 1, place, months, -1)


def _any_month() -> frozenset[int]:
    return frozenset()


RULES: tuple[Rule, ...] = (
    rule("ON", "n:DAYSOFF by the|every? unit=month", before_the_end),
    rule("NTHDAY", "the? nth:ORD day:weekday", lambda nth, day: (nth, day)),
    rule("OFWHEN", "OFMONTH", _any_month),
    rule("OFWHEN", "of|in every? months:MONTHLIST"),
    rule("ON", "n:DAYSOFF past|after place:NTHDAY months:OFWHEN", _days_after),
    rule("ON", "n:DAYSOFF before place:NTHDAY months:OFWHEN", _days_before),
    rule("ON", "on? the? ordinal=1? a:weekday past|after place:NTHDAY months:OFWHEN", _weekday_after),
    rule("ON", "on? the? ordinal=-1? a:weekday before place:NTHDAY months:OFWHEN", _weekday_before),
    rule("ON", "on? the? nearest business to? the? day:ORD OFMONTH?", _nearest),
    rule("ON", "on? the? business nearest the? day:ORD OFMONTH?", _nearest),
    rule("ON", "on? the? day:ORD OFMONTH? or the? nearest business", _nearest),
    rule("NUMBERED_DAY", "the? o:ORD"),
    rule("NUMBERED_DAY", "the? unit=day n:DAYNUM"),
    rule("ON", "on? the? ordinal=1? day:weekday past|after start:NUMBERED_DAY OFMONTH", _first_after),
    rule("ON", "on? the? day:weekday onor past start:NUMBERED_DAY OFMONTH", _on_or_after),
    rule("ON", "on? the? ordinal=-1? day:weekday before end:NUMBERED_DAY OFMONTH", _last_before),
    rule("ON", "on? the? business|weekday past|before the? ORD", lambda: Unsure("which_day")),
    rule("ON", "on? the? ordinal business past|before|onor", lambda: Unsure("which_day")),
    rule("ON", "on? the? weekday before|past MONTHDATE", lambda: Unsure("which_day")),
    rule("ON", "n:DAYSOFF before the? day:DAYOF OFMONTH", _so_long_before),
    rule("ON", "n:DAYSOFF past the? day:DAYOF OFMONTH", _so_long_after),
    rule("DAYSOFF", "n:NUM unit=day"),
    rule("DAYSOFF", "on? the? unit=day", lambda: 1),
)
