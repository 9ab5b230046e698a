"""What the ask line does at a key press, with 10,000 schedules there. Printed, never asserted.

pytest tests/bench/test_ask.py -m bench -s
"""

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.planner import plan
from spark_tui.faces.tui.glance import Looker
from spark_tui.faces.tui.understanding import lines_of
from spark_tui.faces.tui.widgets.ask import Ask
from spark_tui.service.spark import Spark
from spark_tui.store.sql import open_store
from spark_tui.system.clock import SystemClock
from spark_tui.system.words import words
from tests.bench import filling
from tests.bench.measuring import quantile, tell
from tests.fakes import FakeRoster, FakeVault, a_spark

pytestmark = pytest.mark.bench
SCHEDULES = 10_000
ZONE = "Europe/Berlin"
PHRASES = (
    "every weekday at 9 run hit",
    "every 15 minutes between 8 and 18 on weekdays run hit with: nothing",
    "last friday of the month at noon run hit",
    "pause s-12*",
    "what runs tomorrow before 9",
    "why did s-77 fail",
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home") / "spark.db"
    filling.fill(path, "http://127.0.0.1:9", [filling.once_a_year(n) for n in range(SCHEDULES)])
    return path


async def press_every_key(ask: Ask, spark: Spark, phrase: str) -> list[float]:
    """Milliseconds from each key to its three lines, without the pause before them and what drawing takes."""
    took = []
    for end in range(1, len(phrase) + 1):
        began = time.perf_counter()
        ask.heard = await ask._read(phrase[:end])
        chosen = ask.chosen
        beside = ask._beside(chosen.workflow)
        lines_of(ask.heard, chosen, datetime.now(UTC), 116, "hit", ZONE, beside)
        took.append((time.perf_counter() - began) * 1_000)
    return took


async def test_a_preview_at_every_key(database: Path) -> None:
    store = await open_store(f"sqlite:///{database}")
    spark = a_spark(store, SystemClock(), FakeRoster(), FakeVault(), plan, words, ZONE)
    ask = Ask(id="ask")
    ask.spark = spark
    began = time.perf_counter()
    ask.glance = await Looker(spark).look()
    tell("a look at all of it [ms]", took=(time.perf_counter() - began) * 1_000)
    for phrase in PHRASES:
        took = await press_every_key(ask, spark, phrase)
        tell(f"{phrase} [ms]", median=statistics.median(took), p95=quantile(took, 0.95), most=max(took))
    await store.close()
