"""A cron expression in words: "every Monday to Thursday", and the seconds of the day.

What we have no words for, cron-descriptor has in English.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from spark_tui.domain.timing import Cron, in_a_row
from spark_tui.system.words.days import Days, Season, nth_weekdays, week, yearly
from spark_tui.system.words.times import Moments, readable
from spark_tui.system.words.voice import LAST_WORKING, Voice

LAST = {"L": -1, "LW": LAST_WORKING}
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")  # cron counts them from Sunday, we from Monday
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


class _NoWords(Exception):
    """A field that we cannot say."""


def cron(voice: Voice, trigger: Cron) -> Moments:
    """Days and times apart; all of it in the days when it has to be described as a whole."""
    *clock, monthday, month, weekday = trigger.fields.split()
    try:
        seconds = _seconds(clock)
        if not readable(voice, sorted(seconds)):
            return Moments(Days(voice.by_cron.format(trigger.fields)))
        following = _days(voice, monthday, month, _day_after(weekday)) if monthday == "*" else Days("")
        return Moments(_days(voice, monthday, month, weekday), seconds, following)
    except _NoWords:
        return Moments(Days(_described(voice, trigger.fields)))


def _days(voice: Voice, monthday: str, month: str, weekday: str) -> Days:
    """Both day fields given: cron means either."""
    if "/" in monthday + month + weekday:
        raise _NoWords
    season = Season(() if month == "*" else tuple(_numbers(_numbered(month, MONTHS, 1), 1, 12)))
    found = [] if monthday == "*" else [Days(_monthdays(voice, monthday, season))]
    found += [] if weekday == "*" else [_weekdays(voice, weekday, season)]
    found = found or [week(voice, frozenset(range(7)), season)]
    days = found[0] if len(found) == 1 else Days(voice.listed([each.said for each in found]))
    return replace(days, missing=season.missing)


def _monthdays(voice: Voice, field: str, season: Season) -> str:
    parts = field.split(",")
    last = [LAST[part] for part in parts if part in LAST]
    numbers = _numbers(",".join(days), 1, 31) if (days := [part for part in parts if part not in LAST]) else []
    if len(season.named) == 1 and len(numbers) == 1 and not last:
        return voice.every_year + voice.on_date.format(voice.dates(numbers, season.named))
    return yearly(voice, voice.monthdays([*in_a_row(numbers), *([number] for number in last)]), season)


def _weekdays(voice: Voice, field: str, season: Season) -> Days:
    numbered = _numbered(field, DAYS, 0)
    if "#" in numbered or "L" in numbered:
        return nth_weekdays(voice, [_nth_weekday(part) for part in numbered.split(",")], season)
    return week(voice, frozenset((n - 1) % 7 for n in _numbers(numbered, 0, 7)), season)


def _day_after(field: str) -> str:
    """Each weekday's next one; nothing for those of the month, which have none."""
    numbered = _numbered(field, DAYS, 0)
    if field == "*" or "#" in numbered or "L" in numbered:
        return field
    return ",".join(str((n + 1) % 7) for n in _numbers(numbered, 0, 7))


def _nth_weekday(part: str) -> tuple[int, int]:
    """1#2 and 5L as the weekday and its place in the month."""
    match = re.fullmatch(r"(\d)(?:#(\d)|L)", part)
    if not match:
        raise _NoWords
    return (int(match[1]) - 1) % 7, int(match[2] or -1)


def _numbered(field: str, names: Sequence[str], first: int) -> str:
    """MON and JAN as their numbers."""
    for number, name in enumerate(names, first):
        field = re.sub(rf"\b{name}", str(number), field)
    return field


def _numbers(field: str, low: int, high: int) -> list[int]:
    """A plain field as numbers, in order. Raises _NoWords for W, # and the like."""
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(\*|\d+)(?:-(\d+))?(?:/(\d+))?", part)
        if not match:
            raise _NoWords
        first = low if match[1] == "*" else int(match[1])
        last = high if match[1] == "*" or (match[3] and not match[2]) else int(match[2] or first)
        found.update(range(first, last + 1, int(match[3] or 1)))
    return sorted(found)


def _seconds(clock: Sequence[str]) -> frozenset[int]:
    """Of the minute and hour fields, with those of the seconds before them when there are such."""
    second, minute, hour = ("0", *clock)[-3:]
    seconds, minutes, hours = _numbers(second, 0, 59), _numbers(minute, 0, 59), _numbers(hour, 0, 23)
    return frozenset(h * 3600 + m * 60 + s for h in hours for m in minutes for s in seconds)


def _described(voice: Voice, fields: str) -> str:
    """What cron-descriptor says, in our manner."""
    if not voice.described:
        return voice.by_cron.format(fields)
    # Here, because it takes 20 ms and is seldom needed; it has no types.
    from cron_descriptor import CasingTypeEnum, ExpressionDescriptor, Options

    options = Options()
    options.casing_type = CasingTypeEnum.Sentence
    options.use_24hour_time_format = voice.hours == 24
    options.verbose = False
    try:
        said = str(ExpressionDescriptor(fields, options).get_description())
    except Exception:  # noqa: BLE001 - somebody else's code; the expression itself always says it
        return voice.by_cron.format(fields)
    return said[:1].lower() + said[1:]
