"""An engine with the lease in hand."""

from collections.abc import AsyncIterator

import pytest

from spark_tui.engine.house import Seats
from spark_tui.service.spark import Spark
from tests.engine.bench import Bench


@pytest.fixture
async def bench(spark: Spark) -> AsyncIterator[Bench]:
    made = Bench(spark, Seats(total=5, per_source=3))
    assert await made.lease.take()
    yield made
    await made.engine.empty()
