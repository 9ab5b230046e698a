"""Times of day, and the steps between them: "at 09:00 and 17:30", "every 15 minutes from 09:00 to 17:00"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from spark_tui.system.words.counting import listed

FEW = 4  # so many times are always listed
MOST_TIMES = 12  # so many when they are not even; more are told as a number
MINUTE, HOUR, DAY = 60, 3_600, 86_400

# Each unit, with how many of it are said: people say 90 minutes; days would want a time of day.
UNITS = (
    (timedelta(hours=1), "hour", range(1, 100_000)),
    (timedelta(minutes=1), "minute", range(1, 181)),
    (timedelta(seconds=1), "second", range(1, 181)),
)


@dataclass(frozen=True, slots=True)
class Moments:
    """Days in words, and the seconds of those days; none when the words say the times too.

    `following` are the days after those: what a window that goes over midnight is cut into.
    """

    days: str
    seconds: frozenset[int] = frozenset()
    following: str = ""


def timed(days: str, seconds: Sequence[int]) -> str:
    """Days with their times, which are in order: a list, or a step from one time to another."""
    step, first, last = _stepping(seconds)
    if len(seconds) <= FEW or (not step and len(seconds) <= MOST_TIMES):
        return _listed(days, seconds)
    if not step:
        return _hourly_on(seconds, days) or _with_a_gap(seconds, days) or _listed(days, seconds)
    if len(seconds) * step == DAY:
        return _on(_all_day(step, first), days)
    return f"{interval(timedelta(seconds=step))} from {clock(first)} to {clock(last)}, {days}"


def _listed(days: str, seconds: Sequence[int]) -> str:
    return f"{days} at {listed([clock(each) for each in seconds])}"


def _hourly_on(seconds: Sequence[int], days: str) -> str:
    hourly = _hourly(seconds)
    return _on(hourly, days) if hourly else ""


def _with_a_gap(seconds: Sequence[int], days: str) -> str:
    """A step that leaves out one stretch: "every 30 minutes from 08:00 to 18:00, except between 12:00 and 13:00"."""
    gaps = [b - a for a, b in pairwise(seconds)]
    step = min(gaps)
    wide = [(at, gap) for at, gap in enumerate(gaps) if gap != step]
    if len(wide) != 1 or wide[0][1] % step:
        return ""
    before, after = seconds[wide[0][0]], seconds[wide[0][0] + 1]
    left = f"except between {clock(before + step)} and {clock(after)}"
    return f"{interval(timedelta(seconds=step))} from {clock(seconds[0])} to {clock(seconds[-1])}, {left}, {days}"


def over_midnight(days: str, evening: Sequence[int], morning: Sequence[int]) -> str:
    """A window that ends on the day after, as one; nothing when the two do not go on evenly."""
    both = [*evening, *(each + DAY for each in morning)]
    step, first, last = _stepping(both)
    if len(both) < FEW or not step or (first, last) != (both[0], both[-1]):
        return ""
    return f"{interval(timedelta(seconds=step))} from {clock(first)} to {clock(last - DAY)}, {days}"


def _stepping(seconds: Sequence[int]) -> tuple[int, int, int]:
    """The even step, its first and last time, over midnight when it is even there; (0, 0, 0) when uneven."""
    gaps = [b - a for a, b in pairwise(seconds)]
    if not gaps:
        return 0, 0, 0
    step = min(gaps)
    breaks = [at for at, gap in enumerate(gaps) if gap != step]
    if not breaks:
        return step, seconds[0], seconds[-1]
    over = DAY - seconds[-1] + seconds[0]
    if len(breaks) == 1 and over == step:
        return step, seconds[breaks[0] + 1], seconds[breaks[0]]
    return 0, 0, 0


def _on(times: str, days: str) -> str:
    return f"{times}, {days}".removesuffix(", every day")


def _hourly(seconds: Sequence[int]) -> str:
    """The same minutes of every hour, when that is what it is."""
    minutes = sorted({each % HOUR // MINUTE for each in seconds})
    if len(minutes) > MOST_TIMES or len(seconds) != 24 * len(minutes) or any(each % MINUTE for each in seconds):
        return ""
    return f"every hour at minutes {listed(list(map(str, minutes)))}"


def _all_day(step: int, first: int) -> str:
    every = interval(timedelta(seconds=step))
    if not first:
        return every
    if step == HOUR:
        return f"every hour at minute {first // MINUTE}"
    return _hourly(range(first, DAY, step)) or f"{every} from {clock(first)} on"


def clock(seconds: int) -> str:
    """A second of the day as 09:00, or 09:00:30."""
    hours, minutes, rest = seconds // HOUR, seconds // MINUTE % 60, seconds % MINUTE
    return f"{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")


def interval(every: timedelta) -> str:
    """Every so often, in one unit where one says it well."""
    for size, name, said in UNITS:
        count, rest = divmod(every, size)
        if not rest and count in said:
            return f"every {name}" if count == 1 else f"every {count} {name}s"
    return f"every {_spelled(every.total_seconds())}"


def _spelled(seconds: float) -> str:
    """A length that no single unit says well."""
    parts = []
    for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count:g} {name}{'s' if count != 1 else ''}")
    if seconds:
        parts.append(f"{seconds:g} seconds")
    return " ".join(parts)
