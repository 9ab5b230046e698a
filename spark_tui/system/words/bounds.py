"""What stands after the days: single moments, from when until when, how many times, and what is left out."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from spark_tui.domain.timing import Except, Timing, at_wall, zone_of
from spark_tui.system.words.counting import listed, nth
from spark_tui.system.words.days import DAYS, MONTHS


def once(moments: Sequence[datetime], zone: str) -> str:
    """once, Tue 24 Nov 2026 at 12:00."""
    return f"once, {listed([_moment(moment, zone) for moment in sorted(moments)])}"


def bounds(timing: Timing, zone: str) -> str:
    """What follows a comma, or nothing: ", from Mon 30 Nov 2026, until Fri 25 Dec 2026, 10 times"."""
    said = ""
    if timing.starts:
        said += f", from {_start(timing.starts, zone)}"
    if timing.ends:
        said += f", until {_end(timing.ends, zone)}"
    if timing.count:
        said += f", {timing.count} times" if timing.count > 1 else ", one time"
    return said


def _start(moment: datetime, zone: str) -> str:
    return _date(moment, zone) if _is_midnight(moment, zone) else _moment(moment, zone)


def _end(moment: datetime, zone: str) -> str:
    """Bounds are inclusive: a day ends with its last second."""
    return _date(moment, zone) if _is_midnight(moment + timedelta(seconds=1), zone) else _moment(moment, zone)


def _is_midnight(moment: datetime, zone: str) -> bool:
    local = moment.astimezone(zone_of(zone))
    return at_wall(datetime.combine(local.date(), time()), zone) == moment.astimezone(UTC).replace(microsecond=0)


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(zone_of(zone))
    return f"{_date(moment, zone)} at {local:%H:%M}" + (f":{local:%S}" if local.second else "")


def _date(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(zone_of(zone)):%a %-d %b %Y}"


def exclusion(left: Except) -> str:
    """Wednesdays, in August, 25 December and Mon 4 Jan 2027."""
    said = [f"{DAYS[day]}s" for day in sorted(left.weekdays)]
    said += [f"in {listed([MONTHS[n - 1] for n in sorted(left.months)])}"] if left.months else []
    said += _yearly_days(left.days)
    said += [f"{day:%a} {day.day} {day:%b %Y}" for day in sorted(left.dates)]
    return listed(said) if said else "no day"


def _yearly_days(days: Iterable[tuple[int, int]]) -> list[str]:
    """25 December; the 13th of every month when it is of all."""
    by_day: dict[int, set[int]] = {}
    for month, day in days:
        by_day.setdefault(day, set()).add(month)
    said = [f"the {nth(day)} of every month" for day, months in sorted(by_day.items()) if len(months) == 12]
    return said + [
        f"{day} {MONTHS[month - 1]}"
        for day, months in sorted(by_day.items())
        if len(months) < 12
        for month in sorted(months)
    ]
