"""A calendar rule in words: "every other Friday", "on the last weekday of every month".

A rule of which a part is beyond us is quoted: "by the rule FREQ=YEARLY;BYWEEKNO=20".
"""

import re
from datetime import datetime

from spark_tui.domain.timing import Rule
from spark_tui.system.words.counting import listed, monthday, nth, place, spans
from spark_tui.system.words.days import DAYS, MONTHS, nth_weekdays, season, week, yearly
from spark_tui.system.words.times import Moments

Parts = dict[str, str]  # INTERVAL → 2; each function below answers "" when they say more than it knows

KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


def rule(trigger: Rule) -> Moments:
    """Its days, and the time of day at which it starts."""
    parts = dict(part.split("=", 1) for part in trigger.rrule.split(";") if "=" in part)
    said = _DAYS.get(parts.get("FREQ", ""), _daily)(parts, trigger.start) if parts.keys() <= KNOWN else ""
    clock = trigger.start
    return Moments(
        said or f"by the rule {trigger.rrule}", frozenset({clock.hour * 3600 + clock.minute * 60 + clock.second})
    )


def _daily(parts: Parts, _: datetime) -> str:
    if parts.keys() - {"FREQ", "INTERVAL"}:
        return ""
    return _stepped(int(parts.get("INTERVAL", 1)), "day")


def _weekly(parts: Parts, start: datetime) -> str:
    if parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
        return ""
    codes = [_weekday(code) for code in parts["BYDAY"].split(",")] if "BYDAY" in parts else [start.weekday()]
    step, days = int(parts.get("INTERVAL", 1)), sorted(set(codes))
    if step == 1:
        return week(set(days))
    if step == 2 and len(days) == 1:
        return f"every other {DAYS[days[0]]}"
    return f"{_stepped(step, 'week')} on {listed([DAYS[day] for day in days])}"


def _monthly(parts: Parts, start: datetime) -> str:
    step = int(parts.get("INTERVAL", 1))
    months = season(_ints(parts["BYMONTH"])) if "BYMONTH" in parts else ""
    if months and step > 1:
        return ""
    each = months or {1: "every month", 2: "every other month"}.get(step, f"every {nth(step)} month")
    for told in (_both, _working, _nth_weekdays, _all_but, _numbered):
        if said := told(parts, each):
            return said
    return "" if parts.keys() & {"BYDAY", "BYSETPOS", "BYMONTHDAY"} else f"on the {nth(start.day)} of {each}"


def _both(parts: Parts, each: str) -> str:
    """Every Friday the 13th."""
    if "BYSETPOS" in parts or not ("BYDAY" in parts and "BYMONTHDAY" in parts) or re.search(r"\d", parts["BYDAY"]):
        return ""
    named = week({_weekday(code) for code in parts["BYDAY"].split(",")})
    days = _ints(parts["BYMONTHDAY"])
    said = f"{named} the {listed(spans(days)) if min(days) > 0 else _monthdays(days)}"
    return said if each == "every month" else f"{said} of {each}"


def _working(parts: Parts, each: str) -> str:
    """The last working day."""
    if parts.get("BYDAY") != "MO,TU,WE,TH,FR" or "BYSETPOS" not in parts or "BYMONTHDAY" in parts:
        return ""
    return yearly(f"on the {listed(list(map(place, _ints(parts['BYSETPOS']))))} weekday of {each}", each)


def _nth_weekdays(parts: Parts, each: str) -> str:
    """The first Monday."""
    codes = parts.get("BYDAY", "").split(",")
    if parts.keys() & {"BYSETPOS", "BYMONTHDAY"} or not all(re.fullmatch(r"[+-]?\d[A-Z]{2}", code) for code in codes):
        return ""
    return nth_weekdays([(_weekday(code), int(code[:-2])) for code in codes], each)


def _all_but(parts: Parts, each: str) -> str:
    """Every day but the last: counted from the end, all the others."""
    days = _ints(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else []
    missing = [n for n in range(-1, -32, -1) if n not in days]
    if len(days) < 26 or max(days) > 0:
        return ""
    return f"every day except the {_monthdays(missing)} of {each}"


def _numbered(parts: Parts, each: str) -> str:
    """The 1st and 15th."""
    if "BYMONTHDAY" not in parts or parts.keys() & {"BYDAY", "BYSETPOS"}:
        return ""
    return yearly(f"on the {_monthdays(_ints(parts['BYMONTHDAY']))} of {each}", each)


def _yearly(parts: Parts, start: datetime) -> str:
    if parts.keys() - {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY"}:
        return ""
    months, days = _ints(parts.get("BYMONTH", str(start.month))), _ints(parts.get("BYMONTHDAY", str(start.day)))
    if min(days) < 0:
        return ""
    named = f"{listed([str(day) for day in days])} {listed([MONTHS[n - 1] for n in months])}"
    return f"{_stepped(int(parts.get('INTERVAL', 1)), 'year')} on {named}"


_DAYS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}


def _stepped(step: int, unit: str) -> str:
    return {1: f"every {unit}", 2: f"every other {unit}"}.get(step, f"every {step} {unit}s")


def _weekday(code: str) -> int:
    """MO as 0, and -1SU as 6."""
    return ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(code[-2:])


def _ints(numbers: str) -> list[int]:
    return [int(number) for number in numbers.split(",")]


def _monthdays(numbers: list[int]) -> str:
    return listed(list(map(monthday, numbers)))
