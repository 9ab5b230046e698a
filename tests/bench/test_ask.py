"""What the ask line does at a key press, with 10,000 schedules, 100,000 runs and 5,000 workflows there.

Printed, never asserted. Beside each phrase stands what the processor spent on it: the rest is others' work.

pytest tests/bench/test_ask.py -m bench -s
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.planner import plan
from spark_tui.domain.ids import SourceId, WorkflowId, new_id
from spark_tui.domain.source import Source
from spark_tui.domain.timing import Cron, Timing
from spark_tui.domain.workflow import Workflow
from spark_tui.faces.tui.glance import Looker
from spark_tui.faces.tui.understanding import lines_of
from spark_tui.faces.tui.widgets.ask import Ask
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.clock import SystemClock
from spark_tui.system.words import words
from tests.bench import filling, test_size
from tests.bench.measuring import quantile, tell
from tests.bench.test_timeline import CRONS
from tests.fakes import FakeRoster, FakeVault, a_spark

pytestmark = pytest.mark.bench
SCHEDULES, WORKFLOWS = 10_000, 5_000
ZONE = "Europe/Berlin"
PHRASES = (
    "every weekday at 9 run hit",
    "every 15 minutes between 8 and 18 on weekdays run hit with: nothing",
    "last friday of the month at noon run report of team 77",
    "pause s-12*",
    "pause s-12* until monday",
    "resume s-1234",
    "run s-77 now",
    "run the report of team 77 now",
    "cancel s-8*",
    "remove s-99999",
    "what runs tomorrow before 9",
    "what runs next",
    "why did s-77 fail",
    "why did s-7x not run",
    "log of s-4321",
    "go to timeline",
)


def timing(number: int) -> Timing:
    return Timing((Cron(CRONS[number % len(CRONS)].format(n=number % 60), ZONE),))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home") / "spark.db"
    filling.fill(path, "http://127.0.0.1:9", [timing(n) for n in range(SCHEDULES)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_size, "LINES", 0)
        test_size.fill(path)
    return path


async def workflows(spark: Spark) -> None:
    source = Source(SourceId(new_id()), "bench", "flows", "http://127.0.0.1:8")
    async with spark.store.write() as tx:
        await tx.sources.put(source)
        for n in range(WORKFLOWS):
            named = Workflow(WorkflowId(f"w{n}"), source.id, source.name, key=f"{n:032x}", title=f"Report of team {n}")
            await tx.workflows.put(named)


@asynccontextmanager
async def opened(database: Path) -> AsyncIterator[tuple[Ask, Spark]]:
    """The ask line, with all of it looked at."""
    store = await open_store(f"sqlite:///{database}")
    spark = a_spark(store, SystemClock(), FakeRoster(), FakeVault(), plan, words, ZONE)
    if len(await spark.sources.workflows()) < WORKFLOWS:
        await workflows(spark)
    ask = Ask(id="ask")
    ask.spark = spark
    began = time.perf_counter()
    ask.glance = await Looker(spark).look()
    tell("a look at all of it [ms]", took=(time.perf_counter() - began) * 1_000)
    yield ask, spark
    await store.close()


async def press_every_key(ask: Ask, phrase: str) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to its three lines, without the pause before them and what drawing takes.

    By the clock, and of the processor.
    """
    took, spent = [], []
    for end in range(1, len(phrase) + 1):
        began, cpu = time.perf_counter(), time.process_time()
        ask.heard = await ask._read(phrase[:end], ask._known)
        chosen = ask.chosen
        beside = ask._beside(chosen.workflow)
        lines_of(ask.heard, chosen, datetime.now(UTC), 116, ask.example, ZONE, beside)
        took.append((time.perf_counter() - began) * 1_000)
        spent.append((time.process_time() - cpu) * 1_000)
    return took, spent


def tell_keys(what: str, took: list[float], spent: list[float]) -> None:
    tell(
        f"{what} [ms]",
        p50=statistics.median(took),
        p95=quantile(took, 0.95),
        most=max(took),
        cpu_p50=statistics.median(spent),
        cpu_p95=quantile(spent, 0.95),
    )


async def test_a_preview_at_every_key(database: Path) -> None:
    async with opened(database) as (ask, _):
        every: tuple[list[float], list[float]] = ([], [])
        for phrase in PHRASES:
            keys = await press_every_key(ask, phrase)
            tell_keys(phrase, *keys)
            every[0].extend(keys[0])
            every[1].extend(keys[1])
        tell_keys("every key of all phrases", *every)


async def test_a_preview_while_all_is_looked_at_again_and_again(database: Path) -> None:
    """As the board does where the bell rings all the time; the look's own work is in the processor's part."""
    async with opened(database) as (ask, spark):
        looker = Looker(spark)

        async def look() -> None:
            while True:
                began = time.perf_counter()
                ask.glance = await looker.look()
                await asyncio.sleep(5 * (time.perf_counter() - began))

        looking = asyncio.create_task(look())
        every: tuple[list[float], list[float]] = ([], [])
        for phrase in PHRASES:
            keys = await press_every_key(ask, phrase)
            every[0].extend(keys[0])
            every[1].extend(keys[1])
        looking.cancel()
        tell_keys("every key, while it is looked again", *every)


async def test_enter_looks_in_the_store(database: Path) -> None:
    async with opened(database) as (ask, _):
        took = []
        for _ in range(11):
            began = time.perf_counter()
            await ask._read("pause s-12*")
            took.append((time.perf_counter() - began) * 1_000)
        tell("enter on pause s-12* [ms]", p50=statistics.median(took), most=max(took))
