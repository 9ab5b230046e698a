"""How often something costly is looked at: soon after a change, seldom without one, never while a look is under way."""

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pace:
    """Moments are seconds of a monotonic clock. A look that took long is not soon followed by another."""

    soonest: float  # seconds after a look, at least
    share: float  # and as many times as long as that look took
    latest: float  # seconds after a look of an unchanged thing
    _changed: bool = field(default=True, init=False)
    _from: float = field(default=-math.inf, init=False)
    _until: float = field(default=-math.inf, init=False)

    def change(self) -> None:
        self._changed = True

    def begin(self, now: float) -> bool:
        """Whether to look now; if so, no other look begins before this one has ended."""
        due = now >= self._until or (self._changed and now >= self._from)
        if due:
            self._changed, self._from, self._until = False, math.inf, math.inf
        return due

    def end(self, now: float, *, took: float) -> None:
        self._from = now + max(self.soonest, self.share * took)
        self._until = now + self.latest
