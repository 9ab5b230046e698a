"""Which hour is meant: the half of the day, the ends of a window, the moments inside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from agent.phrases.meaning import Between, Clock, Impossible, Part, Swap, Unclear

DAY = 86_400
MOST_MOMENTS = 5_000  # of one day; every 20 seconds is 4,320


@dataclass(slots=True)
class Hours:
    """What is known about clocks in this phrase, and what had to be assumed.

    `wide`: some time was written on the 24-hour clock, so the bare ones are too.
    """

    phrase: str
    wide: bool = False
    assumed: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def settled(self, clocks: Sequence[Clock], parts: Sequence[Part]) -> list[Clock]:
        """The times that are meant, every one of them certain."""
        found = self._settled(clocks, parts)
        self.assumed += [("rough", {"time": _shown(clock)}) for clock in found if clock.rough]
        return found

    def _settled(self, clocks: Sequence[Clock], parts: Sequence[Part]) -> list[Clock]:
        if not clocks:
            return [self._usual(part) for part in parts]
        if len(parts) > 1 and len(clocks) == 1:
            return [self._of(clocks[0], part) for part in parts]
        if len(parts) > 1:
            raise Unclear("which_half", text=self.text(clocks[0]))
        return [self._of(clock, parts[0]) if parts else self.sure(clock) for clock in clocks]

    def sure(self, clock: Clock) -> Clock:
        self._check(clock)
        if not clock.sure and not self.wide:
            raise Unclear(
                "which_half", [Swap(clock.span, _shown(half)) for half in clock.halves()], text=self.text(clock)
            )
        return replace(clock, sure=True)

    def _usual(self, part: Part) -> Clock:
        if part.last - part.first > 1:  # noon is 12:00 for all
            self.assumed.append(("usual", {"part": part.name, "time": f"{part.usual:02}:00"}))
        return Clock(part.usual, fixed=True)

    def _of(self, clock: Clock, part: Part) -> Clock:
        self._check(clock)
        found = part.of(clock)
        if found is None:
            raise Unclear("conflict", one=self.text(clock), other=part.name)
        return found

    def _check(self, clock: Clock) -> None:
        if not clock.possible:
            raise Impossible("no_hour", text=self.text(clock))

    def text(self, clock: Clock) -> str:
        """As it was typed."""
        return self.phrase[slice(*clock.span)].strip() or _shown(clock)

    # -------------------------------------------------------------- windows

    def window(self, between: Between) -> tuple[Clock, Clock]:
        """Both ends of a window: "9 to 5" ends at 17:00, "10 to 2" at 14:00."""
        first, last = between.first, between.last
        for clock in (first, last):
            if clock:
                self._check(clock)
        if first is None or last is None:
            return (self.sure(first) if first else Clock(0)), (self.sure(last) if last else Clock(23, 59, 59))
        if not first.sure and not last.fixed and not self.wide:
            return self._ask_ends(first, last)
        first = _of_the_same_half(first, last)
        starts = [first] if first.sure or self.wide else list(first.halves())
        ends = [last] if last.fixed or self.wide or last.hour > 12 else list(last.halves())
        pairs = [(a, b) for a in starts for b in ends if a.key != b.key]
        if not pairs:
            raise Impossible("backwards")
        return min(pairs, key=lambda pair: (pair[1].seconds - pair[0].seconds) % DAY)

    def _ask_ends(self, first: Clock, last: Clock) -> tuple[Clock, Clock]:
        span = (first.span[0], last.span[1])
        between = self.phrase[first.span[1] : last.span[0]]
        choices = []
        for start in first.halves():
            end = min(last.halves(), key=lambda half: (half.seconds - start.seconds) % DAY or DAY)
            choices.append(Swap(span, f"{_shown(start)}{between}{_shown(end)}"))
        raise Unclear("which_half", choices, text=self.phrase[slice(*span)])


def _of_the_same_half(first: Clock, last: Clock) -> Clock:
    """ "8 to 10 pm" begins at 20:00, "9 to 5 pm" at 9:00, "9 to 12 pm" too."""
    said = last.fixed and not last.wide and last.hour % 12 and not first.fixed and not first.wide
    if not said or (first.hour % 12, first.minute) >= (last.hour % 12, last.minute) or first.hour > 12:
        return first
    return replace(first, hour=first.hour % 12 + last.hour // 12 * 12, sure=True, fixed=True)


def _shown(clock: Clock) -> str:
    return f"{clock.hour:02}:{clock.minute:02}"


def moments_between(first: Clock, last: Clock, step: timedelta, minutes: Iterable[int]) -> tuple[list[int], list[int]]:
    """The seconds of the day from `first` on, by `step`, and those that are after midnight.

    The step begins anew with the window. With `minutes`, those of each hour in it.
    """
    begin, size = first.seconds, (last.seconds - first.seconds) % DAY
    if size // step.total_seconds() > MOST_MOMENTS or step.total_seconds() % 1:
        raise Unclear("too_many")
    wanted = sorted(set(minutes))
    if wanted:
        hours = max(1, int(step.total_seconds()) // 3600)
        found = [
            hour + 60 * minute
            for hour in range(begin // 3600 * 3600, begin + size + 1, 3600 * hours)
            for minute in wanted
        ]
        found = [moment for moment in found if begin <= moment <= begin + size]
    else:
        found = list(range(begin, begin + size + 1, int(step.total_seconds())))
    return [moment for moment in found if moment < DAY], [moment - DAY for moment in found if moment >= DAY]


def as_times(seconds: Iterable[int]) -> list[tuple[int, int, int]]:
    return [(second // 3600, second // 60 % 60, second % 60) for second in seconds]
