"""Everything at one moment, as a board shows it: read again and again, so that what has not changed costs little."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.run import Run
from spark_tui.domain.schedule import Schedule
from spark_tui.domain.source import Source
from spark_tui.domain.workflow import Workflow

if TYPE_CHECKING:
    from spark_tui.service.ports import Clock, Lease, Store, Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen:
    """All by name, runs the oldest first. `latest` is the newest run of each schedule."""

    sources: Sequence[Source]
    workflows: Sequence[Workflow]
    schedules: Sequence[Schedule]
    latest: Mapping[ScheduleId, Run]
    active: Sequence[Run]
    held: Sequence[Run]
    engine: "Lease | None"


class Overview:
    """Looks on a thread: ten thousand schedules take longer than a frame."""

    def __init__(self, store: "Store", clock: "Clock") -> None:
        self._store, self._clock = store, clock

    async def look(self, known: Mapping[ScheduleId, Run], make: Callable[[Seen], T]) -> T:
        """What `make` makes of it, on the same thread. A known run in the same state is the same value."""

        async def read(tx: "Tx") -> T:
            return make(await self._seen(tx, await tx.schedules.all(), await tx.runs.latest(known)))

        return await self._store.look(read)

    async def glimpse(self, limit: int, make: Callable[[Seen], T]) -> T:
        """The same of the first schedules only, without their runs: at once, whatever there is."""

        async def read(tx: "Tx") -> T:
            return make(await self._seen(tx, await tx.schedules.first(limit), {}))

        return await self._store.look(read)

    async def _seen(self, tx: "Tx", schedules: Sequence[Schedule], latest: Mapping[ScheduleId, Run]) -> Seen:
        lease = await tx.lease.get()
        return Seen(
            sources=sorted(await tx.sources.all(), key=lambda source: source.name),
            workflows=sorted(await tx.workflows.all(), key=lambda workflow: workflow.ref.casefold()),
            schedules=schedules,
            latest=latest,
            active=await tx.runs.active(),
            held=await tx.runs.held(),
            engine=lease if lease is not None and lease.expires_at > self._clock.now() else None,
        )
