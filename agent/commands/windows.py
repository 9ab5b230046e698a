"""A stretch of time that is asked about: tomorrow before 9, tonight, in the next 3 hours.

Every word of it counts, or there is no answer.
"""

import re
from datetime import date, datetime, time, timedelta

from agent.commands.forms import Gaps, Tongue
from agent.phrases import read as read_timing
from spark_tui.domain.order import TellNext
from spark_tui.domain.proposal import Draft
from spark_tui.domain.timing import at_wall, zone_of

_CLOCK = re.compile(r"(?:at |as )?(\d{1,2})(?:[:h.](\d{2})|h)?\s*(am|pm)?", re.IGNORECASE)
LONGEST = 80  # characters of a moment
EVENING = 18  # the hour from which on it is tonight


def window(text: str, tongue: Tongue, now: datetime, zone: str) -> TellNext | None:
    """None where a word of it means nothing here."""
    for said in tongue.windows:
        gaps = said.fits(text)
        if gaps is not None and (found := _one(said.what, gaps, tongue, now, zone)):
            return found
    return None


def moment(text: str, tongue: Tongue, now: datetime, zone: str) -> datetime | None:
    """One moment to come: tomorrow 9:00, Monday (as it begins). A longer text is none, and takes long to read."""
    if len(text) > LONGEST:
        return None
    for phrase in (text, tongue.at_midnight.format(day=text)):
        answer = read_timing(phrase, now, zone)
        if isinstance(answer, Draft) and answer.once and not answer.task:
            return next(iter(answer.timing.upcoming(now, 1)), None)
    return None


def after(length: str, tongue: Tongue, now: datetime, zone: str) -> datetime | None:
    """So long from now."""
    return moment(tongue.ahead.format(length=length), tongue, now, zone)


def _one(what: str, gaps: Gaps, tongue: Tongue, now: datetime, zone: str) -> TellNext | None:
    if what == "ahead":
        until = after(gaps["length"], tongue, now, zone) or after(f"1 {gaps['length']}", tongue, now, zone)
        return TellNext(now, until) if until else None
    day = _day(gaps.get("day", ""), tongue, now, zone)
    hours = (
        (EVENING, 24) if what == "tonight" else tongue.parts.get(gaps["part"].casefold()) if "part" in gaps else (0, 24)
    )
    if day is None or hours is None:
        return None
    begin, end = timedelta(hours=hours[0]), timedelta(hours=hours[1])
    try:
        begin = clock_of(gaps["from"], tongue) if "from" in gaps else begin
        end = clock_of(gaps["to"], tongue) if "to" in gaps else end
    except ValueError:
        return None
    return _between(day, begin, end, now, zone) if begin < end else None


def _between(day: date, begin: timedelta, end: timedelta, now: datetime, zone: str) -> TellNext:
    midnight = datetime.combine(day, time())
    since, until = at_wall(midnight + begin, zone), at_wall(midnight + end, zone)
    return TellNext(max(since, now), until)


def only_clock(text: str, tongue: Tongue) -> time | None:
    """The time of day where nothing else is said: 10am, at 17:30, noon."""
    try:
        at = clock_of(text.casefold(), tongue)
    except ValueError:
        return None
    minutes = int(at.total_seconds()) // 60
    return time(minutes // 60, minutes % 60) if minutes < 24 * 60 else None


def _day(text: str, tongue: Tongue, now: datetime, zone: str) -> date | None:
    """Today where no day is named."""
    low = text.casefold()
    today = now.astimezone(zone_of(zone)).date()
    if not low or low in tongue.days:
        return today + timedelta(days=tongue.days.get(low, 0))
    if low in tongue.weekdays:
        ahead = (tongue.weekdays.index(low) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    found = moment(tongue.at_midnight.format(day=text), tongue, now, zone)
    return found.astimezone(zone_of(zone)).date() if found else None


def clock_of(text: str, tongue: Tongue) -> timedelta:
    """Raises ValueError for what is no time of a clock; a bare hour is one of the 24-hour clock."""
    low = text.casefold().removeprefix("o ").removeprefix("a ")
    if low in tongue.clocks:
        return timedelta(hours=tongue.clocks[low])
    match = _CLOCK.fullmatch(low)
    if match is None:
        raise ValueError(text)
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else 99
    if minute > 59 or hour > 24:
        raise ValueError(text)
    return timedelta(hours=hour, minutes=minute)
