"""The timeline and the figures over 1,000 schedules and 100,000 runs. Measured and printed, never asserted.

pytest tests/bench/test_timeline.py -m bench -s
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.expected import expected
from spark_tui.domain.grid import View, grid_of
from spark_tui.domain.statistics import By
from spark_tui.domain.timing import Cron, Timing
from spark_tui.faces.show.sheets import sheet
from spark_tui.faces.tui.widgets.calendar import CalendarView
from spark_tui.service.statistics import Statistics
from spark_tui.service.timeline import Timeline
from spark_tui.store.sql import SqlStore, open_store
from spark_tui.system.clock import SystemClock
from tests.bench import test_size
from tests.bench.measuring import tell
from tests.contracts.store import a_schedule

pytestmark = pytest.mark.bench
SCHEDULES = 1_000
ZONE = "Europe/Berlin"
CRONS = (
    "* * * * *",
    "*/5 * * * *",
    "*/15 8-18 * * 1-5",
    "0 * * * *",
    "0 9 * * *",
    "30 2 * * 1",
    "0 6 1 * *",
    "{n} 3 * * *",
)


@pytest.fixture
async def grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqlStore]:
    monkeypatch.setattr(test_size, "SCHEDULES", SCHEDULES)
    monkeypatch.setattr(test_size, "LINES", 0)
    file, now = tmp_path / "spark.db", datetime.now(UTC)
    store = await open_store(f"sqlite:///{file}")
    await asyncio.to_thread(test_size.fill, file)
    async with store.write() as tx:
        for n in range(SCHEDULES):
            timing = Timing((Cron(CRONS[n % len(CRONS)].format(n=n % 60), ZONE),))
            await tx.schedules.put(a_schedule(f"s{n}", timing.next_after(now), timing=timing, zone=ZONE))
    yield store
    await store.close()


async def measured(what: str, ask: Callable[[], Awaitable[Any]], times: int = 7) -> Any:
    took, answer, cpu = [], None, time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        answer = await ask()
        took.append((time.perf_counter() - began) * 1000)
    tell(
        f"{what} [ms]",
        first=took[0],
        median=statistics.median(took[1:]),
        cpu=(time.process_time() - cpu) * 1000 / times,
    )
    return answer


async def test_figures(grown: SqlStore) -> None:
    asked = Statistics(grown, SystemClock())
    for name, last in (
        ("24 h", timedelta(hours=24)),
        ("7 d", timedelta(days=7)),
        ("30 d", timedelta(days=30)),
        ("all", None),
    ):
        for by in (By.SCHEDULE, By.SOURCE):
            report = await measured(f"figures of {name} by {by}", lambda last=last, by=by: asked.report(by, last, ZONE))
        tell(f"runs in {name}", runs=report.whole.runs, days=len(report.days))


async def test_the_timeline(grown: SqlStore) -> None:
    asked, today = Timeline(grown, SystemClock()), datetime.now(UTC).date()
    for view in View:
        expected.cache_clear()
        grid, together = grid_of(view, today, ZONE), view is not View.DAY
        found = await measured(f"a {view}", lambda grid=grid, together=together: asked.of(grid, together=together))
        drawn = CalendarView(id="calendar")
        drawn.sheet, drawn._longest = sheet(view, found), 8
        began = time.perf_counter()
        for y in range(33):
            drawn.line(y, 118)
        tell(f"drawing a {view} [ms]", took=(time.perf_counter() - began) * 1000)
    await measured("the next 24 hours", lambda: asked.ahead(ZONE))


async def test_the_event_loop_goes_on_beside_it(grown: SqlStore) -> None:
    """The longest time in which nothing else on the loop had its turn."""
    asked, longest = Timeline(grown, SystemClock()), 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - began)

    beating = asyncio.create_task(beat())
    expected.cache_clear()
    await asked.of(grid_of(View.MONTH, datetime.now(UTC).date(), ZONE), together=True)
    await asked.of(grid_of(View.DAY, datetime.now(UTC).date(), ZONE))
    beating.cancel()
    tell("beside the first month and day [ms]", longest_stall=longest * 1000)
