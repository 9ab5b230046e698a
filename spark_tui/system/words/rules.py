"""A calendar rule in words: "every other Friday", "on the last weekday of every month".

A rule of which a part is beyond us is quoted: "by the rule FREQ=YEARLY;BYWEEKNO=20".
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from spark_tui.domain.timing import Rule
from spark_tui.system.words.counting import counted_together, runs_of_days
from spark_tui.system.words.days import Days, Season, monthdays, nth_weekdays, of, week, yearly
from spark_tui.system.words.times import Moments
from spark_tui.system.words.voice import Voice

Parts = dict[str, str]  # INTERVAL → 2; each function below answers None when they say more than it knows

WEEK = 7
KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


def rule(voice: Voice, trigger: Rule) -> Moments:
    """Its days, and the time of day at which it starts."""
    parts = dict(part.split("=", 1) for part in trigger.rrule.split(";") if "=" in part)
    told = _DAYS.get(parts.get("FREQ", ""), _daily) if parts.keys() <= KNOWN else _beyond
    clock = trigger.start
    return Moments(
        told(voice, parts, clock) or Days(voice.by_rule.format(trigger.rrule)),
        frozenset({clock.hour * 3600 + clock.minute * 60 + clock.second}),
    )


def _beyond(_voice: Voice, _parts: Parts, _start: datetime) -> Days | None:
    return None


def _daily(voice: Voice, parts: Parts, _: datetime) -> Days | None:
    if parts.keys() - {"FREQ", "INTERVAL"}:
        return None
    return Days(voice.stepped(int(parts.get("INTERVAL", 1)), "day"))


def _weekly(voice: Voice, parts: Parts, start: datetime) -> Days | None:
    if parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
        return None
    codes = [_weekday(code) for code in parts["BYDAY"].split(",")] if "BYDAY" in parts else [start.weekday()]
    step, days = int(parts.get("INTERVAL", 1)), sorted(set(codes))
    if step == 1:
        return week(voice, frozenset(days))
    named = [voice.weekdays[day] for day in days]
    if step == 2 and len(days) == 1:
        return Days(voice.fortnightly(named[0]))
    return Days(f"{voice.stepped(step, 'week')} {voice.on_weekdays(named)}")


def _monthly(voice: Voice, parts: Parts, start: datetime) -> Days | None:
    season = Season(tuple(_ints(parts.get("BYMONTH", ""))), int(parts.get("INTERVAL", 1)))
    if season.step > 1 and (season.named or season.missing):
        return None
    for told in (_both, _working, _nth_weekdays, _all_but, _numbered):
        if said := told(voice, parts, season):
            return replace(said, missing=season.missing)
    if parts.keys() & {"BYDAY", "BYSETPOS", "BYMONTHDAY"}:
        return None
    return Days(voice.on.format(f"{monthdays(voice, [start.day])} {of(voice, season)}"), missing=season.missing)


def _both(voice: Voice, parts: Parts, season: Season) -> Days | None:
    """Every Friday the 13th."""
    if "BYSETPOS" in parts or not ("BYDAY" in parts and "BYMONTHDAY" in parts) or re.search(r"\d", parts["BYDAY"]):
        return None
    named = frozenset(_weekday(code) for code in parts["BYDAY"].split(","))
    days = _ints(parts["BYMONTHDAY"])
    if len(named) == 1 and (said := _beside(voice, min(named), days)):
        return Days(voice.on.format(f"{said} {of(voice, season)}"))
    said = voice.weekday_on(week(voice, named).said, [voice.weekdays[day] for day in sorted(named)], runs_of_days(days))
    counted = min(days) < 0  # the last 7 days would be those of anything
    return Days(said if season.whole and not counted else f"{said} {of(voice, season)}")


def _beside(voice: Voice, weekday: int, days: Sequence[int]) -> str:
    """The Friday before the last Monday: of seven days in a row that touch the end of a month, one is that Friday."""
    steps = sorted(day if day < 0 else day - 1 for day in days)  # from the first of a month on
    if len(steps) != WEEK or steps[-1] - steps[0] != WEEK - 1 or min(days) > 0:
        return ""
    weeks = round(steps[0] / WEEK)
    by = steps[0] - WEEK * weeks
    return voice.beside_nth(weekday, by, weeks + (weeks >= 0)) if by else ""


def _working(voice: Voice, parts: Parts, season: Season) -> Days | None:
    """The last working day."""
    if parts.get("BYDAY") != "MO,TU,WE,TH,FR" or "BYSETPOS" not in parts or "BYMONTHDAY" in parts:
        return None
    return Days(yearly(voice, voice.nths([(_ints(parts["BYSETPOS"]), voice.working)]), season))


def _nth_weekdays(voice: Voice, parts: Parts, season: Season) -> Days | None:
    """The first Monday."""
    codes = parts.get("BYDAY", "").split(",")
    if parts.keys() & {"BYSETPOS", "BYMONTHDAY"} or not all(re.fullmatch(r"[+-]?\d[A-Z]{2}", code) for code in codes):
        return None
    return nth_weekdays(voice, [(_weekday(code), int(code[:-2])) for code in codes], season)


def _all_but(voice: Voice, parts: Parts, season: Season) -> Days | None:
    """Every day but the last: counted from the end, all the others."""
    days = _ints(parts.get("BYMONTHDAY", ""))
    missing = [n for n in range(-1, -32, -1) if n not in days]
    if len(days) < 26 or max(days) > 0:
        return None
    return Days(voice.days_but.format(voice.every_day, f"{monthdays(voice, missing)} {of(voice, season)}"))


def _numbered(voice: Voice, parts: Parts, season: Season) -> Days | None:
    """The 1st and 15th."""
    if "BYMONTHDAY" not in parts or parts.keys() & {"BYDAY", "BYSETPOS"}:
        return None
    return Days(yearly(voice, voice.monthdays(counted_together(_ints(parts["BYMONTHDAY"]))), season))


def _yearly(voice: Voice, parts: Parts, start: datetime) -> Days | None:
    if parts.keys() - {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY"}:
        return None
    months, days = _ints(parts.get("BYMONTH", str(start.month))), _ints(parts.get("BYMONTHDAY", str(start.day)))
    if min(days) < 0:
        return None
    return Days(
        f"{voice.stepped(int(parts.get('INTERVAL', 1)), 'year')} {voice.on_date.format(voice.dates(days, months))}"
    )


_DAYS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}


def _weekday(code: str) -> int:
    """MO as 0, and -1SU as 6."""
    return ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(code[-2:])


def _ints(numbers: str) -> list[int]:
    return [int(number) for number in numbers.split(",") if number]
