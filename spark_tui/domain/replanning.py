"""What becomes of a planned moment when the rules of its zone have changed.

A person meant a time of day. So the moment that is to be decided next keeps its time on the wall
clock and comes when the clock shows it by the new rules, whether that has passed or is to come:

| the moment was  | by the new rules it | it                                                        |
| ---             | ---                 | ---                                                       |
| to come         | is to come          | is at its time on the wall                                |
| to come         | has passed          | is overdue now, and caught up or missed by the policy     |
| overdue         | has passed          | is overdue at its time on the wall, once                  |
| overdue         | is to come          | is not overdue: it comes at its time on the wall, once    |
| any             | is no later than what was decided already, or than its schedule's making | is the first after that |
| any             | is of no wall clock: an interval, once, every hour | stays, or is the first that follows   |

None is dropped and none comes twice, because what was decided before it had an earlier time on the
wall, and what follows has a later one.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

from spark_tui.domain.schedule import Schedule
from spark_tui.domain.timing import Cron, Rule, Timing, Trigger, at_wall
from spark_tui.domain.timing.courses import Course, course

_TICK = timedelta(microseconds=1)
_FAR = timedelta(days=2)  # more than rules move a moment

Known = Mapping[str, Course]  # by zone: how its clock was known to go


def replanned(schedule: Schedule, known: Known, decided: datetime | None) -> datetime | None:
    """The moment of `schedule` that is to be decided next, by the rules of now.

    `known` are the zones whose rules have changed, as they were; `decided` is the last moment that
    was run or written down.
    """
    old, timing = schedule.next_at, schedule.timing
    if old is None or not (zones_of(timing) & known.keys()) or _is_planned_anew(timing, old, known):
        return old
    earliest = max(decided or schedule.created_at, schedule.created_at)
    asked = [(trigger, max(_right_before(trigger, old, known), earliest)) for trigger in timing.triggers]
    found = [_first(timing, trigger, moment) for trigger, moment in asked]
    first = min((moment for moment in found if moment is not None), default=None)
    return None if first is None else timing.next_after(first - _TICK)  # None where a count is full


def zones_of(timing: Timing) -> set[str]:
    """The zones whose clocks decide when it fires."""
    zones = {trigger.zone for trigger in timing.triggers if isinstance(trigger, Cron | Rule)}
    return zones | ({timing.exclude.zone} if timing.exclude else set())


def _first(timing: Timing, trigger: Trigger, moment: datetime) -> datetime | None:
    return replace(timing, triggers=(trigger,), count=None).next_after(moment)


def _right_before(trigger: Trigger, old: datetime, known: Known) -> datetime:
    """From where the trigger is asked for what takes the place of `old`."""
    if not _names_wall_times(trigger) or trigger.zone not in known:
        return old - _TICK
    was = known[trigger.zone]
    if not was.knows(old):
        return old - _FAR
    if was.around(old) == course(trigger.zone, old - _TICK, old + _TICK).around(old):
        return old - _TICK
    return at_wall((old + min(was.around(old))).replace(tzinfo=None), trigger.zone) - _TICK


def _names_wall_times(trigger: Trigger) -> TypeGuard[Cron | Rule]:
    return isinstance(trigger, Rule) or (isinstance(trigger, Cron) and not trigger.follows_real_time)


def _is_planned_anew(timing: Timing, old: datetime, known: Known) -> bool:
    """Whether somebody who knew the rules of now has planned it already: it fits them, and not those of before."""
    fits_now = timing.next_after(old - _TICK) == old
    return fits_now and not any(_named(trigger, old, known) for trigger in timing.triggers)


def _named(trigger: Trigger, old: datetime, known: Known) -> bool:
    """Whether the trigger was at `old` as its clock was known to go."""
    if not _names_wall_times(trigger) or trigger.zone not in known or not known[trigger.zone].knows(old):
        return trigger.next_after(old - _TICK) == old
    first, last = sorted((old + ahead).replace(tzinfo=UTC) for ahead in known[trigger.zone].around(old))
    found = replace(trigger, zone="UTC").next_after(first - _TICK)
    return found is not None and found <= last
