"""The whole sentence: which days, at what times, within which bounds, except when.

Triggers on the same days are told together, so that a window that takes several crons reads as one.
"""

from collections.abc import Sequence
from typing import assert_never

from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing, Trigger
from spark_tui.system.words.bounds import bounds, exclusion, once
from spark_tui.system.words.counting import listed
from spark_tui.system.words.cron import cron
from spark_tui.system.words.rules import rule
from spark_tui.system.words.times import Moments, interval, timed


def words(timing: Timing, zone: str, *, name_zone: bool = False) -> str:
    """The sentence; moments are shown on the clock of `zone`, which is named when asked for or when it is another."""
    said = _union(timing.triggers, zone) + bounds(timing, zone)
    if timing.exclude:
        said += f", except {exclusion(timing.exclude)}"
    zones = {each.zone for each in timing.triggers if isinstance(each, Cron | Rule)} or {zone}
    return f"{said} ({', '.join(sorted(zones))})" if name_zone or zones != {zone} else said


def _union(triggers: Sequence[Trigger], zone: str) -> str:
    """First what has times of day, then what has none, then single moments."""
    found = [_moments(each) for each in triggers if not isinstance(each, Once)]
    timeless = [each.days for each in found if not each.seconds]
    onces = [each.at for each in triggers if isinstance(each, Once)]
    return listed([*_at_their_times(found), *timeless, *([once(onces, zone)] if onces else [])])


def _moments(trigger: Cron | Rule | Interval) -> Moments:
    match trigger:
        case Cron():
            return cron(trigger)
        case Rule():
            return rule(trigger)
        case Interval():
            return Moments(interval(trigger.every))
        case _:
            assert_never(trigger)


def _at_their_times(found: Sequence[Moments]) -> list[str]:
    """What is on the same days is told once, with all its times."""
    by_days: dict[str, set[int]] = {}
    for each in found:
        if each.seconds:
            by_days.setdefault(each.days, set()).update(each.seconds)
    return [timed(days, sorted(seconds)) for days, seconds in by_days.items()]
