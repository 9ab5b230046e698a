"""Sources are asked by the engine, and what they say is kept where it is news."""

import asyncio

import pytest

from spark_tui.domain.errors import SourceError
from spark_tui.domain.ids import BootId
from spark_tui.domain.notice import News
from spark_tui.domain.source import Health, HealthState
from spark_tui.engine.lease import EngineLease
from spark_tui.service.checkups import Checkups
from spark_tui.service.spark import Spark
from tests.engine.bench import HERE
from tests.fakes import FakeClock, FakeSource

BOOT = BootId("ours")
DOWN = Health(HealthState.DOWN, "connection refused", "start it")


@pytest.fixture
async def checkups(spark: Spark) -> Checkups:
    assert await EngineLease(spark.store, spark.clock, BOOT, HERE, None).take()
    return Checkups(spark.store, spark.clock, spark.bell, spark.roster)


async def news(spark: Spark) -> list[str]:
    return [notice.text for notice in await spark.notices.recent() if notice.news in (News.DOWN, News.BACK)]


async def test_a_source_that_goes_and_comes_back_is_seen_and_told(
    spark: Spark, checkups: Checkups, keep, clock: FakeClock, source: FakeSource
) -> None:
    await keep("0 9 * * *")
    well, source.health = source.health, DOWN
    clock.forward(minutes=1)
    assert await checkups.round(BOOT) == 15
    [kept] = await spark.sources.all()
    assert (kept.health.detail, kept.health.since, await news(spark)) == ("connection refused", clock.now(), [])
    clock.forward(seconds=15)
    assert await checkups.round(BOOT) == 15
    [told] = await news(spark)
    assert told.startswith("fake is down: connection refused; at risk: ")
    source.health = well
    clock.forward(seconds=15)
    assert await checkups.round(BOOT) == 60
    assert (await news(spark))[0] == "fake is up again"
    assert (await spark.sources.all())[0].health.up


async def test_what_is_nothing_new_is_not_written_each_time(
    spark: Spark, checkups: Checkups, keep, clock: FakeClock
) -> None:
    await keep("0 9 * * *")
    clock.forward(minutes=1)
    await checkups.round(BOOT)
    before = (await spark.sources.all())[0].health.checked_at
    clock.forward(minutes=1)
    await checkups.round(BOOT)
    assert (await spark.sources.all())[0].health.checked_at == before
    for _ in range(10):
        clock.forward(minutes=1)
        await checkups.round(BOOT)
    assert (await spark.sources.all())[0].health.checked_at > before


async def test_an_engine_without_the_lease_writes_nothing(
    spark: Spark, checkups: Checkups, keep, clock: FakeClock, source: FakeSource
) -> None:
    await keep("0 9 * * *")
    source.health = DOWN
    clock.forward(hours=1)
    async with spark.store.write() as tx:
        await tx.lease.give_back(BOOT)
    await checkups.round(BOOT)
    assert (await spark.sources.all())[0].health.up


@pytest.mark.parametrize("wrong", [SourceError("its key cannot be read", hint="spark source key"), KeyError("job")])
async def test_whatever_a_kind_raises_is_an_answer(
    spark: Spark, checkups: Checkups, keep, clock: FakeClock, source: FakeSource, wrong: Exception
) -> None:
    async def broken() -> Health:
        raise wrong

    await keep("0 9 * * *")
    source.check = broken  # type: ignore[method-assign]
    clock.forward(minutes=1)
    await checkups.round(BOOT)
    health = (await spark.sources.all())[0].health
    assert (health.state, bool(health.detail)) == (HealthState.DOWN, True)


async def test_one_that_does_not_answer_keeps_no_other_waiting(
    spark: Spark, checkups: Checkups, keep, clock: FakeClock, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spark_tui.service.checkups.WITHIN", 0.02)

    async def silent() -> Health:
        await asyncio.Event().wait()
        raise AssertionError

    await keep("0 9 * * *")
    source.check = silent  # type: ignore[method-assign]
    clock.forward(minutes=1)
    await checkups.round(BOOT)
    assert "did not say how it is" in (await spark.sources.all())[0].health.detail
