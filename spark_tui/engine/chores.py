"""What an engine does beside the runs: it keeps the store in order, and small, and asks the sources how they are."""

import logging

from spark_tui.domain.ids import BootId
from spark_tui.service.checkups import Checkups
from spark_tui.service.spark import Spark

CHECK_AFTER = 5.0  # seconds: a source may be starting with us
FIRST_AFTER = 60.0  # seconds: whoever has just started has more urgent things to do
TIDY_EVERY = 3_600.0  # seconds
log = logging.getLogger("spark.engine")


class Chores:
    """None of it hurries, and none of it holds up a run."""

    def __init__(self, spark: Spark, boot: BootId) -> None:
        self._clock, self._boot = spark.clock, boot
        self._invariants, self._retention = spark.invariants, spark.retention
        self._checkups = Checkups(spark.store, spark.clock, spark.bell, spark.roster)

    async def reconcile(self, *, whole: bool = False) -> None:
        """Look at the invariants, mend what can be mended, write it down."""
        for mended in await self._invariants.mend(self._boot, whole=whole):
            log.warning("mended: %s", mended)

    async def checking(self) -> None:
        """Ask each source how it is, whenever its turn is; for ever."""
        await self._clock.sleep(CHECK_AFTER)
        while True:
            await self._clock.sleep(await self._checkups.round(self._boot))

    async def tidying(self) -> None:
        """From time to time all that is old goes, and everything is looked at; for ever."""
        await self._clock.sleep(FIRST_AFTER)
        while True:
            if gone := await self._retention.tidy():
                log.info("%s old runs are not kept any more; what they were is summed up", f"{gone:,}")
            await self.reconcile(whole=True)
            await self._clock.sleep(TIDY_EVERY)
