"""Days that come again, with the times on them."""

from collections.abc import Sequence
from dataclasses import replace

from agent.phrases.bounding import bounded, counted_from
from agent.phrases.building import triggers
from agent.phrases.excluding import Left, leave_out
from agent.phrases.here import Here
from agent.phrases.meaning import Calendar, Clock, Swap, Unclear
from agent.phrases.understanding import Group
from spark_tui.domain.timing import Timing, Trigger, zone_of

WEEK = 7
SUGGESTED = ("09:00", "12:00", "18:00")


def repeating(here: Here, groups: Sequence[Group]) -> Timing:
    """All groups together, each on its days at its times."""
    found: list[Trigger] = []
    left = Left()
    for group in groups:
        times = [clock.key for clock in times_of(here, group)]
        _check_expected(group, times)
        calendars = [_from_its_month(with_months(here, replace(each, repeats=True))) for each in group.calendars]
        kept = leave_out(here.said.buts, calendars, left, here.today)
        for calendar in [_from_its_start(here, each) for each in kept]:
            _check_days(here, calendar)
            found += triggers(calendar, times, here.zone, counted_from(here), None)
            if calendar.step > 1 and (first := found[-1].next_after(counted_from(here))):
                here.assume("counted", when=f"{first.astimezone(zone_of(here.zone)):%Y-%m-%d}")
    return bounded(here, found, left)


def _check_expected(group: Group, times: Sequence[object]) -> None:
    """ "Twice a day" needs two times, "three times a week" three days."""
    for calendar in group.calendars:
        days = 1 if calendar.unit == "day" else max(1, calendar.size)
        if calendar.times and calendar.times != len(times) * days:
            raise Unclear("which_time" if calendar.unit == "day" or calendar.picks else "which_day")


def _from_its_start(here: Here, calendar: Calendar) -> Calendar:
    """ "Every week starting 4 January": the start says which day of the week, of the month, of the year."""
    starts = here.said.bounds.starts
    if starts is None or calendar.picks or calendar.step > 1 or calendar.unit not in ("week", "month", "year"):
        return calendar
    day = starts(here.today)
    if calendar.unit == "week":
        return replace(calendar, weekdays=frozenset({day.weekday()}))
    months = frozenset({day.month}) if calendar.unit == "year" else calendar.months
    return replace(calendar, monthdays=(day.day,), months=months)


def _from_its_month(calendar: Calendar) -> Calendar:
    """ "Every six months on 1 January": in January and in July."""
    if calendar.unit != "month" or calendar.step == 1 or len(calendar.months) != 1 or 12 % calendar.step:
        return calendar
    (month,) = calendar.months
    months = frozenset((month - 1 + ahead) % 12 + 1 for ahead in range(0, 12, calendar.step))
    return replace(calendar, step=1, months=months)


def _check_days(here: Here, calendar: Calendar) -> None:
    """A week without a weekday and a year without a day are not enough."""
    if calendar.unit == "week" and not calendar.picks and calendar.step == 1:
        end = here.said.group.days_end
        raise Unclear("which_day", [Swap((end, end), "", say) for say in ("on_monday", "on_friday")])
    if calendar.unit == "year" and not calendar.picks and calendar.step == 1:
        raise Unclear("which_day")
    if (calendar.unit == "" and not calendar.picks) or (
        calendar.unit == "year" and not calendar.months and calendar.picks
    ):
        raise Unclear("which_day")
    if calendar.unit == "month" and not calendar.picks and calendar.step == 1:
        here.assume("first")


def with_months(here: Here, calendar: Calendar) -> Calendar:
    said = here.said.months
    if not said:
        return calendar
    if calendar.months and said.months and calendar.months != said.months:
        raise Unclear("once_or_every")
    narrowed = replace(calendar, months=said.months or calendar.months)
    return _in_those_days(here, narrowed, said.days) if said.days else narrowed


def _in_those_days(here: Here, calendar: Calendar, days: tuple[int, ...]) -> Calendar:
    """Every Monday in the first week of the month: a week of a month is seven days of it."""
    if calendar.step > 1 or calendar.picks > bool(calendar.weekdays) or calendar.unit not in ("", "day", "week"):
        raise Unclear("once_or_every")
    if calendar.unit == "week" and not calendar.weekdays:
        raise Unclear("which_day")
    if len(calendar.weekdays) == 1 and len(days) == WEEK:
        place = -1 if days[0] < 0 else days[-1] // WEEK
        return replace(calendar, unit="month", weekdays=frozenset(), nth=((place, min(calendar.weekdays)),))
    here.assume("last_days" if days[0] < 0 else "those_days", first=str(days[0]), last=str(days[-1]), n=str(len(days)))
    return replace(calendar, unit="month", monthdays=days)


def times_of(here: Here, group: Group) -> list[Clock]:
    clocks = list(group.clocks)
    if not clocks and not group.parts and here.said.bounds.from_clock:
        clocks = [here.said.bounds.from_clock]
        here.said.bounds = replace(here.said.bounds, from_clock=None)
    if not clocks:
        clocks = _of_other_groups(here, group)
    if not clocks and not group.parts:
        clocks = _said_elsewhere(here)
    times = here.hours.settled(clocks, group.parts)
    if not times:
        raise Unclear("which_time", [Swap((group.days_end, group.days_end), hour, "at") for hour in SUGGESTED])
    return times


def _said_elsewhere(here: Here) -> list[Clock]:
    """ "Every Tuesday until Christmas at 7pm": the time of day, when there is no other."""
    bounds = here.said.bounds
    if not (bounds.until_clock and bounds.ends):
        return []
    here.said.bounds = replace(bounds, until_clock=None)
    return [bounds.until_clock]


def _of_other_groups(here: Here, group: Group) -> list[Clock]:
    """ "Mondays and, from June on, Fridays at 9", "every morning and every evening at 7": one time for all."""
    others = [other for other in here.said.groups if other is not group and other.clocks]
    return list(others[0].clocks) if len(others) == 1 == len(here.said.groups) - 1 else []
