"""The same days at another time of day."""

from dataclasses import replace
from datetime import datetime, time

from spark_tui.domain.timing import Cron, Once, Rule, Timing, Trigger, at_wall, zone_of


def at_clock(timing: Timing, clock: time, zone: str) -> Timing | None:
    """None where it is not at one time of its days: several times a day, an even interval.

    A single moment has its day in `zone`; where that is today or before, the other time may have passed.
    """
    moved = [_moved(trigger, clock, zone) for trigger in timing.triggers]
    if None in moved or len({_clock_of(trigger, zone) for trigger in timing.triggers}) != 1:
        return None
    return replace(timing, triggers=tuple(trigger for trigger in moved if trigger is not None))


def only_once(timing: Timing) -> bool:
    """Whether it is of single moments alone."""
    return all(isinstance(trigger, Once) for trigger in timing.triggers)


def _moved(trigger: Trigger, clock: time, zone: str) -> Trigger | None:
    match trigger:
        case Once(at):
            return Once(at_wall(datetime.combine(_wall(at, zone), clock), zone))
        case Cron(fields, own) if _clock_of(trigger, zone) is not None:
            *_, day, month, weekday = fields.split()
            return Cron(f"{clock.minute} {clock.hour} {day} {month} {weekday}", own)
        case Rule(rrule, start, own) if _clock_of(trigger, zone) is not None:
            return Rule(rrule, start.replace(hour=clock.hour, minute=clock.minute, second=0), own)
    return None


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(zone_of(zone)).replace(tzinfo=None)


def _clock_of(trigger: Trigger, zone: str) -> time | None:
    match trigger:
        case Once(at):
            return _wall(at, zone).time()
        case Cron(fields=fields):
            *seconds, minute, hour, _, _, _ = fields.split()
            plain = all(part.isdigit() for part in (hour, minute, *seconds))
            return time(int(hour), int(minute), int("".join(seconds) or 0)) if plain else None
        case Rule(rrule, start):
            own = any(part in rrule for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))  # they go before the start's
            return None if own else start.time()
    return None
