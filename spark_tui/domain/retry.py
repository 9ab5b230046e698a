"""When a failed run is tried again."""

import math
from dataclasses import dataclass
from datetime import timedelta

from spark_tui.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Retry:
    """At most `count` more attempts, the n-th after delay·factorⁿ⁻¹."""

    count: int = 0
    delay: timedelta = timedelta(seconds=30)
    factor: float = 2.0
    longest: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        if not 0 <= self.count <= 100:
            raise Invalid("a run is retried 0 to 100 times")
        if self.delay < timedelta(0) or not 1 <= self.factor < math.inf:
            raise Invalid("a retry waits a positive time that does not shrink")

    def delay_before(self, attempt: int) -> timedelta:
        """How long to wait before `attempt` (the first retry is attempt 2)."""
        try:
            wait = self.delay.total_seconds() * self.factor ** (attempt - 2)
        except OverflowError:
            return self.longest
        return min(timedelta(seconds=min(wait, self.longest.total_seconds())), self.longest)
