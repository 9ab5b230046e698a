"""What stands after the days: single moments, from when until when, how many times, and what is left out."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from spark_tui.domain.timing import Except, Timing, at_wall, zone_of
from spark_tui.system.words.voice import Voice


def once(voice: Voice, moments: Sequence[datetime], zone: str) -> str:
    """once, Tue 24 Nov 2026 at 12:00."""
    return voice.once.format(voice.listed([_moment(voice, moment, zone) for moment in sorted(moments)]))


def bounds(voice: Voice, timing: Timing, zone: str) -> str:
    """What follows a comma, or nothing: ", from Mon 30 Nov 2026, until Fri 25 Dec 2026, 10 times"."""
    starts = _start(voice, timing.starts, zone) if timing.starts else ""
    ends = _end(voice, timing.ends, zone) if timing.ends else ""
    said = {
        (True, True): voice.lasts.format(starts, ends),
        (True, False): voice.starts.format(starts),
        (False, True): voice.ends.format(ends),
    }.get((bool(starts), bool(ends)), "")
    if timing.count:
        said += voice.many_times.format(timing.count) if timing.count > 1 else voice.one_time
    return said


def _start(voice: Voice, moment: datetime, zone: str) -> str:
    return _date(voice, moment, zone) if _is_midnight(moment, zone) else _moment(voice, moment, zone)


def _end(voice: Voice, moment: datetime, zone: str) -> str:
    """Bounds are inclusive: a day ends with its last second."""
    whole = _is_midnight(moment + timedelta(seconds=1), zone)
    return _date(voice, moment, zone) if whole else _moment(voice, moment, zone)


def _is_midnight(moment: datetime, zone: str) -> bool:
    local = moment.astimezone(zone_of(zone))
    return at_wall(datetime.combine(local.date(), time()), zone) == moment.astimezone(UTC).replace(microsecond=0)


def _moment(voice: Voice, moment: datetime, zone: str) -> str:
    local = moment.astimezone(zone_of(zone))
    clock = local.hour * 3600 + local.minute * 60 + local.second
    return f"{voice.date(local)} {voice.at('at', clock)}"


def _date(voice: Voice, moment: datetime, zone: str) -> str:
    return voice.date(moment.astimezone(zone_of(zone)))


def exclusion(voice: Voice, left: Except) -> str:
    """Wednesdays, in August, 25 December and Mon 4 Jan 2027."""
    said = [voice.without_weekday(voice.weekdays[day]) for day in sorted(left.weekdays)]
    said += [without_months(voice, left.months)] if left.months else []
    said += _yearly_days(voice, left.days)
    said += [voice.without_date.format(voice.date(day)) for day in sorted(left.dates)]
    return voice.listed(said) if said else voice.nothing


def without_months(voice: Voice, months: Iterable[int]) -> str:
    """In July and August: each by itself, never a span."""
    return voice.without_months.format(voice.listed([voice.months[n - 1] for n in sorted(months)]))


def _yearly_days(voice: Voice, days: Iterable[tuple[int, int]]) -> list[str]:
    """25 December; the 13th of every month when it is of all."""
    by_day: dict[int, set[int]] = {}
    for month, day in days:
        by_day.setdefault(day, set()).add(month)
    whole = [day for day, months in sorted(by_day.items()) if len(months) == 12]
    said = [f"{voice.monthdays([[day]])} {voice.each_month(1)}" for day in whole]
    return said + [
        voice.without_date.format(voice.dates([day], [month]))
        for day, months in sorted(by_day.items())
        if len(months) < 12
        for month in sorted(months)
    ]
