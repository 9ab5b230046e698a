"""A stretch of time that has passed, which is asked about: yesterday, last night, in the last 3 hours, since Monday.

Every word of it counts, or there is no answer. What has no end ends now.
"""

from datetime import date, datetime, time, timedelta

from agent.commands.forms import Gaps, Tongue
from agent.commands.windows import after, clock_of
from spark_tui.domain.timing import at_wall, zone_of

LATELY = timedelta(days=1)  # what is meant where no time is said
NIGHT = (18, 24 + 9)  # the hours of a night, counted from the midnight before it
DAY = (0, 24)
Stretch = tuple[datetime, datetime]


def past(text: str, tongue: Tongue, now: datetime, zone: str) -> Stretch | None:
    """From when on, and before when; None where a word of it means nothing here, or all of it is still to come."""
    if not text:
        return now - LATELY, now
    for said in tongue.pasts:
        gaps = said.fits(text)
        if gaps is not None and (found := _one(said.what, gaps, tongue, now, zone)):
            return found
    return None


def _one(what: str, gaps: Gaps, tongue: Tongue, now: datetime, zone: str) -> Stretch | None:
    today = now.astimezone(zone_of(zone)).date()
    match what:
        case "behind":
            ahead = after(gaps["length"], tongue, now, zone) or after(f"1 {gaps['length']}", tongue, now, zone)
            return (now - (ahead - now), now) if ahead else None
        case "night":
            evening = today if _hour(now, zone) >= NIGHT[0] else today - timedelta(days=1)
            return _hours(evening, NIGHT, now, zone)
        case "week" | "last_week":
            monday = today - timedelta(days=today.weekday() + 7 * (what == "last_week"))
            return _hours(monday, (0, 7 * 24), now, zone)
    day = _day(gaps.get("day", ""), tongue, today)
    hours = tongue.parts.get(gaps["part"].casefold()) if "part" in gaps else DAY
    if day is None or hours is None:
        return None
    if what != "since":
        return _hours(day, hours, now, zone)
    try:
        begin = clock_of(gaps["from"], tongue) if "from" in gaps else timedelta()
    except ValueError:
        return None
    since = at_wall(datetime.combine(day, time()) + begin, zone)
    return (since, now) if since < now else None


def _hours(day: date, hours: tuple[int, int], now: datetime, zone: str) -> Stretch | None:
    midnight = datetime.combine(day, time())
    since, until = (at_wall(midnight + timedelta(hours=hour), zone) for hour in hours)
    return (since, min(until, now)) if since < now else None


def _hour(now: datetime, zone: str) -> int:
    return now.astimezone(zone_of(zone)).hour


def _day(text: str, tongue: Tongue, today: date) -> date | None:
    """The last one of that name before today; today where none is named."""
    low = text.casefold()
    if not low or low in tongue.behind:
        return today - timedelta(days=tongue.behind.get(low, 0))
    if low in tongue.weekdays:
        return today - timedelta(days=(today.weekday() - tongue.weekdays.index(low) - 1) % 7 + 1)
    return None
