"""What the upkeep of a store asks of it: whether it is in order, what is old, how big it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from spark_tui.domain.ids import BootId, RunId, ScheduleId
from spark_tui.domain.keeping import Pruned
from spark_tui.domain.planning import Span
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Decided:
    """A schedule and the last of its moments that has a run or a note; None where none has."""

    schedule: Schedule
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """A span as it stands in the ledger."""

    id: int
    schedule: ScheduleId
    span: Span


@dataclass(frozen=True, slots=True)
class Twice:
    """A note that tells of a moment which something else tells of too: a run, or another note."""

    note: Note
    other: str  # the run's id or the other note's span, in words
    due_at: datetime
    whole: bool  # every moment of the note is told of elsewhere


class CheckTable(Protocol):
    """Questions to which a store that is in order answers with nothing. `recent` looks at the newest notes alone."""

    async def without_next(self, after: ScheduleId | None, limit: int) -> list[Decided]:
        """Schedules that have no next moment, by id from the one after `after`: ended ones are among them."""

    async def behind(self, limit: int) -> list[Decided]:
        """Schedules whose next moment is decided already."""

    async def ownerless(self, boots: Collection[BootId]) -> list[Run]:
        """Running ones that none of these carries out."""

    async def homeless(self, queued_before: datetime) -> list[Run]:
        """Queued ones whose workflow or source is gone."""

    async def expired_guests(self, now: datetime) -> list[str]:
        """Who they were."""

    async def told_twice(self, *, recent: bool) -> list[Twice]:
        """Notes of a moment that has a run."""

    async def overlapping(self, *, recent: bool) -> list[Twice]:
        """Notes of moments that are within an earlier note."""

    async def miscounted(self, *, recent: bool) -> list[Note]:
        """Notes whose count cannot be that of their moments."""

    async def stray_lines(self, limit: int) -> list[RunId]:
        """Runs that are not there and have lines."""

    async def drop_note(self, id: int) -> None: ...  # noqa: A002
    async def recount(self, id: int, count: int) -> None: ...  # noqa: A002


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is, and when the oldest run was queued."""

    runs: int
    lines: int
    oldest: datetime | None


Place = tuple[datetime, datetime, RunId]  # queued_at, due_at, id: where in the order of runs


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of the work was done: how many rows went, after which run to go on, and whether there is more."""

    gone: int
    more: bool
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class OldLines:
    """Lines older than `before`, numbered above `after` up to `last`, not of `staying`; whether there are more."""

    before: datetime
    after: int
    last: int
    staying: frozenset[str]
    more: bool


@dataclass(frozen=True, slots=True)
class LongResults:
    """Runs whose result is to be cut, after which run to go on, and whether there is more."""

    runs: tuple[RunId, ...]
    after: Place | None
    more: bool


class KeepTable(Protocol):
    """What is old goes, a slice of at most `limit` rows at a time.

    Runs that go on, and the newest run of every schedule there is, stay with their lines.
    """

    async def old_lines(self, before: datetime, after: int, limit: int) -> OldLines:
        """The next lines older than `before`, from the one after the number `after`."""

    async def drop_lines(self, old: OldLines) -> None: ...

    async def long_results(self, before: datetime, after: Place | None, limit: int) -> LongResults:
        """Of the next runs that were queued before: those whose result is long."""

    async def cut_results(self, runs: Collection[RunId]) -> None:
        """The beginning of their results stays."""

    async def drop_runs(self, before: datetime, after: Place | None, limit: int) -> Slice:
        """Runs that were queued before, with their lines; what they were is summed up."""

    async def drop_notes(self, before: datetime, limit: int) -> bool:
        """Notes that end before; summed up. Whether there are more."""

    async def drop_asides(self, before: datetime) -> None:
        """Outages that ended, repairs and notices that were made before: there are few."""

    async def counts(self, over: int) -> dict[ScheduleId | None, int]:
        """How many runs there are of each schedule that has more than `over` (None: of those by hand)."""

    async def drop_oldest(self, schedule: ScheduleId | None, limit: int) -> Slice:
        """Its oldest runs that are over, with their lines and with the notes before them; summed up."""

    async def drop_stray_lines(self, run: RunId, limit: int) -> bool:
        """Lines of a run that is not there. Whether there are more."""

    async def pruned(self, schedule: ScheduleId | None) -> Pruned | None:
        """What was taken out of its ledger so far."""

    async def figures(self) -> Figures: ...


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of the database, of its log, and those that are free inside it."""

    total: int
    log: int = 0
    free: int = 0
    shrinks: bool = True  # free space is given back in slices


class Upkeep(Protocol):
    """What a store can do beside its transactions."""

    @property
    def kind(self) -> str:
        """What database it is and which tables it has, in words: “SQLite 3.45.1, tables 0015”. Nothing of its place."""

    async def space(self) -> Space: ...
    async def shrink(self) -> bool:
        """Give a slice of free space back to the disk, in milliseconds; whether there is more."""

    async def compact(self) -> None:
        """Write the whole database anew, and make it one that shrinks. Nobody can write meanwhile."""

    async def copy_to(self, file: Path) -> None:
        """A consistent copy into an empty file, while others write. Raises StoreError."""

    async def damages(self) -> Sequence[str]:
        """What is wrong with the file itself; empty when it is whole."""
