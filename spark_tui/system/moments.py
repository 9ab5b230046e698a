"""A moment that a person names: ISO 8601, a time of day, or words such as “yesterday 9:00”.

It looks back: of several moments that could be meant, the latest that has passed. (What is to come is
read by the grammar of phrases.)
"""

from datetime import UTC, date, datetime, time, timedelta

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.timing import at_wall, zone_of


def moment_of(text: str, zone: str, now: datetime) -> datetime:
    """The moment in UTC. A date alone is its first instant. Raises BadTiming."""
    said = text.strip()
    found = _iso(said, zone) or _clock(said, zone, now) or _words(said, zone, now)
    if found is None:
        raise BadTiming(
            f"“{text[:60]}” is no moment", hint="such as 2026-11-24 09:00, 09:00, yesterday 9:00 or 2 hours ago"
        )
    return found


def _iso(text: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else at_wall(found, zone)


def _clock(text: str, zone: str, now: datetime) -> datetime | None:
    """A time of day: the last time that the clock of `zone` showed it."""
    try:
        at = time.fromisoformat(text if len(text.partition(":")[0]) == 2 else f"0{text}")
    except ValueError:
        return None
    today: date = now.astimezone(zone_of(zone)).date()
    days = (today, today - timedelta(days=1))
    moments = (at_wall(datetime.combine(day, at.replace(tzinfo=None)), zone) for day in days)
    return next((moment for moment in moments if moment <= now), None)


def _words(text: str, zone: str, now: datetime) -> datetime | None:
    import dateparser  # 0.3 s, and only for what nothing else reads

    local = now.astimezone(zone_of(zone)).replace(tzinfo=None)
    found = dateparser.parse(
        text,
        settings={"PREFER_DATES_FROM": "past", "RELATIVE_BASE": local, "RETURN_AS_TIMEZONE_AWARE": False},
    )
    if found is None:
        return None
    return found.astimezone(UTC) if found.tzinfo else at_wall(found, zone)
