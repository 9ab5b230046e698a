"""A store that has grown old: 100,000 runs and 1,000,000 lines. Measured, printed, and never asserted against a clock.

pytest tests/bench/test_size.py -m bench -s
"""

import asyncio
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from spark_tui.domain.ids import RunId, ScheduleId
from spark_tui.domain.keeping import Keep
from spark_tui.domain.run import RunState
from spark_tui.service.bell import Bell
from spark_tui.service.invariants import Invariants
from spark_tui.service.ports import Tx
from spark_tui.service.retention import Retention
from spark_tui.service.runs import Runs
from spark_tui.store.copies import SqliteCopies
from spark_tui.store.sql import SqlStore, open_store
from spark_tui.system.clock import SystemClock
from tests.bench.test_figures import tell
from tests.contracts.store import a_schedule, some_lines

pytestmark = pytest.mark.bench
SCHEDULES, RUNS, LINES = 200, 100_000, 1_000_000
NOW = datetime.now(UTC)
BUSY = ScheduleId("s7")
QUESTIONS: dict[str, Callable[[Tx], Awaitable[Any]]] = {
    "recent runs": lambda tx: tx.runs.recent(50),
    "of a schedule": lambda tx: tx.runs.recent(50, schedule=BUSY),
    "in a state": lambda tx: tx.runs.recent(50, state=RunState.FAILED),
    "in a rare state": lambda tx: tx.runs.recent(50, state=RunState.TIMED_OUT),
    "of a schedule, in a state": lambda tx: tx.runs.recent(50, schedule=BUSY, state=RunState.FAILED),
    "of a schedule, in a rare state": lambda tx: tx.runs.recent(50, schedule=BUSY, state=RunState.TIMED_OUT),
    "latest of each schedule": lambda tx: tx.runs.latest(),
    "history": lambda tx: tx.ledger.entries(BUSY, 100),
    "what became of a moment": lambda tx: tx.ledger.at(BUSY, NOW - timedelta(days=20)),
    "the last lines": lambda tx: tx.lines.tail(200),
    "the last lines of a run": lambda tx: tx.lines.tail(200, run=RunId(f"{50_007:016x}")),
    "lines after a number": lambda tx: tx.lines.after(500_000, limit=500),
    "lines of a run after a number": lambda tx: tx.lines.after(0, run=RunId(f"{50_007:016x}"), limit=500),
    "a run by its prefix": lambda tx: tx.runs.ids_like("000000000000c3"),
}


def microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def fill(file: Path) -> None:
    """Runs of 200 schedules over a hundred days, ten lines each; a third of them older than is kept."""
    step, states = timedelta(days=100) / RUNS, ["succeeded"] * 9 + ["failed"]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        moments = [microseconds(NOW - step * (RUNS - n)) for n in range(RUNS)]
        connection.executemany(
            "INSERT INTO runs (id, workflow_id, workflow_ref, schedule_id, schedule_name, due_at, queued_at,"
            " started_at, ended_at, cause, state, attempt, timeout_seconds, cancel_by, reason, input, result)"
            " VALUES (?, 'w', 'home/w', ?, 'name', ?, ?, ?, ?, 'schedule', ?, 1, 60, '', '', '', ?)",
            (
                (f"{n:016x}", f"s{n % SCHEDULES}", at, at, at, at, states[(n // SCHEDULES) % 10], "result " * 20)
                for n, at in enumerate(moments)
            ),
        )
        connection.executemany(
            "INSERT INTO lines (run_id, at, level, text) VALUES (?, ?, 'out', ?)",
            ((f"{n // 10:016x}", moments[n // 10], f"line {n} says something of usual length") for n in range(LINES)),
        )
        connection.execute("COMMIT")


@pytest.fixture
async def grown(tmp_path: Path) -> AsyncIterator[SqlStore]:
    file = tmp_path / "spark.db"
    store = await open_store(f"sqlite:///{file}")
    await asyncio.to_thread(fill, file)
    async with store.write() as tx:
        for n in range(SCHEDULES):
            await tx.schedules.put(a_schedule(f"s{n}", NOW + timedelta(days=1)))
    yield store
    await store.close()


async def asked(store: SqlStore, ask: Callable[[Tx], Awaitable[Any]], times: int = 21) -> list[float]:
    """Milliseconds, the first time left out."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        async with store.read() as tx:
            await ask(tx)
        took.append((time.perf_counter() - began) * 1000)
    return took[1:]


async def test_pages(grown: SqlStore) -> None:
    for name, ask in QUESTIONS.items():
        took = await asked(grown, ask)
        tell(f"{name} [ms]", median=statistics.median(took), most=max(took))


async def test_a_look_at_the_invariants(grown: SqlStore) -> None:
    clock = SystemClock()
    invariants = Invariants(grown, clock, Runs(grown, clock, Bell()))
    for whole in (False, False, True, True):  # the first look of each kind learns its statements
        began = time.perf_counter()
        await invariants.look(whole=whole)
        tell(f"invariants, {'whole' if whole else 'each minute'} [ms]", took=(time.perf_counter() - began) * 1000)


async def beside(store: SqlStore, work: Awaitable[Any]) -> tuple[float, list[float]]:
    """How long the work takes in seconds, and how long writes of the engine's size wait beside it, in ms."""
    waits: list[float] = []

    async def write() -> None:
        while True:
            began = time.perf_counter()
            async with store.write() as tx:
                await tx.lines.add(some_lines("r", *["a line"] * 64))
            waits.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.01)

    writer, began = asyncio.create_task(write()), time.perf_counter()
    await work
    took = time.perf_counter() - began
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    return took, sorted(waits)


async def for_a_while(work: Awaitable[Any]) -> None:
    """A pass may be broken off anywhere."""
    with suppress(TimeoutError):
        await asyncio.wait_for(work, 30)


def tell_waits(what: str, took: float, waits: list[float]) -> None:
    tell(
        what,
        seconds=took,
        writes=len(waits),
        wait_median_ms=statistics.median(waits),
        wait_p99_ms=waits[int(len(waits) * 0.99)],
        wait_most_ms=waits[-1],
    )


async def test_a_pass_of_retention_beside_a_writer(grown: SqlStore) -> None:
    retention = Retention(grown, SystemClock(), Keep())
    before = (await retention.figures())[1].total / 1e6
    tell_waits("nothing beside the writer", *await beside(grown, asyncio.sleep(5)))
    tell_waits("a pass of retention", *await beside(grown, for_a_while(retention.tidy())))
    figures, after = await retention.figures()
    tell("left", runs=figures.runs, lines=figures.lines, megabytes=after.total / 1e6, before=before)


async def test_a_backup_beside_a_writer(grown: SqlStore, tmp_path: Path) -> None:
    file = tmp_path / "spark.db"
    copies = SqliteCopies(file, Path(f"{file}.lock"), SystemClock())
    tell_waits("a backup, with its check", *await beside(grown, copies.make(tmp_path / "copy.db")))
