"""An independent answer to the question when a cron fires: by walking every minute of real time.

It shares nothing with the product: it reads the expression itself, looks at the wall clock of each
minute through zoneinfo, and applies the rules as they are written down:

1. A field is `*`, a number or name, a range, a list of these, each with a step `/n`: every nth of
   what it names, counted from the first; a single number with a step goes on to the field's end.
   Weekdays 0 and 7 are Sunday. A range from a number to itself is that number, with a step too.
2. Day `L` is the month's last day, `LW` its last day from Monday to Friday. Weekday `5L` is the
   last Friday of the month, `1#2` its second Monday.
3. A day fits when both day fields fit, if either begins with `*`; else when one of them fits.
4. With a star at the beginning of its minutes or hours a cron follows real time: it fires at every
   minute of real time at which the wall clock fits.
5. Else it names times of day. One that comes twice is the first, the second or both, by the policy.
   Of those that the clock skips, all in one gap are the first instant after it, or nothing.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
MONTHS = ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


class Expression:
    """Five fields, or six with one fixed second first."""

    def __init__(self, text: str) -> None:
        *first, minute, hour, self._day, month, self._weekday = text.split()
        self.second = int(first[0]) if first else 0
        self.named = minute[0] != "*" and hour[0] != "*"
        self._minutes, self._hours = numbers(minute, 0, 59, []), numbers(hour, 0, 23, [])
        self._months = numbers(month, 1, 12, MONTHS)
        self._known: dict[date, bool] = {}

    def fits(self, wall: datetime) -> bool:
        return wall.minute in self._minutes and wall.hour in self._hours and self._fits_day(wall.date())

    def _fits_day(self, day: date) -> bool:
        if day not in self._known:
            both = "*" in (self._day[0], self._weekday[0])
            fit = [any(of(day, part) for part in parts.split(",")) for of, parts in self._either()]
            self._known[day] = day.month in self._months and (all(fit) if both else any(fit))
        return self._known[day]

    def _either(self) -> list[tuple]:  # type: ignore[type-arg]
        return [(fits_monthday, self._day), (fits_weekday, self._weekday)]


def numbers(field: str, low: int, high: int, names: list[str]) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        begin = low if span == "*" else _number(first, names)
        end = high if span == "*" or (step and not dash) else _number(last, names) if dash else begin
        found |= {n for n in range(begin, end + 1) if (n - begin) % int(step or 1) == 0}
    return found


def _number(text: str, names: list[str]) -> int:
    return names.index(text) if text in names else int(text)


def fits_monthday(day: date, part: str) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    if part == "L":
        return day.day == last
    if part == "LW":
        return day.day == max(n for n in range(last - 2, last + 1) if day.replace(day=n).weekday() < 5)
    return day.day in numbers(part, 1, 31, [])


def fits_weekday(day: date, part: str) -> bool:
    last, weekday = calendar.monthrange(day.year, day.month)[1], day.isoweekday() % 7
    if part.endswith("L"):
        return weekday == _number(part[:-1], DAYS) % 7 and day.day + 7 > last
    if "#" in part:
        which, nth = part.split("#")
        return weekday == _number(which, DAYS) % 7 and (day.day - 1) // 7 + 1 == int(nth)
    return weekday in {n % 7 for n in numbers(part, 0, 7, DAYS)}


# ------------------------------------------------------------------ the walk


@dataclass(frozen=True)
class Walk:
    """What the clock of a zone shows at each minute of it, and what it leaves out."""

    shown: dict[datetime, list[datetime]]  # by wall time: the moments that show it
    skipped: dict[datetime, list[datetime]]  # by the first moment after a gap: the wall times in it


def walk(zone: str, begin: datetime, end: datetime, second: int = 0) -> Walk:
    """Every moment from `begin` to `end` at which the clock of `zone` stands at `second`."""
    tz, shown, skipped = ZoneInfo(zone), {}, {}
    before = None
    for moment in _looks(tz, begin, end, second):
        wall = moment.astimezone(tz).replace(tzinfo=None)
        if before is not None and wall > before + MINUTE:
            lost = [before + n * MINUTE for n in range(1, -((before - wall) // MINUTE))]
            if lost := [each for each in lost if each < wall]:
                skipped[_change(tz, moment)] = lost
        shown.setdefault(wall, []).append(moment)
        before = wall
    return Walk(shown, skipped)


def _looks(tz: ZoneInfo, begin: datetime, end: datetime, second: int) -> Iterator[datetime]:
    """The moments, a minute apart: where the zone is off by a part of a minute (Monrovia, till 1972), more or less."""
    moment = begin
    while moment < end:
        off = (moment.astimezone(tz).second - second) % 60
        moment += timedelta(seconds=-off % 60)
        yield moment
        moment += timedelta(seconds=60)


def _change(tz: ZoneInfo, after: datetime) -> datetime:
    """The instant of the change in the minute or so before `after`: the last second at which the offset is new."""
    new = after.astimezone(tz).utcoffset()
    while (after - timedelta(seconds=1)).astimezone(tz).utcoffset() == new:
        after -= timedelta(seconds=1)
    return after


def fitting(text: str, on: Walk) -> Walk:
    """What remains of the walk: the wall times that the expression names."""
    cron = Expression(text)
    shown = {wall: instants for wall, instants in on.shown.items() if cron.fits(wall)}
    if not cron.named:
        return Walk(shown, {})
    skipped = {after: [wall for wall in lost if cron.fits(wall)] for after, lost in on.skipped.items()}
    return Walk(shown, {after: lost for after, lost in skipped.items() if lost})


def moments(text: str, on: Walk, gap: str, fold: str) -> list[datetime]:
    """When it fires within a walk of what it fits."""
    fold = fold if Expression(text).named else "both"
    found = {moment for instants in on.shown.values() for moment in _meant(instants, fold)}
    return sorted(found | set(on.skipped if gap == "after" else ()))


def _meant(instants: list[datetime], fold: str) -> list[datetime]:
    return {"first": instants[:1], "second": instants[-1:], "both": instants}[fold]


def changes(zone: str, begin: int, end: int) -> list[datetime]:
    """The clock changes of the years, to the second, found in steps of six hours."""
    tz, found, step = ZoneInfo(zone), [], timedelta(hours=6)
    moment = datetime(begin, 1, 1, tzinfo=UTC)
    offset = moment.astimezone(tz).utcoffset()
    while moment.year < end:
        later = moment + step
        if (now := later.astimezone(tz).utcoffset()) != offset:
            low, high = moment, later
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
                low, high = (middle, high) if middle.astimezone(tz).utcoffset() == offset else (low, middle)
            found.append(high)
        moment, offset = later, now
    return found
