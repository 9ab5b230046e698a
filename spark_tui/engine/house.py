"""The house: which runs go on in this engine, and which queued ones get a seat next."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from spark_tui.domain.ids import RunId, ScheduleId, SourceId, WorkflowId
from spark_tui.domain.run import Cause, Run


@dataclass(frozen=True, slots=True)
class Seats:
    """How many runs go on at once: in all, and of one source."""

    total: int = 20
    per_source: int = 10


@dataclass(frozen=True, slots=True)
class Seated:
    """A run that goes on in this engine; set `stop` to have it cancelled."""

    task: "asyncio.Task[None]"
    stop: asyncio.Event
    source: SourceId | None
    schedule: ScheduleId | None


@dataclass(slots=True)
class House:
    """Who sits where."""

    seats: Seats
    seated: dict[RunId, Seated] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return self.seats.total - len(self.seated)

    @property
    def busy(self) -> set[ScheduleId]:
        """The schedules that have a run going on."""
        return {s.schedule for s in self.seated.values() if s.schedule}

    def contested(self, queued: list[Run]) -> set[ScheduleId]:
        """The schedules that want more than one run at once; runs by hand are not held back."""
        wanted = Counter(r.schedule for r in queued if r.schedule and r.cause is not Cause.MANUAL)
        busy = self.busy
        return {s for s, n in wanted.items() if s is not None and (n > 1 or s in busy)}

    def choose(
        self, queued: list[Run], places: Mapping[WorkflowId, tuple[SourceId, int]], alone: set[ScheduleId]
    ) -> list[Run]:
        """Who gets a seat now, in the order of the queue, within every limit.

        `places` tells for a workflow its source and how many runs that bears at once; the
        schedules in `alone` run one at a time.
        """
        taken, busy = Counter(s.source for s in self.seated.values()), self.busy
        chosen: list[Run] = []
        for run in queued:
            source, limit = places.get(run.workflow, (None, self.seats.per_source))
            waits = run.schedule in alone and run.schedule in busy and run.cause is not Cause.MANUAL
            if len(chosen) < self.free and taken[source] < limit and not waits:
                taken[source] += 1
                chosen.append(run)
                if run.schedule:
                    busy.add(run.schedule)
        return chosen
