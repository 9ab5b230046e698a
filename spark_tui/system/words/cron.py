"""A cron expression in words: "every Monday to Thursday", and the seconds of the day.

What we have no words for, cron-descriptor has.
"""

import re
from collections.abc import Sequence

from spark_tui.domain.timing import Cron
from spark_tui.system.words.counting import listed, spans
from spark_tui.system.words.days import DAYS, MONTHS, nth_weekdays, season, week, within, yearly
from spark_tui.system.words.times import Moments

LAST = {"L": "last day", "LW": "last weekday"}


class _NoWords(Exception):
    """A field that we cannot say."""


def cron(trigger: Cron) -> Moments:
    """Days and times apart; all of it in the days when it has to be described as a whole."""
    *clock, monthday, month, weekday = trigger.fields.split()
    try:
        following = _days(monthday, month, _day_after(weekday)) if monthday == "*" else ""
        return Moments(_days(monthday, month, weekday), _seconds(clock), following)
    except _NoWords:
        return Moments(_described(trigger.fields))


def _days(monthday: str, month: str, weekday: str) -> str:
    """Both day fields given: cron means either."""
    if "/" in monthday + month + weekday:
        raise _NoWords
    months = "" if month == "*" else season(_numbers(_numbered(month, MONTHS, 1), 1, 12))
    said = [] if monthday == "*" else [_monthdays(monthday, months)]
    said += [] if weekday == "*" else [_weekdays(weekday, months)]
    return " and ".join(said) or f"every day{within(months)}"


def _monthdays(field: str, months: str) -> str:
    parts = field.split(",")
    days, last = [part for part in parts if part not in LAST], [LAST[part] for part in parts if part in LAST]
    numbers = _numbers(",".join(days), 1, 31) if days else []
    if months and not last and len(numbers) == 1 and " " not in months:
        return f"every year on {numbers[0]} {months}"
    return yearly(f"on the {listed([*spans(numbers), *last])} of {months or 'every month'}", months)


def _weekdays(field: str, months: str) -> str:
    """Cron counts them from Sunday, we from Monday."""
    numbered = _numbered(field, (DAYS[6], *DAYS[:6]), 0)
    if "#" in numbered or "L" in numbered:
        return nth_weekdays([_nth_weekday(part) for part in numbered.split(",")], months or "every month")
    return week({(n - 1) % 7 for n in _numbers(numbered, 0, 7)}) + within(months)


def _day_after(field: str) -> str:
    """Each weekday's next one; nothing for those of the month, which have none."""
    numbered = _numbered(field, (DAYS[6], *DAYS[:6]), 0)
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
        field = re.sub(rf"\b{name[:3].upper()}", str(number), field)
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


def _described(fields: str) -> str:
    """What cron-descriptor says, in our manner."""
    # Here, because it takes 20 ms and is seldom needed; it has no types.
    from cron_descriptor import CasingTypeEnum, ExpressionDescriptor, Options

    options = Options()
    options.casing_type = CasingTypeEnum.Sentence
    options.use_24hour_time_format = True
    options.verbose = False
    try:
        said = str(ExpressionDescriptor(fields, options).get_description())
    except Exception:  # noqa: BLE001 - somebody else's code; the expression itself always says it
        return f"by the cron {fields}"
    return said[:1].lower() + said[1:]
