"""A timing in one short line, so that tests are tables: `0 9 * * 1-5`, `every 90m`, `2026-04-22 15:00`."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.phrases import read
from spark_tui.domain.proposal import Draft, Question
from spark_tui.domain.timing import Cron, Except, Interval, Once, Timing, Trigger

NEW_YORK = "America/New_York"
SAO_PAULO = "America/Sao_Paulo"
MADRID = "Europe/Madrid"


def tuesday(zone: str = NEW_YORK) -> datetime:
    """Tuesday, 21 April 2026, 10:40, when all phrases of the tables are read."""
    return datetime(2026, 4, 21, 10, 40, tzinfo=ZoneInfo(zone))


def told(phrase: str, zone: str = NEW_YORK) -> str:
    """What the phrase was read as: its timing, `ask` or `refuse`."""
    answer = read(phrase, tuesday(zone), zone)
    if isinstance(answer, Draft):
        named = f" [{answer.zone}]" if answer.zone != zone else ""
        return _timing(answer.timing, answer.zone) + named
    return "ask" if isinstance(answer, Question) else "refuse"


def _timing(timing: Timing, zone: str) -> str:
    said = " + ".join(_trigger(trigger, zone) for trigger in timing.triggers)
    if timing.count:
        said += f" x{timing.count}"
    if timing.starts and timing.starts - tuesday(zone) > timedelta(seconds=1):
        said += f" from {_moment(timing.starts, zone)}"
    if timing.ends:
        said += f" until {_moment(timing.ends, zone)}"
    return f"{said} but {_left(timing.exclude)}" if timing.exclude else said


def _trigger(trigger: Trigger, zone: str) -> str:
    match trigger:
        case Cron():
            return trigger.fields
        case Interval():
            return f"every {_length(trigger.every)}{_counted_from(trigger.anchor, zone)}"
        case Once():
            return _moment(trigger.at, zone)
    return f"{trigger.rrule.removeprefix('FREQ=')} @ {trigger.start:%Y-%m-%d %H:%M}"


def _counted_from(anchor: datetime, zone: str) -> str:
    now = tuesday(zone)
    if anchor == now:
        return ""
    return " from midnight" if anchor == now.replace(hour=0, minute=0) else f" from {_moment(anchor, zone)}"


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d}" if f"{local:%H:%M:%S}" in ("00:00:00", "23:59:59") else f"{local:%Y-%m-%d %H:%M}"


def _length(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    for size, unit in ((3600, "h"), (60, "m")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _left(left: Except) -> str:
    days = sorted({day for _, day in left.days}) if len(left.days) > 11 else sorted(left.days)
    parts = (sorted(left.weekdays), sorted(left.months), days, sorted(map(str, left.dates)))
    return " ".join(str(part).replace(" ", "") for part in parts if part)
