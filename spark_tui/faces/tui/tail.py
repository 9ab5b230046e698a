"""Reads the lines of runs behind a cursor, so that nothing is lost, and knows who said them."""

from collections.abc import Iterable, Sequence

from spark_tui.domain.errors import NotFound
from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.log import Line
from spark_tui.domain.run import Run
from spark_tui.faces.tui.widgets.log_view import Told
from spark_tui.service.spark import Spark

FIRST, BATCH = 500, 1_000  # lines
RUNS_BACK = 5  # runs of a schedule whose lines are fetched when its log is asked for
KNOWN = 2_000  # runs whose names are remembered


class Tail:
    """One reader of the store's lines."""

    def __init__(self, spark: Spark) -> None:
        self._spark = spark
        self._seq = 0
        self._who: dict[RunId, tuple[str, ScheduleId | None]] = {}

    async def first(self) -> list[Told]:
        """The last lines there are; `more` goes on behind them."""
        return await self._read(await self._spark.runs.tail(FIRST))

    async def more(self) -> list[Told]:
        """What came since, a bounded number; fewer than `BATCH` when that was all."""
        return await self._read(await self._spark.runs.lines(self._seq, limit=BATCH))

    async def of(self, schedule: ScheduleId) -> list[Told]:
        """The last lines of the last runs of a schedule; the cursor stays where it is."""
        told: list[Told] = []
        for run in await self._spark.runs.recent(RUNS_BACK, schedule=schedule):
            self._remember(run)
            told += self._named(await self._spark.runs.tail(FIRST, run=run.id))
        return told

    async def _read(self, lines: Sequence[Line]) -> list[Told]:
        for run in {line.run for line in lines} - self._who.keys():
            await self._learn(run)
        if lines:
            self._seq = lines[-1].seq
        return self._named(lines)

    def _named(self, lines: Iterable[Line]) -> list[Told]:
        return [Told(line, *self._who.get(line.run, (line.run[:8], None))) for line in lines]

    async def _learn(self, run: RunId) -> None:
        try:
            self._remember(await self._spark.runs.get(run))
        except NotFound:
            self._who[run] = (run[:8], None)

    def _remember(self, run: Run) -> None:
        if len(self._who) >= KNOWN:
            self._who.clear()
        title = run.workflow_ref.partition("/")[2] or run.workflow_ref
        self._who[run.id] = (run.schedule_name or title, run.schedule)
