"""By which rule it runs: a timing as it is kept, and in words."""

import re
from functools import lru_cache
from typing import assert_never

from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import Cron, Fold, Gap, Interval, Once, Rule, Timing, Trigger
from spark_tui.faces.show.lengths import duration
from spark_tui.faces.show.times import typed


def rule(timing: Timing, zone: str) -> str:
    """The timing as it is kept: `0 9 * * 1-5`, `every 90 min`, `FREQ=WEEKLY;…`."""
    return " + ".join(_trigger(trigger, zone) for trigger in timing.triggers)


def when(schedule: Schedule, zone: str) -> str:
    """Its words, with its zone where that is not the one in which moments are shown."""
    words = schedule.words or schedule.phrase
    return words if schedule.zone in (zone, "") or schedule.zone in words else f"{words} ({schedule.zone})"


_SHORTER = [
    (re.compile(said), short)
    for said, short in (
        (r" minut\w+", " min"),
        (r" (seconds?|segundos?)\b", " s"),
        (r"(\d) (hours|horas)\b", r"\1 h"),
        (r"\bonce, ", ""),
        (r"\bevery (hour|day)\b", lambda found: {"hour": "hourly", "day": "daily"}[found[1]]),
        (r"\bevery weekday\b", "weekdays"),
        (r"\bon the (\S+ of)", r"\1"),
        (r"\b(from|das?) (\d\d:\d\d) (to|às) ", r"\2–"),
        (r" (at|às) (?=\d\d:)", " "),
        (r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", lambda found: found[1][:3]),
    )
]


@lru_cache(maxsize=1024)
def brief(words: str, room: int, year: int) -> str:
    """What people write where the words do not fit: `weekdays 09:00`, `every 15 min`; of this year no year is said."""
    for said, short in _SHORTER:
        if len(words) <= room:
            return words
        words = said.sub(short, words)
    return words if len(words) <= room else words.replace(f" {year} ", " ")


def cron_of(timing: Timing) -> str:
    """The fields, when the timing is one cron expression; otherwise empty."""
    match timing.triggers:
        case (Cron(fields),):
            return fields
        case _:
            return ""


_GAP = {Gap.AFTER: "", Gap.SKIP: "leave out what it skips"}
_FOLD = {
    Fold.FIRST: "",
    Fold.SECOND: "run what it repeats the second time",
    Fold.BOTH: "run what it repeats both times",
}


def clock_change(timing: Timing) -> list[str]:
    """What a change of the clock does to it, where that is not the usual."""
    change = timing.clock_change
    said = [told for told in (_GAP[change.gap], _FOLD[change.fold]) if told]
    return [f"if the clock changes, {' and '.join(said)}"] if said else []


def _trigger(trigger: Trigger, zone: str) -> str:
    match trigger:
        case Cron(fields):
            return fields
        case Interval(every):
            return f"every {duration(every)}"
        case Once(at):
            return f"once {typed(at, zone)}"
        case Rule(rrule):
            return rrule
        case _:
            assert_never(trigger)
