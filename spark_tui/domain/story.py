"""The story of a run: all that is known of it, for one look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from spark_tui.domain.delivery import Letter
from spark_tui.domain.ledger import Entry
from spark_tui.domain.log import Line
from spark_tui.domain.outage import Outage
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.statistics import Spread
from spark_tui.domain.why import At, trail
from spark_tui.domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Story:
    """A run with what is around it. Schedule, workflow and source are None where they are not there any more.

    `attempts` are all at its moment, in order, the run among them. `usual` is how long its schedule's runs took
    lately; `good` is the last run before it that succeeded, or the first one after it. `engine` is who follows it now,
    in words; empty where nobody does. `lines` are its last ones, `letters` the messages that tell of it.
    """

    run: Run
    attempts: Sequence[Run]
    schedule: Schedule | None = None
    workflow: Workflow | None = None
    source: Source | None = None
    usual: Spread | None = None
    good: Run | None = None
    outages: Sequence[Outage] = ()
    engine: str = ""
    lines: Sequence[Line] = ()
    letters: Sequence[Letter] = ()

    @property
    def late(self) -> timedelta | None:
        """How long after its moment it started; None where it has no moment of its own, or has not started."""
        if self.run.started_at is None or self.run.batch or self.run.attempt > 1:
            return None
        return self.run.started_at - self.run.due_at

    def trail(self, zone: str, at: At | None = None) -> tuple[str, ...]:
        """Why it ran, late or not, and what became of each attempt up to it."""
        upto = [entry_of(attempt) for attempt in self.attempts if attempt.attempt <= self.run.attempt]
        return trail(upto, zone, self.outages, at)

    def beside(self, by: int) -> Run | None:
        """The attempt after it, or before."""
        at = next(n for n, attempt in enumerate(self.attempts) if attempt.id == self.run.id) + by
        return self.attempts[at] if 0 <= at < len(self.attempts) else None


def entry_of(run: Run) -> Entry:
    """The row of the ledger that a run is."""
    return Entry(
        due_at=run.due_at,
        until=run.due_at,
        count=1,
        state=run.state,
        reason=run.reason,
        run=run.id,
        attempt=run.attempt,
        started_at=run.started_at,
        ended_at=run.ended_at,
        queued_at=run.queued_at,
        cause=run.cause,
        batch=run.batch,
        asked_by=run.asked_by,
        waited_for=run.waited_for,
    )
