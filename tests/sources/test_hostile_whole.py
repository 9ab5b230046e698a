"""The whole of Spark with a hostile server: what gets into the store, and that it says what happened."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.planner import plan
from spark_tui.domain.errors import SourceError
from spark_tui.domain.source import Secret
from spark_tui.service.ports import MOST_OFFERS
from spark_tui.service.spark import Spark
from spark_tui.sources.contract import is_safe
from spark_tui.sources.langflow import LangFlowSource
from spark_tui.sources.limits import MB
from spark_tui.sources.registry import Kinds
from spark_tui.sources.roster import OpenRoster
from spark_tui.store.sql import open_store
from spark_tui.system.clock import SystemClock
from spark_tui.system.words import words
from tests.fakes import FakeVault, a_spark
from tests.sources.hostile import HELLO, hostile

KEY = "sk-very-secret"


@pytest.fixture
async def spark(tmp_path: Path) -> AsyncIterator[Spark]:
    vault = FakeVault()
    kinds = Kinds({"langflow": LangFlowSource})
    store = await open_store(f"sqlite:///{tmp_path / 'spark.db'}")
    opened = a_spark(store, SystemClock(), OpenRoster(vault, kinds), vault, plan, words, "UTC")
    yield opened
    await opened.close()


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


async def test_of_a_million_workflows_the_first_are_taken_in(spark: Spark, tmp_path: Path) -> None:
    async with hostile("a million flows", HELLO) as server:
        synced = await spark.sources.sync(await spark.sources.add(server.url, Secret(KEY)))
        assert server.sent < 4 * MB  # the others are not waited for
    assert (len(synced.new), len(await spark.sources.workflows())) == (MOST_OFFERS, MOST_OFFERS)
    assert "more than 5,000 workflows" in synced.remarks[0]
    assert size(tmp_path) < 8 * MB


async def test_odd_names_are_kept_as_text_and_odd_ids_left_out(spark: Spark, tmp_path: Path) -> None:
    async with hostile("odd names", HELLO) as server:
        synced = await spark.sources.sync(await spark.sources.add(server.url, Secret(KEY)))
    kept = await spark.sources.workflows()
    assert {workflow.key for workflow in kept} == {f"a{n}" for n in range(6)} | {"$ rm -rf /"}
    assert all(is_safe(w.title + w.description + w.key + "".join(w.aliases)) for w in kept)
    assert all(0 < len(w.title) <= 121 and len(w.description) <= 2_000 for w in kept)
    assert "with an id that cannot be kept" in synced.remarks[0]
    assert size(tmp_path) < MB


async def test_a_listing_that_fails_is_the_health_of_the_source(spark: Spark) -> None:
    async with hostile("endless values", HELLO) as server:
        added = await spark.sources.add(server.url, Secret(KEY))
        with pytest.raises(SourceError, match="an item of more than 4 MB"):
            await spark.sources.sync(added)
        [kept] = await spark.sources.all()
        assert "too much" in kept.health.detail
