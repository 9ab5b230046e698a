"""What is old goes, in small slices with a breath between them, so that no writer waits for it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.ids import ScheduleId
from spark_tui.domain.keeping import Keep, Pruned
from spark_tui.service.ports import Clock, Figures, Place, Slice, Space, Store, Tx

SLICE = 100  # rows of runs or notes that one transaction takes out at most
LINES = 1_000
FEWEST = 4  # the part of these that it takes at least: below, beginning and ending is most of the work
LONGEST = 0.02  # seconds that a transaction should take: the next one takes fewer rows, or more
BREATH = 0.02  # seconds between two transactions: the store is everybody else's for most of the time
STARTED_ANEW = 7 * 86_400.0  # seconds after which what stayed is looked at again from the beginning


@dataclass(slots=True)
class _Seen:
    """How far lines and results have been looked through; what stayed there is left for another week."""

    since: float
    line: int = 0
    result: Place | None = None


class _Pace:
    """How many rows a slice takes: as many as go in a few milliseconds, on this machine and under its load."""

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock, self._most, self._began = clock, most, 0.0
        self._fewest = max(1, most // FEWEST)
        self.rows, self.breath = self._fewest, BREATH

    def __enter__(self) -> None:
        self._began = self._clock.monotonic()

    def __exit__(self, *_: object) -> None:
        took = self._clock.monotonic() - self._began
        self.rows = min(self.rows * 2, self._most) if took < LONGEST / 2 else self.rows
        self.rows = max(self.rows // 2, self._fewest) if took > LONGEST else self.rows
        self.breath = max(BREATH, took)


class Retention:
    """Belongs to whoever is the engine; what it has looked through it need not look through again."""

    def __init__(self, store: Store, clock: Clock, keep: Keep) -> None:
        self._store, self._clock, self.keep = store, clock, keep
        self._seen = _Seen(clock.monotonic())

    async def tidy(self) -> int:
        """One pass over everything; how many runs went. It may be broken off anywhere and goes on the next time."""
        now = self._clock.now()
        if self._clock.monotonic() - self._seen.since > STARTED_ANEW:
            self._seen = _Seen(self._clock.monotonic())
        if lines_since := self.keep.lines_since(now):
            await self._drop_lines(lines_since)
            await self._cut_results(lines_since)
        gone = await self._drop_excess()
        if runs_since := self.keep.runs_since(now):
            gone += await self._drop_runs(runs_since)
            await self._slices(lambda tx, rows: tx.keeping.drop_notes(runs_since, rows))
            async with self._store.write(durable=False) as tx:
                await tx.keeping.drop_asides(runs_since)
        await self._shrink()
        return gone

    async def _drop_lines(self, before: datetime) -> None:
        pace, more = _Pace(self._clock, LINES), True
        while more:
            async with self._store.read() as tx:
                old = await tx.keeping.old_lines(before, self._seen.line, pace.rows)
            with pace:
                async with self._store.write(durable=False) as tx:
                    await tx.keeping.drop_lines(old)
            self._seen.line, more = old.last, old.more
            await self._clock.sleep(pace.breath)

    async def _cut_results(self, before: datetime) -> None:
        more = True
        while more:
            async with self._store.read() as tx:
                long = await tx.keeping.long_results(before, self._seen.result, SLICE)
            if long.runs:
                async with self._store.write(durable=False) as tx:
                    await tx.keeping.cut_results(long.runs)
            self._seen.result, more = long.after, long.more
            await self._clock.sleep(BREATH)

    async def _drop_runs(self, before: datetime) -> int:
        last, gone = Slice(0, more=True), 0

        async def some(tx: Tx, rows: int) -> bool:
            nonlocal last, gone
            last = await tx.keeping.drop_runs(before, last.after, rows)
            gone += last.gone
            return last.more

        await self._slices(some)
        return gone

    async def _drop_excess(self) -> int:
        if not self.keep.runs:
            return 0
        async with self._store.read() as tx:
            counts = await tx.keeping.counts(self.keep.runs)
        return sum([await self._drop_oldest(of, excess) for of, excess in self.keep.excess(counts).items()])

    async def _drop_oldest(self, of: ScheduleId | None, excess: int) -> int:
        gone = 0

        async def some(tx: Tx, rows: int) -> bool:
            nonlocal gone
            done = await tx.keeping.drop_oldest(of, min(rows, excess - gone))
            gone += done.gone
            return done.more and gone < excess

        await self._slices(some)
        return gone

    async def _slices(self, some: Callable[[Tx, int], Awaitable[bool]]) -> None:
        """One transaction after the other, as long as there is more."""
        pace, more = _Pace(self._clock, SLICE), True
        while more:
            with pace:
                async with self._store.write(durable=False) as tx:
                    more = await some(tx, pace.rows)
            await self._clock.sleep(pace.breath)

    async def _shrink(self) -> None:
        while await self._store.shrink():
            await self._clock.sleep(BREATH)

    # ------------------------------------------------------------------ asked by people

    async def pruned(self, schedule: ScheduleId | None) -> Pruned | None:
        """What was taken out of the ledger of a schedule so far: before that, the ledger has no detail."""
        async with self._store.read() as tx:
            return await tx.keeping.pruned(schedule)

    async def figures(self) -> tuple[Figures, Space]:
        """How much there is, and the room that it takes."""
        async with self._store.read() as tx:
            figures = await tx.keeping.figures()
        return figures, await self._store.space()

    async def compact(self) -> Space:
        """Write the whole store anew; nobody can write meanwhile. The room that it takes afterwards."""
        await self._store.compact()
        return await self._store.space()
