"""cron-descriptor's English, read back into the cron expression that it describes.

Spark shows that English, and so do many pages on the web; people paste it. It is a closed dialect
with meanings of its own: "every 2 days" in it is `*/2` of the month, "every 7 minutes" restarts with
the hour. So it is read as such only where its own marks stand ("past the hour", "only on", "At 09:00 AM").
The segments are those of cron-descriptor 2: time, day of month, weekday, month, in this order.
"""

import re
from collections.abc import Iterator
from functools import cache

_NUMBER = r"\d{1,2}"
_N = rf"({_NUMBER})"
_CLOCK = r"\d\d:\d\d(?: [AP]M)?"
_T = rf"({_CLOCK})"
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_DAY = rf"(?:{'|'.join(_DAYS)})"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NTH = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}


def _list(item: str) -> str:
    """Items and ranges of them: "a, b, and c through d"."""
    one = rf"{item}(?: through {item})?"
    return rf"({one}(?:,? and {one}|, {one})*)"


def _parts(unit: str, of: str) -> list[tuple[str, str]]:
    """Minutes past the hour, or seconds past the minute."""
    return [
        (rf"every {unit}", "*"),
        (rf"every {_N} {unit}s, {unit}s {_N} through {_N} past the {of}", "{1}-{2}/{0}"),
        (rf"every {_N} {unit}s, starting at {_N} {unit}s past the {of}", "{1}-59/{0}"),
        (rf"every {_N} {unit}s", "*/{0}"),
        (rf"{unit}s {_N} through {_N} past the {of}", "{0}-{1}"),
        (rf"at {_list(_NUMBER)} {unit}s past the {of}", "{0}"),
    ]


_HOURS = [
    ("every hour", "*"),
    (rf"every {_N} hours, between {_T} and {_T}", "{1}-{2}/{0}"),
    (rf"every {_N} hours, starting at {_T}", "{1}-23/{0}"),
    (rf"every {_N} hours", "*/{0}"),
    (rf"between {_T} and {_T}", "{0}-{1}"),
    (rf"at {_list(_CLOCK)}", "{0}"),
]
_DATES = [
    ("on the last day of the month", "L"),
    ("on the last weekday of the month", "LW"),
    (rf"every {_N} days, between day {_N} and {_N} of the month", "{1}-{2}/{0}"),
    (rf"every {_N} days, starting on day {_N} of the month", "{1}-31/{0}"),
    (rf"every {_N} days(?! of)", "*/{0}"),
    (rf"between day {_N} and {_N} of the month", "{0}-{1}"),
    (rf"on day {_list(_NUMBER)} of the month", "{0}"),
    ("every day", "*"),
]
_WEEKDAYS = [
    (rf"on the last ({_DAY}) of the month", "{0}L"),
    (rf"on the (first|second|third|fourth|fifth) ({_DAY}) of the month", "{1}#{0}"),
    (rf"every {_N} days of the week, ({_DAY} through {_DAY})", "{1}/{0}"),
    (rf"every {_N} days of the week", "*/{0}"),
    (rf"(?:or|only) on {_list(_DAY)}", "{0}"),
    (rf"({_DAY} through {_DAY})", "{0}"),
]
_MONTHS = [
    (rf"every {_N} months, ({_MONTH} through {_MONTH})", "{1}/{0}"),
    (rf"every {_N} months, starting in ({_MONTH})", "{1}-12/{0}"),
    (rf"every {_N} months", "*/{0}"),
    (rf"only in {_list(_MONTH)}", "{0}"),
    (rf"({_MONTH} through {_MONTH})", "{0}"),
]
_MARKS = (
    r"^At \d\d:\d\d|past the (?:hour|minute)|, only (?:on|in) |, or on |\bday \d+|:59\b"
    r"|, every hour|, every \d+ hours|, at \d\d:\d\d|^Every .*, every \d+ (?:days|months)"
)


def marked(phrase: str) -> bool:
    """Whether nobody but cron-descriptor talks like that."""
    return bool(_pattern(_MARKS).search(phrase))


def fields(phrase: str) -> str | None:
    """The cron expression that the whole phrase describes; None when it is no such description."""
    text = phrase.strip().removesuffix(".")
    if not text or not text[0].isupper():
        return None
    rest = _Rest(text[0].lower() + text[1:])
    clock = rest.exact_times() or rest.minutes_between() or rest.in_parts()
    if clock is None:
        return None
    *seconds, minute, hour = clock
    day, weekday, month = (rest.field(segments, "*") for segments in (_DATES, _WEEKDAYS, _MONTHS))
    return None if rest.text else " ".join([*seconds, minute, hour, day, month, weekday])


class _Rest:
    """What is still to be read of a description."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: str) -> tuple[str, ...] | None:
        """The groups of a segment that stands here, which is then gone."""
        match = _pattern(rf"(?:{pattern})(?:, |$)").match(self.text)
        if match is None:
            return None
        self.text = self.text[match.end() :]
        return match.groups()

    def field(self, segments: list[tuple[str, str]], absent: str) -> str:
        for pattern, template in segments:
            if (groups := self.take(pattern)) is not None:
                return template.format(*(",".join(_values(group)) for group in groups))
        return absent

    def exact_times(self) -> list[str] | None:
        """ "at 08:45 AM, 12:45 PM and 06:45 PM": one minute, some hours."""
        before = self.text
        groups = self.take(rf"at {_list(_CLOCK)}")
        if groups is None:
            return None
        times = _pattern(_CLOCK).findall(groups[0])
        minutes = {time[3:5] for time in times}
        if len(minutes) > 1 or " through " in groups[0]:
            self.text = before
            return None
        return [str(int(minutes.pop())), ",".join(_hour(time) for time in times)]

    def minutes_between(self) -> list[str] | None:
        """ "every minute between 09:10 AM and 09:40 AM": a range of minutes in one hour."""
        groups = self.take(rf"every minute between {_T} and {_T}")
        if groups is None or _hour(groups[0]) != _hour(groups[1]):
            return None
        first, last = groups
        return [f"{int(first[3:5])}-{int(last[3:5])}", _hour(first)]

    def in_parts(self) -> list[str] | None:
        before = self.text
        second = self.field(_parts("second", "minute"), "")
        minute = self.field(_parts("minute", "hour"), "")
        hour = self.field(_HOURS, "")
        if self.text == before:
            return None
        return [*([second] if second else []), minute or ("*" if second else "0"), hour or "*"]


def _values(text: str) -> Iterator[str]:
    for one in re.split(r",? and |, ", text):
        first, *last = (_value(end) for end in one.split(" through "))
        yield f"{first}-{'7' if one.endswith('Sunday') else last[0]}" if last else first


def _value(text: str) -> str:
    if text in _NTH:
        return _NTH[text]
    if ":" in text:
        return _hour(text)
    if text in _DAYS:
        return str(_DAYS.index(text))
    return str(int(text)) if text.isdigit() else text[:3].upper()


def _hour(clock: str) -> str:
    hour = int(clock[:2])
    if clock.endswith("M"):
        hour = hour % 12 + 12 * clock.endswith("PM")
    return str(hour)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
