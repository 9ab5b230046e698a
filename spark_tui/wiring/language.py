"""What Spark says, and an assistant that reads phrases and knows no store."""

from functools import partial

from agent.planner import plan
from spark_tui.service.assistant import Assistant
from spark_tui.service.ports import Words
from spark_tui.system.clock import SystemClock
from spark_tui.system.settings import Settings
from spark_tui.system.words import speaking, words


def words_of(settings: Settings) -> Words:
    """Timings in the language and on the clock of the settings."""
    return partial(words, voice=speaking(settings.language, settings.clock))


def assistant_of(settings: Settings) -> Assistant:
    return Assistant(plan, words_of(settings), SystemClock(), settings.zone, free_name=_as_it_is)


async def _as_it_is(name: str) -> str:
    return name
