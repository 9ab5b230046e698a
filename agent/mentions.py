"""The clock times, weekdays and dates that stand in a phrase, found without understanding it.

It shares the grammar's words and none of its rules, so that what one misreads the other does not.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from agent.phrases.languages import LANGUAGES
from spark_tui.domain.mentioned import Mentioned
from spark_tui.domain.timing import zone_of

SHORTEST = 4  # letters of a name: "sun", "mon" and "set" are other words elsewhere
_SHORT_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_UNITS = "min | sec | hour | day | week | month | horas? | dias? | vezes | times?"
_NO_CLOCK = rf"\s* (?: % | h\b | h\d | [ap]\.?m\b | uhr | heures? | {_UNITS} )"
_CLOCK = re.compile(
    rf"""
    (?<![\d.:,/-])
    (?: (?P<hour>\d{{1,2}}) (?: [:h] (?P<minute>[0-5]\d) )? \s* (?P<half>[ap]\.?m\b\.?)
      | (?P<hour2>\d{{1,2}}) [:h] (?P<minute2>[0-5]\d)
      | (?P<hour3>\d{{1,2}}) \s? (?: h | uhr | heures? | horas? ) \b
      | \b (?: at | às | as | à | um | a\ las ) \s+ (?P<bare>\d{{1,2}}) (?! [\d.:/-] | {_NO_CLOCK} )
    )
    (?! [\d:] )
    """,
    re.VERBOSE,
)
_NOON = {"noon": 12, "midday": 12, "meio-dia": 12, "mediodía": 12, "mittags": 12, "midi": 12}
_MIDNIGHT = {"midnight": 0, "meia-noite": 0, "medianoche": 0, "mitternacht": 0, "minuit": 0}
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_DAY_MONTH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|º|er|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]{3,})\.?(?:,?\s+(?:de\s+)?(\d{4}))?"
)
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?!\s*[:h]\d)(?:,?\s+(\d{4}))?")


def mentions(phrase: str, now: datetime, zone: str) -> Mentioned:
    """Only what is beyond doubt; a date without a year is the next one."""
    low = phrase.casefold()
    today = now.astimezone(zone_of(zone)).date()
    return Mentioned(
        clocks=tuple(dict.fromkeys(_clocks(low))),
        weekdays=frozenset(_weekdays(low)),
        dates=frozenset(found for found in _dates(low, today) if found is not None),
    )


def _clocks(low: str) -> Iterator[frozenset[time]]:
    for match in _CLOCK.finditer(low):
        named = match.groupdict()
        hour = int(next(named[key] for key in ("hour", "hour2", "hour3", "bare") if named[key]))
        minute = int(named["minute"] or named["minute2"] or 0)
        if clocks := _either(hour, minute, named["half"], bare=bool(named["bare"])):
            yield clocks
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", low):
        if (hour_of := (_NOON | _MIDNIGHT).get(word)) is not None:
            yield frozenset({time(hour_of)})


def _either(hour: int, minute: int, half: str | None, *, bare: bool) -> frozenset[time]:
    """Which times of day it can be; none where there is no such time."""
    if half:
        hours = [hour % 12 + (12 if half.startswith("p") else 0)] if 1 <= hour <= 12 else []
    else:
        hours = [hour, hour + 12] if bare and 1 <= hour < 12 else [hour]
    return frozenset(time(each, minute) for each in hours if each < 24)


def _weekdays(low: str) -> Iterator[int]:
    for word in re.findall(r"[^\W\d_]+", low):
        for language in LANGUAGES:
            senses = language.lexicon.senses(_plain(word)) or language.lexicon.senses(word)
            day = senses.get("weekday", senses.get("plural"))
            if isinstance(day, int) and len(word) >= SHORTEST:
                yield day
                break


def _dates(low: str, today: date) -> Iterator[date | None]:
    for year, month, day in _ISO.findall(low):
        yield _date(int(year), int(month), int(day))
    for day, name, year in _DAY_MONTH.findall(low):
        yield _next(name, int(day), year, today)
    for name, day, year in _MONTH_DAY.findall(low):
        yield _next(name, int(day), year, today)


def _next(name: str, day: int, year: str, today: date) -> date | None:
    month = next((m for each in LANGUAGES if (m := each.lexicon.senses(_plain(name)).get("month"))), None)
    if not isinstance(month, int) or (len(name) < SHORTEST and name not in _SHORT_MONTHS):
        return None
    if year:
        return _date(int(year), month, day)
    years = (_date(today.year + later, month, day) for later in range(5))
    return next((found for found in years if found and found > today - timedelta(days=1)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(word: str) -> str:
    """Without accents, as the lexicons spell."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
