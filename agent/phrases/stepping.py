"""Even steps: over days without end, or within a window of each day."""

from dataclasses import replace
from datetime import datetime, timedelta

from agent.phrases import clocks as day
from agent.phrases.ahead import dated, relative
from agent.phrases.bounding import bounded, counted_from, is_bounded
from agent.phrases.building import triggers
from agent.phrases.excluding import Left, leave_out
from agent.phrases.here import Here
from agent.phrases.meaning import Between, Bounds, But, Calendar, Clock, DateOf, Impossible, Length, Unclear
from agent.phrases.repeating import with_months
from spark_tui.domain.timing import Cron, Interval, Timing, Trigger, zone_of

EVERY_DAY = Calendar("day")


def stepped(here: Here) -> Timing:
    """Even over days, or within a window of each day."""
    assert here.said.every
    _narrow_by_dates(here)
    if _is_windowed(here):
        return _in_window(here)
    left = Left()
    leave_out(here.said.buts, (), left, here.today)
    return bounded(here, _even(here), left)


def _narrow_by_dates(here: Here) -> None:
    """ "Every hour tomorrow": the step goes on within that one day."""
    if not here.said.dates and (day := _one_day(here)):
        here.said.bounds, here.said.group.calendars = Bounds(starts=day, ends=day), []
    if not here.said.dates:
        return
    if len(here.said.dates) > 1 or here.said.bounds != Bounds() or here.said.calendars:
        raise Unclear("once_or_every")
    when = here.said.dates[0].date
    here.said.bounds = Bounds(starts=when, ends=when)


def _one_day(here: Here) -> DateOf | None:
    """ "Every hour on 25 April": the day of the year that was said without "every"."""
    days = here.said.calendars
    if len(days) != 1 or days[0].repeats or here.said.bounds != Bounds():
        return None
    one = days[0]
    if one.weekdays or len(one.months) != 1 or len(one.monthdays) != 1 or one.monthdays[0] < 1:
        return None
    return dated(min(one.months), one.monthdays[0])


def _is_windowed(here: Here) -> bool:
    it, bounds = here.said, here.said.bounds
    days = [calendar for calendar in it.calendars if calendar != EVERY_DAY]
    cuts = any(but.clocks or but.window for but in it.buts)
    both_clocks = bounds.from_clock and bounds.until_clock and not bounds.ends and not bounds.starts
    return bool(it.window or it.months or it.parts or days or cuts or both_clocks)


def _even(here: Here) -> list[Trigger]:
    assert here.said.every
    step, bounds = here.said.every.step, here.said.bounds
    if here.said.minutes and (here.said.clocks or (bounds.from_clock and not bounds.starts)):
        raise Unclear("how_often")
    if here.said.minutes:
        return [_each_hour(here, int(step.total_seconds()))]
    if bounds.starts_in is not None and not here.said.clocks:
        return [_from_now(here, step, bounds.starts_in)]
    if anchor := _anchor(here):
        here.said.bounds = replace(bounds, from_clock=here.clock_of(anchor), starts=bounds.starts or relative(0))
        return [Interval(step, anchor)]
    seconds = step.total_seconds()
    if seconds % 60 == 0 and 3600 % seconds == 0:
        minutes = int(seconds) // 60
        return [
            Cron("* * * * *" if minutes == 1 else "0 * * * *" if minutes == 60 else f"*/{minutes} * * * *", here.zone)
        ]
    if seconds % 3600 == 0 and seconds < day.DAY and day.DAY % seconds == 0:
        return [_on_the_clock(here, step)]
    return [Interval(step, _on_the_minute(here.now) if seconds % 60 == 0 else here.now.replace(microsecond=0))]


def _on_the_clock(here: Here, step: timedelta) -> Trigger:
    """Counted from midnight; a cron of hours, where no summer time makes that uneven twice a year."""
    if _keeps_its_clock(here):
        return Cron(f"0 */{int(step.total_seconds()) // 3600} * * *", here.zone)
    return Interval(step, here.at(here.today, Clock(0)))


def _from_now(here: Here, step: timedelta, ahead: Length) -> Trigger:
    """ "Every 4 hours from now", "starting in 2 hours": counted from that moment, whatever the clock shows."""
    here.said.bounds = replace(here.said.bounds, starts=None)
    return Interval(step, here.from_now(ahead))


def _on_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _keeps_its_clock(here: Here) -> bool:
    zone = zone_of(here.zone)
    return (
        len({datetime(here.now.year + year, month, 1, tzinfo=zone).utcoffset() for year in (0, 1) for month in (1, 7)})
        == 1
    )


def _each_hour(here: Here, step: int) -> Cron:
    if step < 3600 and 3600 % step == 0 and {*here.said.minutes} <= {*range(0, 60, max(step // 60, 1))}:
        return Cron(f"*/{step // 60} * * * *", here.zone)  # every 15 minutes, on the quarter hour
    hours = step // 3600
    if step % 3600 or 24 % hours:
        raise Unclear("how_often")
    minutes = ",".join(map(str, sorted(set(here.said.minutes))))
    return Cron(f"{minutes} {'*' if hours == 1 else f'*/{hours}'} * * *", here.zone)


def _anchor(here: Here) -> datetime | None:
    """Where the steps are counted from, when a moment was named."""
    bounds = here.said.bounds
    clocks = [*here.said.clocks, *([bounds.from_clock] if bounds.from_clock else [])]
    if len(clocks) > 1 or (clocks and not (bounds.starts or bounds.from_clock)):
        raise Unclear("step_and_time")
    if not clocks:
        return (
            here.at(bounds.starts(here.today), Clock(0))
            if bounds.starts and not bounds.starts(here.today) <= here.today
            else None
        )
    clock = here.hours.sure(clocks[0])
    return here.at(bounds.starts(here.today) if bounds.starts else here.today, clock)


# ------------------------------------------------------------------ within each day


def _in_window(here: Here) -> Timing:
    assert here.said.every
    if here.said.clocks or len(here.said.groups) > 1:
        raise Unclear("step_and_time")
    if any(each.times for each in here.said.calendars):
        raise Unclear("which_hours", text=here.phrase[slice(*here.said.every_span)])
    inside: list[int] = []
    over: list[int] = []
    for first, last in [_window(here), *map(here.hours.window, here.said.windows)]:
        same, after = day.moments_between(first, last, here.said.every.step, here.said.minutes)
        inside, over = sorted({*inside, *same}), sorted({*over, *after})
    calendars = _step_calendars(here)
    left = Left()
    for but in here.said.buts:
        inside, over = _without(here, inside, but), _without(here, over, but)
    kept = leave_out([replace(but, clocks=(), window=None) for but in here.said.buts], calendars, left, here.today)
    found: list[Trigger] = []
    for calendar in kept:
        found += triggers(calendar, day.as_times(inside), here.zone, counted_from(here), None) if inside else []
        found += triggers(_day_after(calendar), day.as_times(over), here.zone, counted_from(here), None) if over else []
    if not found:
        raise Impossible("nothing_left")
    return bounded(here, found, left)


def _window(here: Here) -> tuple[Clock, Clock]:
    bounds, window = here.said.bounds, here.said.window
    first = None if bounds.starts else bounds.from_clock
    last = None if bounds.ends else bounds.until_clock
    if window and last and window.last is None:
        here.said.bounds, window = replace(bounds, until_clock=None), replace(window, last=last)
    if window and first and window.first is None:
        here.said.bounds, window = replace(bounds, from_clock=None), replace(window, first=first)
    if window is None and (first or last):
        here.said.bounds = replace(
            bounds,
            from_clock=bounds.from_clock if bounds.starts else None,
            until_clock=bounds.until_clock if bounds.ends else None,
        )
        window = Between(first, last)
        here.assume("daily")
    if window is None and here.said.parts:
        raise Unclear("which_hours", text=here.said.parts[0].name)
    if window is None:
        return Clock(0), Clock(23, 59, 59)
    if window.weekdays:
        here.assume("business")
        if not here.said.calendars:
            here.said.group.calendars.append(Calendar(weekdays=window.weekdays))
    return here.hours.window(_in_part(here, window))


def _in_part(here: Here, window: Between) -> Between:
    """ "Every night from 10 to 6": from ten at night."""
    if len(here.said.parts) != 1 or window.first is None:
        return window
    part = here.said.parts[0]
    first = part.of(window.first)
    if first is None:
        raise Unclear("conflict", one=here.hours.text(window.first), other=part.name)
    return replace(window, first=first)


def _without(here: Here, moments: list[int], but: But) -> list[int]:
    gone = {here.hours.sure(clock).seconds for clock in but.clocks}
    if (
        but.window
        and but.window.weekdays
        and any(not each.weekdays or each.weekdays - but.window.weekdays for each in here.said.calendars or [EVERY_DAY])
    ):
        raise Unclear("excluded")  # business hours are not those of a Saturday
    if but.window:
        first, last = here.hours.window(but.window)
        size = (last.seconds - first.seconds) % day.DAY
        moments = [moment for moment in moments if (moment - first.seconds) % day.DAY >= size]
    return [moment for moment in moments if moment not in gone]


def _step_calendars(here: Here) -> list[Calendar]:
    calendars = here.said.calendars or [EVERY_DAY]
    calendars = [replace(each, repeats=True) if not each.repeats and is_bounded(here) else each for each in calendars]
    if any(not each.repeats and not each.many for each in calendars):
        calendars = [_weekly(here, each) for each in calendars]
    return [with_months(here, each) for each in calendars]


def _weekly(here: Here, calendar: Calendar) -> Calendar:
    """ "Every 20 minutes on Monday": on Mondays."""
    if calendar.repeats:
        return calendar
    if not calendar.weekdays or calendar.picks > 1 or calendar.months or calendar.week is not None:
        raise Unclear("once_or_every")
    here.assume("weekly")
    return replace(calendar, repeats=True)


def _day_after(calendar: Calendar) -> Calendar:
    """The same days for what a window reaches past midnight."""
    if calendar.plain and calendar.unit in ("", "day") and calendar.step == 1:
        return calendar
    if calendar.weekdays and calendar.picks == 1 and not calendar.months and calendar.step == 1:
        return replace(calendar, weekdays=frozenset((each + 1) % 7 for each in calendar.weekdays))
    raise Unclear("once_or_every")
