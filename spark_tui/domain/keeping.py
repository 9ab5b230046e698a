"""How long what was is kept.

The ledger is the spine: what is taken out of it is summed up, so that it says where its detail
ends instead of seeming to have been empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from spark_tui.domain.ids import ScheduleId

BEGINNING = 500  # characters of an old result that stay
CUT = "… (the rest is not kept any more)"


@dataclass(frozen=True, slots=True)
class Keep:
    """What is kept: runs by age and by their number for each schedule, lines and whole results by age. 0 is for ever.

    The runs that go on and the newest run of every schedule stay, whatever their age.
    """

    runs_days: int = 90
    runs: int = 10_000
    lines_days: int = 30

    def runs_since(self, now: datetime) -> datetime | None:
        """Runs and notes older than that go; None keeps them all."""
        return now - timedelta(days=self.runs_days) if self.runs_days else None

    def lines_since(self, now: datetime) -> datetime | None:
        """Lines and the rest of long results older than that go; lines never outlast their run."""
        days = min(filter(None, (self.lines_days, self.runs_days)), default=0)
        return now - timedelta(days=days) if days else None

    def excess(self, counts: Mapping[ScheduleId | None, int]) -> dict[ScheduleId | None, int]:
        """How many of the oldest runs of each schedule (None: of those by hand) are too many."""
        return {of: count - self.runs for of, count in counts.items() if count > self.runs} if self.runs else {}


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was taken out of the ledger of a schedule (None: runs by hand), due from `since` to `until`.

    `bad` of the `runs` ended badly; `omitted` moments had got no run.
    """

    schedule: ScheduleId | None
    since: datetime
    until: datetime
    runs: int = 0
    bad: int = 0
    omitted: int = 0

    def and_also(self, other: "Pruned") -> "Pruned":
        """Both together."""
        return Pruned(
            self.schedule,
            min(self.since, other.since),
            max(self.until, other.until),
            self.runs + other.runs,
            self.bad + other.bad,
            self.omitted + other.omitted,
        )
