"""From what was understood to a Timing: what is open is asked, what cannot be is refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.phrases.bounding import is_bounded
from agent.phrases.clocks import DAY
from agent.phrases.here import Here
from agent.phrases.meaning import Calendar, Every, Impossible, Swap, Unclear
from agent.phrases.once import after, once
from agent.phrases.repeating import repeating
from agent.phrases.stepping import stepped
from agent.phrases.understanding import Group, Understood
from spark_tui.domain.timing import Once, Timing, zone_of

FARTHEST = timedelta(days=366 * 60)  # nobody means a moment that is further away


@dataclass(slots=True)
class Settled:
    """A timing, and whether it is one moment rather than many."""

    timing: Timing
    zone: str
    once: bool
    assumed: list[tuple[str, dict[str, str]]]


def settle(said: Understood, phrase: str, now: datetime, zone: str) -> Settled:
    """The one timing that it means.

    Raises Unclear when it can mean several, Impossible when it can mean none.
    """
    here = Here(said, phrase, now, zone)
    _check_every_clock(here)
    _at_the_time_of_now(here)
    timing, only_once = _timing(here)
    _check_every_moment(here, timing)
    following = timing.next_after(here.now)
    if following is None or following - here.now > FARTHEST:
        raise Impossible("never")
    return Settled(timing, here.zone, only_once, here.hours.assumed)


def _at_the_time_of_now(here: Here) -> None:
    if not here.said.as_now:
        return
    here.assume("same_time")
    for group in here.said.groups:
        group.clocks = group.clocks or [here.clock_of(here.now)]


def _check_every_clock(here: Here) -> None:
    for clock in here.said.clocks:
        if not clock.possible:
            raise Impossible("no_hour", text=here.hours.text(clock))


def _check_every_moment(here: Here, timing: Timing) -> None:
    """Of several moments none may be past."""
    for trigger in timing.triggers:
        if isinstance(trigger, Once) and trigger.at <= here.now:
            raise Impossible("past", when=f"{trigger.at.astimezone(zone_of(here.zone)):%Y-%m-%d %H:%M}")


def _timing(here: Here) -> tuple[Timing, bool]:
    if here.said.after:
        return after(here), True
    if here.said.every and (_counts_days(here) or _counts_hours(here)):
        return _on_days(here)
    if here.said.every:
        return stepped(here), False
    if here.said.minutes and (
        here.said.hourly or here.said.window or any(each.repeats for each in here.said.calendars)
    ):
        here.said.every = Every(timedelta(hours=1), here.said.minutes)
        return stepped(here), False
    if here.said.minutes:
        raise Unclear("how_often")
    return _on_days(here)


def _on_days(here: Here) -> tuple[Timing, bool]:
    it = here.said
    if it.window:
        raise Unclear("how_often")
    if not (it.calendars or it.dates) and _goes_on_daily(here):
        here.assume("daily")
        it.group.calendars.append(Calendar("day"))
    if it.once and not (it.calendars or it.dates or it.months):
        it.group.calendars.append(Calendar(repeats=False))
    if not (it.calendars or it.dates):
        _ask_for_days(here)
    groups = [group for group in it.groups if group.has_days]
    if len(groups) < len(it.groups):
        raise Unclear("which_day")
    if all(_is_once(here, group) for group in groups):
        if len(groups) > 1 and not any(group.dates or _is_a_date(group) for group in groups):
            raise Unclear("once_or_every", [Swap((0, len(here.phrase)), here.phrase, "each_of_them")])
        return once(here, groups), True
    if any(group.dates for group in groups if _is_once(here, group)):
        raise Unclear("once_or_every")
    return repeating(here, groups), False


def _counts_days(here: Here) -> bool:
    """ "Every 24 hours at 5am" is every day at 5am."""
    every, days = here.said.every, timedelta(days=1)
    if not every or every.step % days or not here.said.clocks or here.said.calendars or here.said.dates:
        return False
    here.said.every = None
    here.said.group.calendars.append(Calendar("day", every.step // days))
    return True


def _counts_hours(here: Here) -> bool:
    """ "Every 12 hours at 3:00 and 15:00" is every day at those times, which are so far apart."""
    every, it = here.said.every, here.said
    if not every or len(it.clocks) < 2 or it.dates or any(not each.sure for each in it.clocks):
        return False
    times = sorted(clock.seconds for clock in it.clocks)
    gaps = {(after - before) % DAY for before, after in zip(times, [*times[1:], times[0]], strict=True)}
    if gaps != {every.step.total_seconds()} or it.minutes or len(it.groups) > 1:
        return False
    it.every = None
    if not it.calendars:
        it.group.calendars.append(Calendar("day"))
    return True


def _goes_on_daily(here: Here) -> bool:
    """ "At 9 for the next 5 days": with an end in days it is every day until then; so it is "at 9 but on Sundays"."""
    bounds, one = here.said.bounds, here.said.groups[0]
    days_out = any(but.calendars for but in here.said.buts) and not here.said.buts_first
    daily = bounds.lasts or bounds.ends or days_out
    return bool(len(here.said.groups) == 1 and one.clocks and daily and not here.said.months)


def _ask_for_days(here: Here) -> None:
    if not (here.said.clocks or here.said.parts or here.said.bounds.from_clock):
        raise Unclear("which_day")
    whole = (0, len(here.phrase))
    if here.said.months and here.said.months.days:
        raise Unclear("which_day", [Swap(whole, here.phrase, say) for say in ("every_day", "every_weekday")])
    if here.said.months:
        raise Unclear("which_day")
    raise Unclear("once_or_every", [Swap(whole, here.phrase, say) for say in ("every_day", "today", "tomorrow")])


def _is_of_several_months(here: Here, group: Group) -> bool:
    """In January and July, on the 10th: that comes again."""
    several = here.said.months is not None and len(here.said.months.months) > 1
    return several and all(calendar.picks for calendar in group.calendars)


def _is_a_date(group: Group) -> bool:
    """ "June 1" of "June 1 at 9 and June 2 at 10"."""
    return all(calendar.months and calendar.monthdays for calendar in group.calendars)


def _is_once(here: Here, group: Group) -> bool:
    if group.dates:
        return True
    if (
        any(calendar.repeats for calendar in group.calendars)
        or is_bounded(here)
        or (here.said.months and here.said.months.repeats)
    ):
        return False
    if _is_of_several_months(here, group):
        here.assume("yearly")
        return False
    if here.said.months and not all(calendar.monthdays for calendar in group.calendars):
        raise Unclear("once_or_every")
    if any(max((n for n, _ in calendar.nth), default=1) < 0 and not calendar.months for calendar in group.calendars):
        raise Unclear("once_or_every")  # "last Monday" may be the one that is past
    but = any(each.calendars for each in here.said.buts) and not any(calendar.months for calendar in group.calendars)
    if but or any(calendar.many and not calendar.months for calendar in group.calendars):
        here.assume("monthly" if group.calendars[0].monthdays or group.calendars[0].nth else "weekly")
        return False
    if any(calendar.business or (calendar.nth and not calendar.months) for calendar in group.calendars):
        here.assume("monthly")
        return False
    return True
