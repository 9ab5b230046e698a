"""What one can ask about runs."""

import pytest

from spark_tui.domain.errors import NotFound
from spark_tui.service.spark import Spark


@pytest.mark.parametrize("wanted", ["ffff", "\udcff", "é", "\0", "%"])
async def test_what_no_id_can_be_is_not_found(spark: Spark, wanted: str) -> None:
    with pytest.raises(NotFound) as told:
        await spark.runs.get(wanted)
    told.value.message.encode()  # it can be printed
