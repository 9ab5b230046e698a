"""The same days at another time of day."""

from dataclasses import replace
from datetime import time

from spark_tui.domain.timing import Cron, Rule, Timing, Trigger


def at_clock(timing: Timing, clock: time) -> Timing | None:
    """None where it is not at one time of its days: several times a day, an even interval, one moment."""
    moved = [_at(trigger, clock) for trigger in timing.triggers]
    if None in moved or len({_clock_of(trigger) for trigger in timing.triggers}) != 1:
        return None
    return replace(timing, triggers=tuple(trigger for trigger in moved if trigger is not None))


def _at(trigger: Trigger, clock: time) -> Trigger | None:
    match trigger:
        case Cron(fields, zone) if _clock_of(trigger) is not None:
            *_, day, month, weekday = fields.split()
            return Cron(f"{clock.minute} {clock.hour} {day} {month} {weekday}", zone)
        case Rule(rrule, start, zone) if _clock_of(trigger) is not None:
            return Rule(rrule, start.replace(hour=clock.hour, minute=clock.minute, second=0), zone)
    return None


def _clock_of(trigger: Trigger) -> time | None:
    match trigger:
        case Cron(fields=fields):
            *seconds, minute, hour, _, _, _ = fields.split()
            plain = all(part.isdigit() for part in (hour, minute, *seconds))
            return time(int(hour), int(minute), int("".join(seconds) or 0)) if plain else None
        case Rule(rrule, start):
            own = any(part in rrule for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))  # they go before the start's
            return None if own else start.time()
    return None
