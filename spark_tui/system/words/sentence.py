"""The whole sentence: which days, at what times, within which bounds, except when."""

from typing import assert_never

from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing
from spark_tui.system.words.bounds import bounds, exclusion, once
from spark_tui.system.words.counting import listed
from spark_tui.system.words.cron import cron
from spark_tui.system.words.rules import rule
from spark_tui.system.words.times import Moments, interval
from spark_tui.system.words.union import union, without_season


def words(timing: Timing, zone: str, *, name_zone: bool = False) -> str:
    """The sentence; moments are shown on the clock of `zone`, which is named when asked for or when it is another."""
    found, season = without_season([_moments(each) for each in timing.triggers if not isinstance(each, Once)])
    onces = [each.at for each in timing.triggers if isinstance(each, Once)]
    said = listed([*union(found), *([once(onces, zone)] if onces else [])]) + bounds(timing, zone)
    if left := [*season, *([exclusion(timing.exclude)] if timing.exclude else [])]:
        said += f", except {listed(left)}"
    zones = {each.zone for each in timing.triggers if isinstance(each, Cron | Rule)} or {zone}
    return f"{said} ({', '.join(sorted(zones))})" if name_zone or zones != {zone} else said


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
