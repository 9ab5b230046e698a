"""The commands of this machine: a source that is there from the first start, with a few examples."""

import asyncio
from contextlib import suppress
from pathlib import Path

from spark_tui.domain.errors import Conflict
from spark_tui.service.spark import Spark
from spark_tui.sources.examples import plant_examples


async def prepare_local(spark: Spark, folder: Path) -> None:
    """The local source stands ready and knows what is in its folder now."""
    if not any(source.kind == "local" for source in await spark.sources.all()):
        await _plant(spark, folder)
    await spark.sources.sync_here()


async def _plant(spark: Spark, folder: Path) -> None:
    await asyncio.to_thread(plant_examples, folder)
    with suppress(Conflict):  # another process was first
        await spark.sources.add(str(folder), kind="local", name="local")
