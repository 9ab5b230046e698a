"""How many runs are listed: which of them are wanted, where a page begins, and the last few as a strip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from spark_tui.domain.ids import RunId, ScheduleId, WorkflowId
from spark_tui.domain.run import Run, RunState


@dataclass(frozen=True, slots=True)
class Seek:
    """What is searched for by words: all of them, each anywhere in a text, whatever its case; or the opposite."""

    words: tuple[str, ...] = ()
    without: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)

    def __str__(self) -> str:
        return ("!" if self.without else "") + " ".join(self.words)

    def fits(self, text: str) -> bool:
        """`text` is casefolded already."""
        return not self.words or all(word in text for word in self.words) is not self.without


def seek(typed: str) -> Seek:
    """`etl orders`: those with both words; `!etl`: those without."""
    typed = typed.strip().casefold()
    return Seek(tuple(typed.removeprefix("!").split()), typed.startswith("!"))


@dataclass(frozen=True, slots=True)
class RunQuery:
    """Which runs: in one of those states (in any, if there are none), of that schedule, source, workflow, with words.

    A run says what its source was called then; it is found by that name, and by the one that its source has now.
    Words are sought in the names of schedule and workflow, the state, the tags and the reason.
    """

    states: frozenset[RunState] = frozenset()
    schedule: ScheduleId | None = None
    source: str = ""
    seek: Seek = Seek()
    workflow: WorkflowId | None = None


class Place(NamedTuple):
    """Where a run stands among all, which are in the order of when they were queued."""

    queued_at: datetime
    due_at: datetime
    id: RunId


def place_of(run: Run) -> Place:
    return Place(run.queued_at, run.due_at, run.id)


@dataclass(frozen=True, slots=True)
class Page:
    """Runs in their order, and from where to go on; None at the end.

    There may be more although there are none here: only so many are looked at for one page.
    """

    runs: Sequence[Run]
    on: Place | None


class Beat(NamedTuple):
    """One run of a strip: how it is, and how long it took or takes, in seconds."""

    state: RunState
    seconds: float | None = None
