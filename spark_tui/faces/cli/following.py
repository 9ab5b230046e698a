"""A command that follows what happens, whoever is the engine."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from spark_tui.domain.errors import SparkError
from spark_tui.domain.ids import RunId
from spark_tui.domain.log import Line
from spark_tui.domain.run import Run
from spark_tui.service.bell import Ear
from spark_tui.service.ports import EngineHost
from spark_tui.service.spark import Spark

SILENCE = 1.0  # seconds after which one looks without a ring


@asynccontextmanager
async def listening(spark: Spark) -> AsyncIterator[Ear]:
    """The ear hears what other processes do, too."""
    watching = asyncio.create_task(spark.follow())
    try:
        with spark.bell.ear() as ear:
            yield ear
    finally:
        watching.cancel()


async def follow(spark: Spark, run: RunId, tell: Callable[[Line], None], host: EngineHost) -> Run:
    """Hand over every line of a run as it comes; returns when the run is over and all are handed over.

    Raises SparkError when the engine that is to carry it out is in trouble.
    """
    after = 0
    async with listening(spark) as ear:
        while True:
            current = await spark.runs.get(run)
            while batch := await spark.runs.lines(after, run=run):
                for line in batch:
                    tell(line)
                after = batch[-1].seq
            if current.state.over:
                return current
            if host.trouble:
                raise SparkError(f"the run was left: {host.trouble}", hint=f"see: spark run show {run[:8]}")
            await ear.wait(SILENCE)
