"""Spans of time and moments as text, both ways and exactly: what is read back is the same value."""

import re
from datetime import UTC, date, datetime, timedelta

from spark_tui.domain.errors import BadTiming, Invalid
from spark_tui.domain.timing import at_wall, zone_of

_SPAN = re.compile(
    r"(?:(?P<days>\d{1,9})d)?(?:(?P<hours>\d{1,9})h)?(?:(?P<minutes>\d{1,9})m)?(?:(?P<seconds>\d{1,12}(?:\.\d{1,6})?)s?)?"
)
_MICROSECOND = timedelta(microseconds=1)


def span(text: str) -> timedelta:
    """`90s`, `15m`, `1h30m`, `2d`, `1.5s`; a bare number is seconds. Raises Invalid."""
    found = _SPAN.fullmatch(text.strip().lower().replace(" ", ""))
    if not text.strip() or found is None:
        raise Invalid(f"“{text[:30]}” is no span of time", hint="such as 90s, 15m, 1h30m or 2d")
    whole, _, fraction = (found["seconds"] or "0").partition(".")
    days, hours, minutes = (int(found[unit] or 0) for unit in ("days", "hours", "minutes"))
    try:
        return timedelta(days, int(whole), int(fraction.ljust(6, "0") or 0), 0, minutes, hours)
    except OverflowError:
        raise Invalid(f"“{text[:30]}” is longer than time goes", hint="such as 90s, 15m, 1h30m or 2d") from None


def span_text(value: timedelta) -> str:
    """1h30m, 36h as 1d12h, 0s."""
    seconds, rest = divmod(abs(value), timedelta(seconds=1))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{count}{unit}" for count, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if count]
    fraction = f".{rest // _MICROSECOND:06}".rstrip("0") if rest else ""
    parts += [f"{seconds}{fraction}s"] if seconds or fraction or not parts else []
    return "".join(parts)


def moment(text: str, zone: str) -> datetime:
    """An ISO moment; without an offset it stands on the clock of `zone`. Raises BadTiming."""
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else at_wall(found, zone)
    except (ValueError, OverflowError):
        raise BadTiming(f"“{text[:40]}” is no moment", hint="such as 2026-11-24T09:00:00+01:00") from None


def moment_text(value: datetime, zone: str) -> str:
    """On the clock of `zone`, with its offset."""
    try:
        return value.astimezone(zone_of(zone)).isoformat()
    except (OverflowError, BadTiming):  # at the ends of time a clock has no hands
        return value.astimezone(UTC).isoformat()


def wall(text: str) -> datetime:
    """A wall time: a moment without an offset. Raises BadTiming."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadTiming(f"“{text[:40]}” is no date and time", hint="such as 2026-11-24T09:00:00") from None
    if found.tzinfo is not None:
        raise BadTiming("a rule counts from a wall time of its zone", hint="leave the offset out")
    return found


def day(text: str) -> date:
    """2026-12-24. Raises BadTiming."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadTiming(f"“{text[:40]}” is no date", hint="such as 2026-12-24") from None
