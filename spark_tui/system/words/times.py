"""Times of day, and the steps between them: "at 09:00 and 17:30", "every 15 minutes from 09:00 to 17:00"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from spark_tui.system.words.days import Days
from spark_tui.system.words.voice import HOUR, MINUTE, Voice

FEW = 4  # so many times are always listed
MOST_TIMES = 12  # so many when they are not even, before another way to say them is looked for
MOST_LISTED = 24  # so many where there is none; nobody reads more
DAY = 86_400

# Each unit, with how many of it are said: people say 90 minutes; days would want a time of day.
UNITS = (
    (timedelta(hours=1), "hour", range(1, 100_000)),
    (timedelta(minutes=1), "minute", range(1, 181)),
    (timedelta(seconds=1), "second", range(1, 181)),
)


@dataclass(frozen=True, slots=True)
class Moments:
    """Days, and the seconds of those days; none when their words say the times too.

    `following` are the days after those: what a window that goes over midnight is cut into.
    """

    days: Days
    seconds: frozenset[int] = frozenset()
    following: Days = Days("")  # noqa: RUF009 - it is frozen


def timed(voice: Voice, days: str, seconds: Sequence[int]) -> str:
    """Days with their times, which are in order: a list, or a step from one time to another."""
    step, first, last = _stepping(seconds)
    if len(seconds) <= FEW or (not step and len(seconds) <= MOST_TIMES):
        return _listed(voice, days, seconds)
    if not step:
        return _hourly_on(voice, seconds, days) or _with_a_gap(voice, seconds, days) or _listed(voice, days, seconds)
    if len(seconds) * step == DAY:
        return _on(voice, _all_day(voice, step, first), days)
    return _window(voice, days, step, first, last)


def readable(voice: Voice, seconds: Sequence[int]) -> bool:
    """Whether the times, which are in order, are more than a list that nobody reads to its end."""
    few = len(seconds) <= MOST_LISTED
    return few or _stepping(seconds)[0] > 0 or bool(_hourly(voice, seconds) or _with_a_gap(voice, seconds, ""))


def _listed(voice: Voice, days: str, seconds: Sequence[int]) -> str:
    return f"{days} {voice.at('at', *seconds)}"


def _window(voice: Voice, days: str, step: int, first: int, last: int, but: str = "") -> str:
    every = interval(voice, timedelta(seconds=step))
    return f"{every} {voice.at('from', first)} {voice.at('to', last)}{but}, {voice.beside.get(days, days)}"


def _hourly_on(voice: Voice, seconds: Sequence[int], days: str) -> str:
    hourly = _hourly(voice, seconds)
    return _on(voice, hourly, days) if hourly else ""


def _with_a_gap(voice: Voice, seconds: Sequence[int], days: str) -> str:
    """A step that leaves out one stretch: "every 30 minutes from 08:00 to 18:00, except between 12:00 and 13:00"."""
    gaps = [b - a for a, b in pairwise(seconds)]
    step = min(gaps)
    wide = [(at, gap) for at, gap in enumerate(gaps) if gap != step]
    if len(wide) != 1 or wide[0][1] % step:
        return ""
    before, after = seconds[wide[0][0]], seconds[wide[0][0] + 1]
    left = voice.but.format(f"{voice.at('between', before + step)} {voice.at('and', after)}")
    return _window(voice, days, step, seconds[0], seconds[-1], left)


def over_midnight(voice: Voice, days: str, evening: Sequence[int], morning: Sequence[int]) -> str:
    """A window that ends on the day after, as one; nothing when the two do not go on evenly."""
    both = [*evening, *(each + DAY for each in morning)]
    step, first, last = _stepping(both)
    if len(both) < FEW or not step or (first, last) != (both[0], both[-1]):
        return ""
    return _window(voice, days, step, first, last - DAY)


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


def _on(voice: Voice, times: str, days: str) -> str:
    return times if days == voice.every_day else f"{times}, {voice.beside.get(days, days)}"


def _hourly(voice: Voice, seconds: Sequence[int]) -> str:
    """The same minutes of every hour, when that is what it is."""
    minutes = sorted({each % HOUR // MINUTE for each in seconds})
    if len(minutes) > MOST_TIMES or len(seconds) != 24 * len(minutes) or any(each % MINUTE for each in seconds):
        return ""
    return voice.at_minutes.format(interval(voice, timedelta(hours=1)), voice.listed(list(map(str, minutes))))


def _all_day(voice: Voice, step: int, first: int) -> str:
    every = interval(voice, timedelta(seconds=step))
    if not first:
        return every
    if step == HOUR:
        return voice.at_minute.format(every, first // MINUTE)
    return _hourly(voice, range(first, DAY, step)) or f"{every} {voice.at('onwards', first)}"


def interval(voice: Voice, every: timedelta) -> str:
    """Every so often, in one unit where one says it well."""
    for size, name, said in UNITS:
        count, rest = divmod(every, size)
        if not rest and count in said:
            unit = voice.units[name]
            return voice.every.format(unit.one if count == 1 else f"{count} {unit.many}")
    return voice.every.format(_spelled(voice, every.total_seconds()))


def _spelled(voice: Voice, seconds: float) -> str:
    """A length that no single unit says well."""
    parts = []
    for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count:g} {voice.units[name].many if count != 1 else voice.units[name].one}")
    if seconds:
        parts.append(f"{seconds:g} {voice.units['second'].many}")
    return voice.last_part.join(parts)
