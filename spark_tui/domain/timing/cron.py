"""Cron, as Debian's crontab(5) means it."""

import re
from dataclasses import dataclass
from datetime import datetime

from cronsim import CronSimError

from spark_tui.domain.errors import BadTiming
from spark_tui.domain.timing.fields import read
from spark_tui.domain.timing.walls import REAL_TIME, ClockChange, first_after
from spark_tui.domain.zones import zone_of

ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression with the meaning it has in Debian's cron, read on the clock of `zone`.

    Five fields, or six with the seconds first; names, lists, ranges, steps, `L`, `LW`, `5L`, `1#2`
    and the @aliases. Kept in one spelling, so that equal expressions are equal values.
    """

    fields: str
    zone: str = "UTC"

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", _normal(self.fields))
        zone_of(self.zone)
        try:
            read(self.fields)
        except (CronSimError, AssertionError, ValueError) as wrong:
            raise BadTiming(
                f"“{self.fields[:80]}” is not a cron expression: {_why(wrong)}",
                hint="five fields: minute hour day month weekday, such as 0 9 * * 1-5",
            ) from None

    def next_after(self, moment: datetime, change: ClockChange = ClockChange()) -> datetime | None:
        """Strictly later than `moment`; None when there is none within 50 years."""
        return first_after(moment, self.zone, REAL_TIME if self.follows_real_time else change, read(self.fields).later)

    @property
    def follows_real_time(self) -> bool:
        """With a star in its minutes or hours it names a frequency, which goes on through a clock change."""
        minute, hour, *_ = self.fields.split()[-5:]
        return "*" in (minute[0], hour[0])


def _why(wrong: Exception) -> str:
    return str(wrong).lower() or "a field is wrong"


def _normal(fields: str) -> str:
    """One spelling: aliases resolved, upper case, `?` as `*`, wrapping ranges listed, none of one, no zero seconds."""
    text = ALIASES.get(fields.strip().lower(), fields.strip().upper())
    parts = text.split()
    if len(parts) not in (5, 6) or len(text) > 400:
        raise BadTiming(
            f"a cron expression has 5 or 6 fields, “{fields[:80]}” has {len(parts)}",
            hint="minute hour day month weekday, such as 0 9 * * 1-5",
        )
    parts = ["*" if part == "?" else part for part in parts]
    if len(parts) == 6 and parts[0] in ("0", "00"):
        parts = parts[1:]
    parts[-2] = _unwrap(parts[-2], _MONTHS, 1)
    parts[-1] = _unwrap(parts[-1], _DAYS, 0)
    return " ".join(_ONE.sub(r"\1", re.sub(r"\b0+(?=\d)", "", part)) for part in parts)


_ONE = re.compile(r"\b(\w+)-\1(?:/[1-9]\d*)?(?![\w/#-])")  # 9-9/2 is 9, where cronsim goes on to the end of the field


def _unwrap(part: str, names: tuple[str, ...], first: int) -> str:
    """FRI-MON → FRI,SAT,SUN,MON: people write ranges that wrap, and cron has none."""

    def spelled(match: re.Match[str]) -> str:
        low, high = (names.index(match[i]) + first for i in (1, 2))
        if low <= high:
            return match[0]
        last = first + len(names) - 1
        return ",".join(names[n - first] for n in [*range(low, last + 1), *range(first, high + 1)])

    one = "|".join(names)
    return re.sub(rf"\b({one})-({one})\b(?!/)", spelled, part)
