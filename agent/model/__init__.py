"""A language model, whichever it is: asked with messages and tools, it answers with text and calls.

`Model` is all that the rest of the agent knows. `process` keeps a child process that speaks to the
real ones through litellm; a recorded dialogue is a Model too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from spark_tui.domain.talk import Call, Spent, Tool

Message = dict[str, Any]  # as OpenAI's chat completions have it, which is what litellm takes


@dataclass(frozen=True, slots=True)
class Heard:
    """One reply, whole."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    spent: Spent = Spent()


class Model(Protocol):
    """Whoever answers."""

    async def reply(self, messages: Sequence[Message], tools: Sequence[Tool], hear: Callable[[str], None]) -> Heard:
        """`hear` is told the text as it comes. Raises ModelError; can be cancelled at any time."""

    async def close(self) -> None: ...
