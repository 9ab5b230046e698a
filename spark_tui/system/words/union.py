"""Several triggers as one: a window that takes several crons is one window, days at the same times are one list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spark_tui.system.words.bounds import without_months
from spark_tui.system.words.days import Days, week
from spark_tui.system.words.times import Moments, over_midnight, timed
from spark_tui.system.words.voice import Voice

Times = dict[Days, set[int]]


def union(voice: Voice, found: Sequence[Moments]) -> list[str]:
    """What is on the same days is told once, with all its times; what is at the same times, with all its days.

    First what has times of day, then what has none.
    """
    by_days: Times = {}
    following = {each.days: each.following for each in found}
    for each in found:
        if each.seconds:
            by_days.setdefault(each.days, set()).update(each.seconds)
    _merge_exceptions(voice, by_days)
    nights = _nights(voice, by_days, following)
    by_times: dict[tuple[int, ...], list[str]] = {}
    for days, seconds in by_days.items():
        by_times.setdefault(tuple(sorted(seconds)), []).append(days.said)
    timeless = [each.days.said for each in found if not each.seconds]
    return [*nights, *(timed(voice, _joined(voice, days), seconds) for seconds, days in by_times.items()), *timeless]


def _joined(voice: Voice, days: Sequence[str]) -> str:
    """ "Every year on 3 March and on 11 November": what comes every year says so once."""
    if len(days) > 1 and all(each.startswith(voice.every_year) for each in days):
        return voice.every_year + voice.listed([each.removeprefix(voice.every_year) for each in days])
    return voice.listed(days)


def without_season(voice: Voice, found: Sequence[Moments]) -> tuple[list[Moments], list[str]]:
    """When all leave out the same months, these are told once, at the end: "in August"; else with the days of each."""
    seasons = {each.days.missing for each in found}
    if len(seasons) != 1:
        return [
            replace(each, days=_seasonal(voice, each.days), following=_seasonal(voice, each.following))
            for each in found
        ], []
    missing = seasons.pop()
    bare = [
        replace(each, days=replace(each.days, missing=()), following=replace(each.following, missing=()))
        for each in found
    ]
    return bare, [without_months(voice, missing)] if missing else []


def _seasonal(voice: Voice, days: Days) -> Days:
    """Every day except in August."""
    return Days(voice.days_but.format(days.said, without_months(voice, days.missing))) if days.missing else days


def _nights(voice: Voice, by_days: Times, following: Mapping[Days, Days]) -> list[str]:
    """Windows that go over midnight, taken out of `by_days`."""
    said = []
    for days in list(by_days):
        after = following.get(days)
        if after and days != after and days in by_days and after in by_days:
            night = over_midnight(voice, days.said, sorted(by_days[days]), sorted(by_days[after]))
            if night:
                said.append(night)
                del by_days[days], by_days[after]
    return said


def _merge_exceptions(voice: Voice, by_days: Times) -> None:
    """ "Every day except Friday" and "every Friday except the last Friday …": every day except the last Friday."""
    for days in list(by_days):
        other = next(
            (each for each in by_days if days.spared and each.week and days.spared.weekday not in each.week), None
        )
        if days.spared and other and by_days[other] == by_days[days]:
            whole = week(voice, other.week | {days.spared.weekday}).said
            by_days[Days(voice.days_but.format(whole, days.spared.said))] = by_days.pop(days)
            del by_days[other]
