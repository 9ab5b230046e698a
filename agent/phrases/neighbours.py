"""Where a clause stands among those of its phrase: what is before it, what follows, and what does not go with it."""

from collections.abc import Sequence

from agent.phrases.meaning import At, Bounds, Months, On, OnDate, Span, Swap, Unclear, Zone
from agent.phrases.scanning import Found


class Neighbours:
    """The clauses around the one that is taken now."""

    def __init__(self, found: Sequence[Found], phrase: str) -> None:
        self._found = found
        self._phrase = phrase
        self.at = 0

    @property
    def here(self) -> Found:
        return self._found[self.at]

    @property
    def before(self) -> Found | None:
        return self._found[self.at - 1] if self.at else None

    @property
    def following(self) -> Found | None:
        return self._found[self.at + 1] if self.at + 1 < len(self._found) else None

    def next_is(self, *kinds: type) -> bool:
        """What follows, zones and bounds apart."""
        for each in self._found[self.at + 1 :]:
            if not isinstance(each.clause, Zone | Bounds | Months):
                return isinstance(each.clause, kinds) and not (each.joined and isinstance(each.clause, On | OnDate))
        return False

    @property
    def after_times(self) -> bool:
        """Whether times stand before it, and nothing in between."""
        return self.before is not None and isinstance(self.before.clause, At) and self.before.last == self.here.first

    @property
    def after_a_comma(self) -> bool:
        return self.before is not None and self._between(self.before.span, self.here.span) == ","

    @property
    def after_a_start(self) -> bool:
        """ "From Tuesday at 20:00": whether it may belong to the start."""
        bounds = self.before.clause if self.before else None
        starts = isinstance(bounds, Bounds) and bounds.starts is not None and bounds.ends is None
        return starts and not self.here.joined and not self.here.apart

    def goes_on(self, clause: At) -> bool:
        """ "7am 7pm": nothing stands between the two, and they are written alike."""
        if not self.after_times or self.before is None or not isinstance(self.before.clause, At):
            return False
        return len({clock.fixed for clock in (*self.before.clause.clocks, *clause.clocks)}) == 1

    def tells_two_days(self, clause: At) -> bool:
        """ "Every day at 9am, 10am on Sundays": the second time is of the days that follow, or both are."""
        following = self.following
        if len(clause.clocks) < 2 or following is None or not isinstance(following.clause, On):
            return False
        listed = self._between(*(clock.span for clock in clause.clocks[-2:])) == ","
        return listed and following.first == self.here.last and bool(following.clause.calendar.weekdays)

    def conflict(self) -> Unclear:
        """It does not go with what stands before it."""
        return self.conflict_of((self.before or self.here).span, self.here.span)

    def conflict_of(self, one: Span, other: Span) -> Unclear:
        if len(self._between(one, other)) < 4:  # no more than an "or" or a comma, which goes with it
            swaps = [Swap((one[1], other[1]), ""), Swap((one[0], other[0]), "")]
        else:
            swaps = [Swap(other, ""), Swap(one, "")]
        return Unclear("conflict", swaps, one=self._phrase[slice(*one)], other=self._phrase[slice(*other)])

    def _between(self, one: Span, other: Span) -> str:
        return self._phrase[one[1] : other[0]].strip()
