"""The commands of this machine: a source that is there from the first start, with a few examples."""

import asyncio
from pathlib import Path

from spark_tui.domain.errors import Conflict, SparkError
from spark_tui.domain.source import Source
from spark_tui.service.spark import Spark
from spark_tui.sources.examples import plant_examples


async def prepare_local(spark: Spark, folder: Path) -> None:
    """The local source stands ready and knows what is in its folder now."""
    for source in await _known(spark) or await _planted(spark, folder):
        try:
            await spark.sources.sync(source)
        except SparkError:
            continue  # its health says what is wrong


async def _known(spark: Spark) -> list[Source]:
    return [source for source in await spark.sources.all() if source.kind == "local"]


async def _planted(spark: Spark, folder: Path) -> list[Source]:
    await asyncio.to_thread(plant_examples, folder)
    try:
        return [await spark.sources.add(str(folder), kind="local", name="local")]
    except Conflict:  # another process was first
        return await _known(spark)
