"""What Spark says and understands, and an assistant that reads phrases and knows no store.

An engine understands nothing: its process goes without the words of all languages, which are some megabytes.
"""

from datetime import datetime
from functools import partial

from spark_tui.domain.mentioned import Mentioned
from spark_tui.domain.order import Order
from spark_tui.domain.proposal import Answer, Question
from spark_tui.service.assistant import Assistant
from spark_tui.service.ports import Words
from spark_tui.system.clock import SystemClock
from spark_tui.system.settings import Settings
from spark_tui.system.words import speaking, words


def learn() -> None:
    """Import now what is imported at the first phrase otherwise."""
    import agent.commands
    import agent.mentions
    import agent.planner  # noqa: F401


async def plan(phrase: str, now: datetime, zone: str) -> Answer:
    import agent.planner

    return await agent.planner.plan(phrase, now, zone)


def read_command(phrase: str, now: datetime, zone: str) -> Order | Question | None:
    import agent.commands

    return agent.commands.read(phrase, now, zone)


def mentions(phrase: str, now: datetime, zone: str) -> Mentioned:
    import agent.mentions

    return agent.mentions.mentions(phrase, now, zone)


def words_of(settings: Settings) -> Words:
    """Timings in the language and on the clock of the settings."""
    return partial(words, voice=speaking(settings.language, settings.clock))


def assistant_of(settings: Settings) -> Assistant:
    return Assistant(plan, words_of(settings), SystemClock(), settings.zone, free_name=_as_it_is)


async def _as_it_is(name: str) -> str:
    return name
