"""Dates as functions of today: a phrase is read before it is known in which zone it is meant."""

import calendar
from datetime import date, timedelta

from agent.phrases.meaning import DateOf, Impossible, Length


def relative(days: int) -> DateOf:
    return lambda today: today + timedelta(days=days)


def plus_months(day: date, months: int) -> date:
    """The same day some months on; the last of the month when it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def ahead(length: Length) -> DateOf:
    return lambda today: plus_months(today, length.months) + timedelta(days=length.days, seconds=length.seconds)


def dated(month: int, day: int, year: int | None = None) -> DateOf:
    """That day of that month; without a year, the next one to come."""
    if year is None:
        return lambda today: next_yearly(today, month, day)
    return lambda _: real(year, month, day)


def real(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Impossible("no_day", text=f"{year:04}-{month:02}-{day:02}") from None


def check_yearly(month: int, day: int) -> None:
    """Refuse what is in no year: the 30th of February."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2028, month)[1]:
        raise Impossible("no_day", text=f"{day:02}/{month:02}")


def next_yearly(today: date, month: int, day: int) -> date:
    """The next such day that is not before today."""
    check_yearly(month, day)
    for year in range(today.year, today.year + 9):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise Impossible("no_day", text=f"{day:02}/{month:02}")


def day_of_month(day: int) -> DateOf:
    """The 15th: the next one to come."""

    def on(today: date) -> date:
        for months in range(13):
            month = plus_months(today.replace(day=1), months)
            if day <= calendar.monthrange(month.year, month.month)[1] and month.replace(day=day) >= today:
                return month.replace(day=day)
        raise Impossible("no_day", text=str(day))

    return on


def day_of_month_ahead(day: int, months: int) -> DateOf:
    """The 15th of next month; -1 is the last."""

    def on(today: date) -> date:
        month = plus_months(today.replace(day=1), months)
        last = calendar.monthrange(month.year, month.month)[1]
        return real(month.year, month.month, day if day > 0 else last + 1 + day)

    return on


def weekday_of_week(weekday: int, weeks: int) -> DateOf:
    """Monday of next week: weeks begin on Monday."""
    return lambda today: today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def weekday_after(weekday: int) -> DateOf:
    """Strictly after today."""
    return lambda today: today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def nth_of_month(nth: int, weekday: int, months: int) -> DateOf:
    """The first Monday of this or a coming month."""

    def on(today: date) -> date:
        month = plus_months(today.replace(day=1), months)
        days = [day for week in calendar.monthcalendar(month.year, month.month) if (day := week[weekday])]
        try:
            return month.replace(day=days[nth - 1 if nth > 0 else nth])
        except IndexError:
            raise Impossible("no_day", text=str(nth)) from None

    return on


def week_start(weeks: int) -> DateOf:
    return weekday_of_week(0, weeks)


def unit_start(unit: str, ahead_by: int) -> DateOf | None:
    """The first day of this or a coming week, month, quarter or year."""
    match unit:
        case "week":
            return week_start(ahead_by)
        case "month":
            return day_of_month_ahead(1, ahead_by)
        case "year":
            return lambda today: date(today.year + ahead_by, 1, 1)
        case "day":
            return relative(ahead_by)
        case "quarter":
            return lambda today: plus_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * ahead_by)
    return None


def unit_end(unit: str, ahead_by: int) -> DateOf | None:
    """The last day of it."""
    following = unit_start(unit, ahead_by + 1)
    return (lambda today: following(today) - timedelta(days=1)) if following else None
