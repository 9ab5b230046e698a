"""Wall clocks: zones by name, and the instant at which a clock shows a time."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from spark_tui.domain.errors import BadTiming


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises BadTiming when there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadTiming(
            f"there is no time zone “{name[:40]}”", hint="use an IANA name such as America/Sao_Paulo or UTC"
        ) from None


def clock(at: datetime) -> str:
    """09:00, with the seconds only where there are some."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def at_wall(wall: datetime, zone: str) -> datetime:
    """The instant at which the clock of `zone` shows the naive `wall`.

    A wall time that a clock change skips is the instant right after the gap; one that it
    doubles is the first of the two.
    """
    local = wall.replace(tzinfo=zone_of(zone), fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: str) -> datetime:
    """The transition instant of the gap that swallows `wall`, found by halving."""
    tz = zone_of(zone)
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    offset = before.astimezone(tz).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise BadTiming("a moment needs a time zone", hint="add an offset, such as +00:00")
    return moment.astimezone(UTC)
