"""The house: which runs go on in this engine, and which queued ones get a seat next."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from spark_tui.domain.ids import RunId, ScheduleId, SourceId
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

    def choice(self) -> "Choice":
        """A choice of who sits down next, given who sits there now."""
        taken = Counter(s.source for s in self.seated.values())
        return Choice(self.free, taken, {s.schedule for s in self.seated.values() if s.schedule})


@dataclass(slots=True)
class Choice:
    """Who gets a seat, in the order of the queue, within every limit."""

    free: int
    taken: Counter[SourceId | None]
    busy: set[ScheduleId]  # the schedules that have a run going on, or chosen
    chosen: list[Run] = field(default_factory=list)

    def contested(self, queued: Sequence[Run]) -> set[ScheduleId]:
        """The schedules that want more than one run at once; runs by hand are not held back."""
        wanted = Counter(r.schedule for r in queued if r.schedule and r.cause is not Cause.MANUAL)
        return {s for s, n in wanted.items() if s is not None and (n > 1 or s in self.busy)}

    def offer(self, run: Run, source: SourceId | None, limit: int, *, alone: bool) -> None:
        """Choose the run if its source bears one more, and if it is not to wait for its schedule's other run."""
        waits = alone and run.schedule in self.busy and run.cause is not Cause.MANUAL
        if self.free <= 0 or self.taken[source] >= limit or waits:
            return
        self.free -= 1
        self.taken[source] += 1
        self.chosen.append(run)
        if run.schedule:
            self.busy.add(run.schedule)
