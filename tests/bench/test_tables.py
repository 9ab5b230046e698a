"""Tables and the log in the app, grown large and flooded, beside the same app when little is there.

Times are printed and never asserted.

pytest tests/bench/test_tables.py -m bench -s
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from agent.planner import plan
from spark_tui.domain.ids import BootId, RunId
from spark_tui.domain.log import Level
from spark_tui.faces.tui.app import SparkApp
from spark_tui.faces.tui.screens.runs import Runs
from spark_tui.faces.tui.widgets.run_list import RunList
from spark_tui.service.lines import LineWriter
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.clock import SystemClock
from spark_tui.system.words import words
from tests.bench import filling, test_size
from tests.bench.measuring import quantile, tell
from tests.faces.tui.conftest import FakeHost
from tests.fakes import FakeRoster, FakeVault, a_spark

pytestmark = pytest.mark.bench
SIZES = {"little": (20, 100), "much": (10_000, 100_000)}  # schedules, runs
KEYS = 60
RATE, SECONDS, BATCH = 10_000, 5, 500  # lines a second, how long, and how many at once


@asynccontextmanager
async def opened(folder: Path, schedules: int, runs: int) -> AsyncIterator[tuple[SparkApp, Pilot[str], Spark]]:
    """The app over a store of that size, with everything read."""
    file = folder / "spark.db"
    await asyncio.to_thread(
        filling.fill, file, "http://127.0.0.1:9", [filling.once_a_year(n) for n in range(schedules)]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_size, "RUNS", runs)
        patch.setattr(test_size, "LINES", 0)
        await asyncio.to_thread(test_size.fill, file)
    store = await open_store(f"sqlite:///{file}")
    spark = a_spark(store, SystemClock(), FakeRoster(), FakeVault(), plan, words, "UTC")

    async def connect() -> Spark:
        return spark

    app = SparkApp(connect, FakeHost(), zone="UTC", where="a bench", folder=folder)  # type: ignore[arg-type]
    async with app.run_test(size=(120, 35)) as pilot:
        await until(lambda: app.on_stage is not None and len(app.board.glance.schedules) == schedules)
        await pilot.pause()
        yield app, pilot, spark


async def until(come_true: Callable[[], Any]) -> None:
    while not come_true():  # noqa: ASYNC110 - what it looks at tells nobody
        await asyncio.sleep(0.001)


async def milliseconds(work: Awaitable[Any]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1_000


async def _keys(pilot: Pilot[str], rows: Any) -> list[float]:
    """From a move to its lines, drawn; the waiting of the pilot left out."""
    took = []
    for n in range(KEYS):
        began = time.perf_counter()
        rows.action_move(1 if n % 4 else -2)
        for y in range(rows.size.height):
            rows.render_line(y)
        took.append((time.perf_counter() - began) * 1_000)
        await pilot.pause()
    return took


async def test_schedules_and_runs_open_and_move_as_if_there_were_few(tmp_path: Path) -> None:
    found: dict[str, dict[str, float]] = {}
    for name, (schedules, runs) in SIZES.items():
        folder = tmp_path / name
        folder.mkdir()
        async with opened(folder, schedules, runs) as (app, pilot, spark):
            board = app.board
            again = list(board.glance.schedules)
            began = time.perf_counter()
            board.schedules.show([])
            board.schedules.show(again)
            shown = (time.perf_counter() - began) * 1_000
            moved = await _keys(pilot, board.schedules)
            window = Runs(spark, "UTC", {})
            began = time.perf_counter()
            app.push_screen(window)
            await until(lambda window=window: window.is_mounted and window.query_one(RunList).items)
            opening = (time.perf_counter() - began) * 1_000
            gone = await _keys(pilot, window.query_one(RunList))
            found[name] = {
                "schedules shown": shown,
                "a key in them": statistics.median(moved),
                "its p95": quantile(moved, 0.95),
                "runs opened": opening,
                "a key in runs": statistics.median(gone),
                "runs' p95": quantile(gone, 0.95),
            }
            tell(f"{schedules:,} schedules, {runs:,} runs [ms]", **found[name])
    tell("much to little", **{what: found["much"][what] / found["little"][what] for what in found["much"]})
    await spark.close()


async def test_a_flood_of_lines_stops_no_key(tmp_path: Path) -> None:
    """The longest time in which nothing else on the screen's loop had its turn, beside the same without a line."""
    async with opened(tmp_path, 20, 100) as (app, _, spark):
        app.board.go("log")
        quiet = await _stalls(asyncio.sleep(SECONDS))
        began = time.perf_counter()
        flooded = await _stalls(_flood(spark))
        rate = RATE * SECONDS / (time.perf_counter() - began)
        last = f"line {RATE * SECONDS - 1}"
        late = await milliseconds(until(lambda: any(last in told.line.text for told in app.board.log_view.told)))
        tell("lines a second", rate=rate, last_one_seen_after_ms=late)
        for name, stalls in (("quiet", quiet), ("flooded", flooded)):
            tell(f"{name}, turns of the loop late by [ms]", p99=quantile(stalls, 0.99), most=max(stalls))
        tell("flooded to quiet", p99=quantile(flooded, 0.99) / quantile(quiet, 0.99), most=max(flooded) / max(quiet))


async def _flood(spark: Spark) -> None:
    """As the engine keeps them; it has a loop of its own, which here is another task."""
    writer, began = LineWriter(spark.store, spark.clock, spark.bell, BootId("none")), time.monotonic()
    for start in range(0, RATE * SECONDS, BATCH):
        for n in range(start, start + BATCH):
            writer.write(RunId(f"{7:016x}"), f"line {n} says something of usual length", Level.OUT)
        batch, writer._waiting = writer._waiting, type(writer._waiting)()

        async def add(tx: Any, batch: Any = batch) -> None:
            await tx.lines.add(batch)

        await spark.store.apply(add, durable=False)
        spark.bell.ring()
        await asyncio.sleep(max(0.0, began + (start + BATCH) / RATE - time.monotonic()))


async def _stalls(work: Awaitable[None]) -> list[float]:
    """Milliseconds by which each beat of the loop came late."""
    late: list[float] = []

    async def beat() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            late.append((time.perf_counter() - began) * 1_000 - 5)

    beating = asyncio.create_task(beat())
    await work
    beating.cancel()
    return late
