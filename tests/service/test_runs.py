"""What one can ask about runs."""

from datetime import timedelta

import pytest

from spark_tui.domain.errors import NotFound
from spark_tui.domain.run import Happening, Move
from spark_tui.service.spark import Spark
from tests.contracts.store import a_run


@pytest.mark.parametrize("wanted", ["ffff", "\udcff", "é", "\0", "%"])
async def test_what_no_id_can_be_is_not_found(spark: Spark, wanted: str) -> None:
    with pytest.raises(NotFound) as told:
        await spark.runs.get(wanted)
    told.value.message.encode()  # it can be printed


@pytest.mark.parametrize(("seconds", "told"), [(1.5, "1.500 s"), (154.6, "0:02:35")])
async def test_its_log_says_how_late_it_started(spark: Spark, seconds: float, told: str) -> None:
    now = spark.clock.now()
    run = a_run(due_at=now - timedelta(seconds=seconds))
    async with spark.store.write() as tx:
        await tx.runs.add([run])
    await spark.runs.move((run, Move(Happening.CLAIMED, now)))
    (line,) = await spark.runs.lines(run=run.id)
    assert line.text.endswith(f", {told} after its moment")
