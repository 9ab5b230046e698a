"""When a failed run is tried again."""

import math
from dataclasses import dataclass
from datetime import timedelta

from spark_tui.domain.errors import Invalid
from spark_tui.domain.trouble import TRANSIENT, Trouble


@dataclass(frozen=True, slots=True)
class Retry:
    """At most `count` more attempts after a trouble named in `on`, the n-th after delay·factorⁿ⁻¹.

    `jitter` is the share of the delay by which it may be shorter or longer, so that runs that failed
    together do not come back together. A Retry-After of the source is kept where it is longer.
    """

    count: int = 0
    delay: timedelta = timedelta(seconds=30)
    factor: float = 2.0
    longest: timedelta = timedelta(hours=1)
    jitter: float = 0.1
    on: frozenset[Trouble] = TRANSIENT

    def __post_init__(self) -> None:
        if not 0 <= self.count <= 100:
            raise Invalid("a run is retried 0 to 100 times")
        if self.delay < timedelta(0) or not 1 <= self.factor < math.inf:
            raise Invalid("a retry waits a positive time that does not shrink")
        if not 0 <= self.jitter <= 1:
            raise Invalid("the jitter of a retry is a share from 0 to 1")

    def allows(self, attempt: int, trouble: Trouble) -> bool:
        """Whether another attempt follows this one, which ended in that trouble."""
        return attempt <= self.count and trouble in self.on

    def delay_before(self, attempt: int, chance: float = 0.5, wait: float = 0.0) -> timedelta:
        """How long to wait before `attempt` (the first retry is attempt 2).

        `chance`, from 0 to 1, is where in the jitter it falls; `wait` the seconds that the source asked for.
        """
        longest = self.longest.total_seconds()
        try:
            seconds = min(self.delay.total_seconds() * self.factor ** (attempt - 2), longest)
        except OverflowError:
            seconds = longest
        jittered = seconds * (1 + self.jitter * (2 * chance - 1))
        return timedelta(seconds=min(max(jittered, wait), max(longest, min(wait, LONGEST_WAIT))))


LONGEST_WAIT = 86_400.0  # seconds: a source that asks for more is not believed
