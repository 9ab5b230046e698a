"""Moving timings apart, so that what starts together starts one after the other."""

from dataclasses import replace
from datetime import timedelta

from spark_tui.domain.crowding import Crowd
from spark_tui.domain.errors import BadTiming
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import Cron, Interval, Once, Rule, Timing, Trigger

OVER = 10  # minutes over which a pile-up is spread, unless it needs more


def spread(crowd: Crowd, over: int = OVER) -> list[tuple[Schedule, Timing]]:
    """Other timings for those who find no seat: as many at a time as there is room, minutes apart.

    Who cannot be moved by minutes stays, and the others make room for it.
    """
    fixed = [one for one in crowd.schedules if later(one.timing, 1) is None]
    movable = [one for one in crowd.schedules if one not in fixed]
    places = -(-len(crowd.schedules) // crowd.room)
    step = max(1, over // places)
    moved = []
    for number, schedule in enumerate(movable, start=len(fixed)):
        minutes = number // crowd.room * step
        timing = later(schedule.timing, minutes) if minutes else None
        if timing is not None:
            moved.append((schedule, timing))
    return moved


def later(timing: Timing, minutes: int) -> Timing | None:
    """The same so many minutes (0 to 59) later; None where that cannot be said, as of a cron of every minute."""
    triggers = [_later(trigger, minutes) for trigger in timing.triggers]
    if any(trigger is None for trigger in triggers):
        return None
    return replace(timing, triggers=tuple(trigger for trigger in triggers if trigger is not None))


def _later(trigger: Trigger, minutes: int) -> Trigger | None:
    by = timedelta(minutes=minutes)
    match trigger:
        case Cron(fields, zone):
            return _cron(fields, zone, minutes)
        case Interval(every, anchor):
            return Interval(every, anchor + by) if every > by else None
        case Once(at):
            return Once(at + by)
        case Rule(rrule, start, zone):
            return Rule(rrule, start + by, zone) if (start + by).date() == start.date() else None


def _cron(fields: str, zone: str, by: int) -> Cron | None:
    """`0 9` → `3 9`, `*/15 *` → `3-59/15 *`; never into another hour, which would have to be named."""
    *seconds, minute, hour, day, month, weekday = fields.split()
    moved = _step(minute, by) if minute.startswith("*/") else _list(minute, by)
    if moved is None:
        return None
    try:
        return Cron(" ".join([*seconds, moved, hour, day, month, weekday]), zone)
    except BadTiming:
        return None


def _step(minute: str, by: int) -> str | None:
    """`*/7` begins again with each hour, and moved its last one may fall into the next: 60 must be a multiple."""
    every = minute.removeprefix("*/")
    fits = every.isdigit() and by < int(every) and 60 % int(every) == 0
    return f"{by}-59/{every}" if fits else None


def _list(minute: str, by: int) -> str | None:
    parts = minute.split(",")
    if not all(part.isdigit() and int(part) + by <= 59 for part in parts):
        return None
    return ",".join(str(int(part) + by) for part in parts)
