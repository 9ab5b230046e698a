"""Whether the agents of a source remember: one session for all runs of a schedule, instead of one for each."""

from spark_tui.domain.ids import SourceId
from spark_tui.service.ports import Tx

REMEMBERS = "yes"


def _fact(source: SourceId) -> str:
    return f"remembers:{source}"


async def remembers(tx: Tx, source: SourceId) -> bool:
    return await tx.facts.get(_fact(source)) == REMEMBERS


async def let_remember(tx: Tx, source: SourceId, *, on: bool) -> None:
    await tx.facts.put(_fact(source), REMEMBERS if on else "")
