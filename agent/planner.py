"""From a phrase to a draft, by heart. What is not known by heart is for `conversation`."""

from datetime import datetime

from agent.phrases import read
from spark_tui.domain.proposal import Answer


async def plan(phrase: str, now: datetime, zone: str) -> Answer:
    """What the phrase says about when. The grammar answers at once; what it cannot read it asks or refuses."""
    return read(phrase, now, zone)
