"""A window on the log of the store: the lines around what is looked at, and who said them.

It holds a few thousand lines at most. What lies before and behind is read when one comes there.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from spark_tui.domain.errors import NotFound
from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.log import Line, LogQuery
from spark_tui.domain.run import Run
from spark_tui.service.spark import Spark

PAGE = 500  # lines that are read at once
KEPT = 3_000  # lines that are held
EVERYTHING = LogQuery()
KNOWN = 2_000  # runs whose names are remembered


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line with the name of who said it, and when that began."""

    line: Line
    name: str
    schedule: ScheduleId | None = None
    began: datetime | None = None

    @property
    def seq(self) -> int:
        return self.line.seq


class LogWindow:
    """`asked` says which lines; `begins` and `ends` whether nothing lies before and behind what is held."""

    def __init__(self, spark: Spark, asked: LogQuery = EVERYTHING) -> None:
        self.asked = asked
        self.told: list[NamedLine] = []
        self.begins = self.ends = False
        self._spark, self._read_to = spark, 0
        self._who: dict[RunId, tuple[str, ScheduleId | None, datetime | None]] = {}

    def index(self, seq: int) -> int:
        """Where the line of that number stands, or the next one; the last where there is none."""
        return min(bisect_left(self.told, seq, key=lambda told: told.seq), max(0, len(self.told) - 1))

    # ------------------------------------------------------------------ somewhere else

    async def to_end(self) -> None:
        self._read_to = await self._spark.logs.last()
        found = await self._spark.logs.before(self.asked, self._read_to + 1, PAGE)
        self.told = await self.named(found.lines)
        self.begins, self.ends = found.over, True

    async def to_beginning(self) -> None:
        found = await self._spark.logs.after(self.asked, 0, PAGE)
        self.told = await self.named(found.lines)
        self.begins, self.ends = True, False

    async def around(self, seq: int) -> None:
        """With that line among them."""
        before = await self._spark.logs.before(self.asked, seq, PAGE // 2)
        behind = await self._spark.logs.after(self.asked, seq - 1, PAGE // 2)
        self.told = await self.named([*before.lines, *behind.lines])
        self.begins, self.ends = before.over, False

    # ------------------------------------------------------------------ further

    async def older(self) -> None:
        """What lies before is held too; the newest of many are let go."""
        if not self.begins and self.told:
            found = await self._spark.logs.before(self.asked, self.told[0].seq, PAGE)
            self.told = [*await self.named(found.lines), *self.told]
            self.begins, self.ends = found.over, self.ends and len(self.told) <= KEPT
            self.told = self.told[:KEPT]

    async def newer(self) -> bool:
        """What lies behind; the oldest of many are let go. Whether there was anything."""
        found = await self._spark.logs.after(self.asked, self.told[-1].seq if self.told else 0, PAGE)
        self._append(await self.named(found.lines))
        return bool(found.lines)

    async def news(self, *, follow: bool) -> int:
        """How many lines came since this was asked last; with `follow` the end of them is held."""
        last = await self._spark.logs.last()
        if last <= self._read_to:
            return 0
        after, self._read_to = self._read_to, last
        count = 0
        async for count in self._spark.logs.count(self.asked, after, last + 1):  # noqa: B007 - the last one is all
            pass
        if follow and count > PAGE:
            await self.to_end()  # what lies between is not read: it is there when one scrolls back
        elif follow and count:
            found = await self._spark.logs.before(self.asked, last + 1, count)
            self._append([told for told in await self.named(found.lines) if told.seq > self._last_held()])
        return count

    def _last_held(self) -> int:
        return self.told[-1].seq if self.told else 0

    def _append(self, told: Sequence[NamedLine]) -> None:
        self.told = [*self.told, *told]
        if len(self.told) > KEPT:
            self.told, self.begins = self.told[-KEPT:], False

    # ------------------------------------------------------------------ found

    async def find(self, text: str, seq: int, *, back: bool) -> int | None:
        """The number of the next line below, or above with `back`, that holds the text."""
        asked, logs = self.with_text(text), self._spark.logs
        found = await (logs.before(asked, seq, 1) if back else logs.after(asked, seq, 1))
        return found.lines[0].seq if found.lines else None

    def with_text(self, text: str) -> LogQuery:
        return replace(self.asked, texts=(*self.asked.texts, text))

    # ------------------------------------------------------------------ who said it

    async def named(self, lines: Iterable[Line]) -> list[NamedLine]:
        lines = list(lines)
        if len(self._who) >= KNOWN:
            self._who.clear()
        for run in {line.run for line in lines} - self._who.keys():
            await self._learn(run)
        return [NamedLine(line, *self._who[line.run]) for line in lines]

    async def _learn(self, run: RunId) -> None:
        try:
            self._remember(await self._spark.runs.get(run))
        except NotFound:
            self._who[run] = (run[:8], None, None)

    def _remember(self, run: Run) -> None:
        title = run.workflow_ref.partition("/")[2] or run.workflow_ref
        self._who[run.id] = (run.schedule_name or title, run.schedule, run.started_at)
