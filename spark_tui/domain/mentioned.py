"""What a phrase says about time beyond doubt, held against the moments that somebody made of it.

It knows nothing of grammar: a clock time, a weekday or a date that stands in the phrase is to be
found among the moments, whoever read the phrase. What is not there is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from spark_tui.domain.timing import zone_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`clocks` are alternatives each: a bare 9 is 09:00 or 21:00. Weekdays count from 0, Monday."""

    clocks: tuple[frozenset[time], ...] = ()
    weekdays: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()

    def missing(self, moments: Iterable[datetime], zone: str) -> Sequence[str]:
        """In words, what was said and is not among the moments on the clock of `zone`."""
        walls = [moment.astimezone(zone_of(zone)) for moment in moments]
        times = {wall.time().replace(second=0, microsecond=0) for wall in walls}
        days, dates = {wall.weekday() for wall in walls}, {wall.date() for wall in walls}
        return [
            *(_either(clocks) for clocks in self.clocks if not clocks & times),
            *(DAYS[day] for day in sorted(self.weekdays - days)),
            *(f"{day:%-d %B %Y}" for day in sorted(self.dates - dates)),
        ]


def _either(clocks: frozenset[time]) -> str:
    return " or ".join(f"{clock:%H:%M}" for clock in sorted(clocks))
