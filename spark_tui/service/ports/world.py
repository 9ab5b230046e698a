"""Time, language, and the engine as a face sees it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from spark_tui.domain.mentioned import Mentioned
from spark_tui.domain.proposal import Answer
from spark_tui.domain.talk import Answered, Call, Hear, Result, Turn
from spark_tui.domain.timing import Timing
from spark_tui.service.ports.lease import Face


class Clock(Protocol):
    """The only way to know what time it is."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never jump."""

    def tz_version(self) -> str:
        """The version of the tz data by which wall clocks are read; empty where it has none."""

    async def sleep(self, seconds: float) -> None: ...


Planner = Callable[[str, datetime, str], Awaitable[Answer]]
"""(phrase, now, zone) → Draft | Question | Refusal. The grammar answers at once."""

Mentions = Callable[[str, datetime, str], Mentioned]
"""(phrase, now, zone) → the clock times, weekdays and dates that stand in it."""


class Agent(Protocol):
    """A model with a conversation around it."""

    async def answer(self, turn: Turn, do: Callable[[Call], Awaitable[Result]], hear: Hear) -> Answered:
        """`do` is asked for every call of a tool, `hear` is told all that happens. Raises ModelError."""

    async def close(self) -> None: ...


Words = Callable[[Timing, str], str]
"""(timing, zone to show moments in) → one sentence for people."""


class EngineHost(Protocol):
    """The engine of this process, on a thread and an event loop of its own. None of this blocks but `stop`."""

    def start(self) -> None:
        """Serve as soon as the lease of the store is free; until then, wait for it."""

    @property
    def serving(self) -> bool:
        """Whether this process is the one engine of its store now."""

    @property
    def trouble(self) -> str:
        """Why it ended by itself, in words; empty while all is well."""

    def become(self, face: Face) -> None:
        """Say what this process is to a person; whoever asks for the engine is told so."""

    def stop(self) -> None:
        """End in order: local runs are ended, remote ones stay and are taken up again. Returns when it is over."""
