"""The whole sentence: which days, at what times, within which bounds, except when."""

from typing import assert_never

from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing
from spark_tui.system.words.bounds import bounds, exclusion, once
from spark_tui.system.words.cron import cron
from spark_tui.system.words.days import Days
from spark_tui.system.words.english import ENGLISH
from spark_tui.system.words.rules import rule
from spark_tui.system.words.times import Moments, interval
from spark_tui.system.words.union import union, without_season
from spark_tui.system.words.voice import Voice


def words(timing: Timing, zone: str, *, voice: Voice = ENGLISH, name_zone: bool = False) -> str:
    """The sentence; moments are shown on the clock of `zone`, which is named when asked for or when it is another."""
    repeated = [_moments(voice, each) for each in timing.triggers if not isinstance(each, Once)]
    found, season = without_season(voice, repeated)
    onces = [each.at for each in timing.triggers if isinstance(each, Once)]
    said = voice.listed([*union(voice, found), *([once(voice, onces, zone)] if onces else [])])
    said += bounds(voice, timing, zone)
    if left := [*season, *([exclusion(voice, timing.exclude)] if timing.exclude else [])]:
        said += voice.but.format(voice.listed(left))
    zones = {each.zone for each in timing.triggers if isinstance(each, Cron | Rule)} or {zone}
    return f"{said} ({', '.join(sorted(zones))})" if name_zone or zones != {zone} else said


def _moments(voice: Voice, trigger: Cron | Rule | Interval) -> Moments:
    match trigger:
        case Cron():
            return cron(voice, trigger)
        case Rule():
            return rule(voice, trigger)
        case Interval():
            return Moments(Days(interval(voice, trigger.every)))
        case _:
            assert_never(trigger)
