"""The house: which runs go on in this engine, and which queued ones get a seat next."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from spark_tui.domain.ids import RunId, SourceId
from spark_tui.domain.run import Run
from spark_tui.service.execution import APPROVAL
from spark_tui.service.signal import Signal

if TYPE_CHECKING:
    import asyncio

MANY = 1_000_000  # no limit


@dataclass(frozen=True, slots=True)
class Seats:
    """How many runs go on at once: in all, and of one source; and how long one without a seat waits for a person."""

    total: int = 50
    per_source: int = 50
    approval: timedelta = APPROVAL


@dataclass(frozen=True, slots=True)
class Seated:
    """A run that goes on in this engine; set `stop` to have it cancelled."""

    task: "asyncio.Task[None]"
    stop: Signal
    source: SourceId | None
    lane: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds for the runs of one source, and of one lane."""

    source: SourceId | None
    source_name: str
    of_source: int


@dataclass(slots=True)
class House:
    """Who sits where."""

    seats: Seats
    seated: dict[RunId, Seated] = field(default_factory=dict)
    waiting: Counter[str] = field(default_factory=Counter)  # for a person, without a seat, by their lanes

    @property
    def free(self) -> int:
        return self.seats.total - len(self.seated)

    def choice(self, tags: Mapping[str, int] | None = None) -> "Choice":
        """A choice of who sits down next, given who sits there now; `tags` are the limits of tags."""
        seated = self.seated.values()
        return Choice(
            self.free,
            self.seats.total,
            tags or {},
            Counter(s.source for s in seated),
            Counter(s.lane for s in seated if s.lane) + self.waiting,
            Counter(tag for s in seated for tag in s.tags),
        )


@dataclass(slots=True)
class Choice:
    """Who gets a seat, in the order of the queue, within every limit; and what keeps the others from one."""

    free: int
    total: int
    tag_limits: Mapping[str, int]
    sources: Counter[SourceId | None]
    lanes: Counter[str]
    tags: Counter[str]
    chosen: list[Run] = field(default_factory=list)
    kept_out: dict[RunId, str] = field(default_factory=dict)

    def offer(self, run: Run, bounds: Bounds, of_lane: int) -> None:
        """Choose the run, if its source, its tags and its lane (`of_lane` at once) bear one more."""
        if reason := self._why_not(run, bounds, of_lane):
            self.kept_out[run.id] = reason
            return
        self.free -= 1
        self.sources[bounds.source] += 1
        self.tags.update(run.tags)
        self.chosen.append(run)
        if run.lane:
            self.lanes[run.lane] += 1

    def _why_not(self, run: Run, bounds: Bounds, of_lane: int) -> str:
        full = next((tag for tag in run.tags if self.tags[tag] >= self.tag_limits.get(tag, MANY)), None)
        if run.lane and self.lanes[run.lane] >= of_lane:
            return "the run before it"
        if self.sources[bounds.source] >= bounds.of_source:
            return f"source {bounds.source_name}, where {bounds.of_source} at once is the limit"
        if full is not None:
            return f"tag {full}, where {self.tag_limits[full]} at once is the limit"
        return f"a seat: {self.total} runs at once is the limit" if self.free <= 0 else ""
