"""Several triggers as one: a window that takes several crons is one window, days at the same times are one list."""

from collections.abc import Sequence
from dataclasses import replace

from spark_tui.system.words.counting import listed
from spark_tui.system.words.days import EXCEPT, without
from spark_tui.system.words.times import Moments, over_midnight, timed

YEARLY = "every year "


def union(found: Sequence[Moments]) -> list[str]:
    """What is on the same days is told once, with all its times; what is at the same times, with all its days.

    First what has times of day, then what has none.
    """
    by_days: dict[str, set[int]] = {}
    following = {each.days: each.following for each in found}
    for each in found:
        if each.seconds:
            by_days.setdefault(each.days, set()).update(each.seconds)
    _merge_exceptions(by_days)
    nights = _nights(by_days, following)
    by_times: dict[tuple[int, ...], list[str]] = {}
    for days, seconds in by_days.items():
        by_times.setdefault(tuple(sorted(seconds)), []).append(days)
    timeless = [each.days for each in found if not each.seconds]
    return [*nights, *(timed(_joined(days), seconds) for seconds, days in by_times.items()), *timeless]


def _joined(days: Sequence[str]) -> str:
    """ "Every year on 3 March and on 11 November": what comes every year says so once."""
    if len(days) > 1 and all(each.startswith(YEARLY) for each in days):
        return YEARLY + listed([each.removeprefix(YEARLY) for each in days])
    return listed(days)


def without_season(found: Sequence[Moments]) -> tuple[list[Moments], list[str]]:
    """When all leave out the same months, these are told once: "in August"."""
    seasons = {each.days.partition(EXCEPT)[2] for each in found}
    if len(seasons) != 1 or seasons == {""}:
        return list(found), []
    bare = [
        replace(each, days=each.days.partition(EXCEPT)[0], following=each.following.partition(EXCEPT)[0])
        for each in found
    ]
    return bare, [f"in {seasons.pop()}"]


def _nights(by_days: dict[str, set[int]], following: dict[str, str]) -> list[str]:
    """Windows that go over midnight, taken out of `by_days`."""
    said = []
    for days in list(by_days):
        after = following.get(days, "")
        if days != after and days in by_days and after in by_days:
            night = over_midnight(days, sorted(by_days[days]), sorted(by_days[after]))
            if night:
                said.append(night)
                del by_days[days], by_days[after]
    return said


def _merge_exceptions(by_days: dict[str, set[int]]) -> None:
    """ "Every day except Friday" and "every Friday except the last Friday …": every day except the last Friday."""
    for days in list(by_days):
        weekday, _, exception = days.removeprefix("every ").partition(" except the ")
        other = next((each for each in by_days if exception and without(each, weekday)), None)
        if other and by_days[other] == by_days[days]:
            by_days[f"{without(other, weekday)} except the {exception}"] = by_days.pop(days)
            del by_days[other]
