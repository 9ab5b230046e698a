"""The lines of running runs on their way into the store: batched, bounded, never lost."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from spark_tui.domain.ids import BootId, RunId
from spark_tui.domain.log import LINE_LIMIT, Level, Line
from spark_tui.domain.text import clean, clip, in_symbols
from spark_tui.service.bell import Bell
from spark_tui.service.ports import Clock, Store, Tx
from spark_tui.service.whole import whole

BATCH = 500  # lines that are written at once without waiting …
PATIENCE = 0.05  # … or what came within so many seconds
ROOM = 2_000  # lines on their way before a fast stream has to wait
MOST = 100_000  # lines of one run that are kept; the others are counted
MOST_TEXT = 50_000_000  # characters of one run that are kept


class LineWriter:
    """One per engine: the lines of all its runs go through one transaction at a time.

    Once another engine has the lease they are that one's to tell, and what is still held here is dropped.
    """

    def __init__(self, store: Store, clock: Clock, bell: Bell, boot: BootId) -> None:
        self._store, self._clock, self._bell, self._boot = store, clock, bell, boot
        self._waiting: list[Line] = []
        self._told: Counter[RunId] = Counter()  # lines of each run
        self._kept: Counter[RunId] = Counter()
        self._size: Counter[RunId] = Counter()  # characters of those that are kept
        self._more, self._written = asyncio.Event(), asyncio.Condition()

    def write(self, run: RunId, text: str, level: Level = Level.OUT) -> None:
        """Take the lines of a text: clean, and beside it as they came; long lines are cut."""
        for piece in text.split("\n"):
            self._told[run] += 1
            if self._kept[run] < MOST and self._size[run] < MOST_TEXT:
                self._keep(self._line(run, piece.removesuffix("\r"), level))

    def _line(self, run: RunId, piece: str, level: Level) -> Line:
        text, raw = clip(clean(piece), LINE_LIMIT), clip(in_symbols(piece), LINE_LIMIT)
        return Line(run, self._clock.now(), level, text, raw="" if raw == text else raw)

    def _keep(self, line: Line) -> None:
        self._kept[line.run] += 1
        self._size[line.run] += len(line.text) + len(line.raw)
        self._waiting.append(line)
        self._more.set()

    async def room(self) -> None:
        """Wait while too many lines are on their way."""
        if len(self._waiting) >= ROOM:
            async with self._written:
                await self._written.wait_for(lambda: len(self._waiting) < ROOM)

    async def serve(self) -> None:
        """Write what comes, for ever; after it was cancelled, `flush` writes the rest."""
        while True:
            await self._more.wait()
            if len(self._waiting) < BATCH:
                await self._clock.sleep(PATIENCE)
            await self.flush()

    async def flush(self) -> None:
        """Everything taken so far is in the store when this returns, or is still held when it raises."""
        if self._waiting or self._written.locked():
            await whole(self._flush())

    async def _flush(self) -> None:
        async with self.handed_over() as batch:
            if batch:
                await self._store.apply(lambda tx: self._add(tx, batch), durable=False)
                self._bell.ring()

    @asynccontextmanager
    async def handed_over(self) -> AsyncIterator[list[Line]]:
        """Everything taken so far, for somebody who writes it; it is held again when that raises.

        To be entered by what is not broken off.
        """
        async with self._written:
            self._more.clear()
            batch, self._waiting = self._waiting, []
            try:
                yield batch
            except Exception:
                self._waiting[:0] = batch  # nothing is lost: the next flush has them again …
                self._more.set()  # … and comes by itself, for whoever waits for room writes nothing more
                raise
            self._written.notify_all()

    async def _add(self, tx: Tx, batch: list[Line]) -> None:
        """An engine that was taken over says nothing more."""
        if await tx.lease.holds(self._boot):
            await tx.lines.add(batch)

    def last_words(self, run: RunId) -> None:
        """The run says nothing more: tell how much was dropped, if anything was."""
        self._size.pop(run, None)
        if (dropped := self._told.pop(run, 0) - self._kept.pop(run, 0)) > 0:
            self._waiting.append(Line(run, self._clock.now(), Level.NOTE, f"{dropped:,} more lines were not kept"))
            self._more.set()
