"""The log of all runs, of one schedule's, or of one: read in pages behind a number, searched, counted.

Nothing is held, and nothing is lost: the store has it all. What sifts goes through the store in slices, each a read
of its own for a few milliseconds, so that it can be left at any moment and nobody waits for it.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from spark_tui.domain.log import VIEW_LIMIT, Line, LogQuery
from spark_tui.service.ports import Store, Tx

FIRST_SLICE, LAST_SLICE = 2_000, 128_000  # numbers that are looked at in one read, the more the fewer are wanted
END = 2**62  # above every number


@dataclass(frozen=True, slots=True)
class Found:
    """Lines in order; `over`: there are no more of them that way."""

    lines: Sequence[Line]
    over: bool


class Logs:
    """What one can ask about lines."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def before(self, asked: LogQuery, seq: int = END, limit: int = 500) -> Found:
        """The newest lines with a smaller number: without one, the end of the log."""
        found: list[Line] = []
        async for slice_ in self._back(asked, seq, limit):
            found[:0] = slice_[-(limit - len(found)) :]
            if len(found) >= limit:
                return Found(found, over=False)
        return Found(found, over=True)

    async def after(self, asked: LogQuery, seq: int = 0, limit: int = 500) -> Found:
        """The oldest lines with a greater number: without one, the beginning of the log."""
        found: list[Line] = []
        async for slice_ in self._on(asked, seq, limit):
            found += slice_[: limit - len(found)]
            if len(found) >= limit:
                return Found(found, over=False)
        return Found(found, over=True)

    async def all(self, asked: LogQuery, seq: int = 0) -> AsyncGenerator[Sequence[Line], None]:
        """Every line with a greater number, page by page, to the end that it has when it comes there."""
        while True:
            found = await self.after(asked, seq, 2_000)
            if found.lines:
                seq = found.lines[-1].seq
                yield found.lines
            if found.over:
                return

    async def count(self, asked: LogQuery, after: int = 0, before: int = END) -> AsyncGenerator[int, None]:
        """How many there are, the newest counted first: more and more until it is known."""
        counted, high, after = 0, before, max(after, await self._floor(asked))
        yield 0
        while (edge := await self._edge(asked, high, newest=True)) is not None and edge > after:
            low = max(after, edge - LAST_SLICE)
            counted += await self._store.look(partial(_counted, asked=asked, after=low, before=edge + 1))
            high = low + 1
            yield counted

    async def whole(self, seq: int) -> Line | None:
        """The line with nothing cut from it; None where it is not kept any more."""
        return await self._store.look(lambda tx: tx.lines.get(seq))

    async def uncut(self, line: Line) -> Line:
        """The same, with what a page has cut from it."""
        whole = await self.whole(line.seq) if len(line.text) > VIEW_LIMIT or len(line.raw) > VIEW_LIMIT else line
        return whole or line

    async def last(self) -> int:
        """The number of the last line."""
        return await self._store.look(lambda tx: tx.lines.last_seq())

    # ------------------------------------------------------------------ slice by slice

    async def _back(self, asked: LogQuery, before: int, limit: int) -> AsyncGenerator[list[Line], None]:
        if not asked.sifts and asked.since is None:
            yield await self._read(asked, 0, before, limit, newest=True)
            return
        width, floor = FIRST_SLICE, await self._floor(asked)
        while (edge := await self._edge(asked, before, newest=True)) is not None and edge > floor:
            before = max(floor, edge - width) + 1
            yield await self._read(asked, before - 1, edge + 1, limit, newest=True)
            width = min(width * 4, LAST_SLICE)

    async def _on(self, asked: LogQuery, after: int, limit: int) -> AsyncGenerator[list[Line], None]:
        after = max(after, await self._floor(asked))
        if not asked.sifts:
            yield await self._read(asked, after, END, limit, newest=False)
            return
        width = FIRST_SLICE
        while (edge := await self._edge(asked, after, newest=False)) is not None:
            after = edge + width - 1
            yield await self._read(asked, edge - 1, after + 1, limit, newest=False)
            width = min(width * 4, LAST_SLICE)

    async def _read(self, asked: LogQuery, after: int, before: int, limit: int, *, newest: bool) -> list[Line]:
        return await self._store.look(lambda tx: tx.lines.between(asked, after, before, limit=limit, newest=newest))

    async def _edge(self, asked: LogQuery, seq: int, *, newest: bool) -> int | None:
        """The nearest line that is there at all: numbers whose lines are gone are not looked at one by one."""
        near = await self._store.look(lambda tx: tx.lines.next_to(seq, asked.run, newest=newest))
        return None if near is None else near[0]

    async def _floor(self, asked: LogQuery) -> int:
        """A number below which no line is of the time that is asked for."""
        return 0 if asked.since is None else await self._below(asked.since)

    async def _below(self, moment: datetime) -> int:
        """Lines are numbered as they come: their moments grow with their numbers, but for a second or so."""
        low, high = 0, await self.last()
        while low < high:
            middle = (low + high) // 2
            near = await self._store.look(partial(_next_above, seq=middle))
            if near is not None and near[1] < moment:
                low = near[0]
            else:
                high = middle
        return max(0, low - FIRST_SLICE)  # … and that second is looked at


async def _counted(tx: Tx, asked: LogQuery, after: int, before: int) -> int:
    return await tx.lines.count(asked, after, before)


async def _next_above(tx: Tx, seq: int) -> tuple[int, datetime] | None:
    return await tx.lines.next_to(seq, newest=False)
