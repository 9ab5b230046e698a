"""What a run asks a person before it goes on, and the answer.

An agent may call a tool only after a yes: its run waits meanwhile, and goes on or is told no.
"""

from dataclasses import dataclass
from datetime import datetime

from spark_tui.domain.text import one_line

TOOL_LIMIT = 120  # characters of a tool's name
ARGUMENTS_LIMIT = 4_000
NOTE_LIMIT = 500
MOST_ASKS = 50
TOKEN_LIMIT = 500_000


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that wants a yes: a tool, and with what it would be called, as text."""

    tool: str
    arguments: str = ""

    def __str__(self) -> str:
        return f"{self.tool}({one_line(self.arguments, 300)})"


@dataclass(frozen=True, slots=True)
class Approval:
    """All that a run asks at once. `token` is the source's own: with it the answer finds its way back."""

    asks: tuple[Ask, ...]
    asked_at: datetime
    token: str = ""

    def __str__(self) -> str:
        first, more = ", ".join(str(ask) for ask in self.asks[:3]), len(self.asks) - 3
        return f"{first} and {more} more" if more > 0 else first or "to go on"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said to it; the note is told to the agent where it hears one."""

    approved: bool
    by: str = ""
    note: str = ""

    def __str__(self) -> str:
        note = f": {self.note}" if self.note else ""
        return f"{'approved' if self.approved else 'refused'}{f' by {self.by}' if self.by else ''}{note}"
