"""Lines on their way into the store: none is lost, none is there twice."""

import asyncio

import pytest

from spark_tui.domain.errors import StoreError
from spark_tui.domain.ids import BootId, RunId
from spark_tui.engine.lease import EngineLease
from spark_tui.service import lines
from spark_tui.service.lines import BATCH, ROOM, LineWriter
from spark_tui.service.spark import Spark
from spark_tui.service.trying import persist
from tests.engine.bench import HERE, busy

RUN = RunId("r")


@pytest.fixture
async def writer(spark: Spark) -> LineWriter:
    boot = BootId("ours")
    assert await EngineLease(spark.store, spark.clock, boot, HERE, None).take()
    return LineWriter(spark.store, spark.clock, spark.bell, boot)


async def kept(spark: Spark) -> list[str]:
    return [line.text for line in await spark.runs.lines(limit=100_000)]


async def test_a_flush_that_is_broken_off_loses_and_doubles_nothing(spark: Spark, writer: LineWriter) -> None:
    writer.write(RUN, "a\nb")
    async with spark.store.write():  # somebody else writes just now
        flushing = asyncio.create_task(writer.flush())
        await asyncio.sleep(0.01)
        flushing.cancel()
    await asyncio.gather(flushing, return_exceptions=True)
    await writer.flush()
    assert await kept(spark) == ["a", "b"]


async def test_a_flush_that_fails_keeps_its_lines_for_the_next(
    spark: Spark, writer: LineWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.write(RUN, "a")
    busy(spark.store, monkeypatch, times=1)
    with pytest.raises(StoreError):
        await writer.flush()
    await writer.flush()
    assert await kept(spark) == ["a"]


async def test_who_waits_for_room_goes_on_after_a_flush_that_failed(
    spark: Spark, writer: LineWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(spark.store, monkeypatch, times=1)
    writer.write(RUN, "\n".join("x" * (ROOM + BATCH)))
    serving = asyncio.create_task(persist(writer.serve, spark.clock))
    async with asyncio.timeout(60):
        await writer.room()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert len(await kept(spark)) == ROOM + BATCH


@pytest.mark.parametrize(("most", "text"), [("MOST", 10), ("MOST_TEXT", 10)])
async def test_of_a_run_that_never_stops_talking_so_much_is_kept(
    spark: Spark, writer: LineWriter, monkeypatch: pytest.MonkeyPatch, most: str, text: int
) -> None:
    monkeypatch.setattr(lines, most, text)
    for _ in range(50):
        writer.write(RUN, "x")
    writer.write(RunId("other"), "of another")
    writer.last_words(RUN)
    await writer.flush()
    assert (await kept(spark)).count("x") == 10
    assert {"40 more lines were not kept", "of another"} <= set(await kept(spark))
