"""One turn of the assistant: a model, asked until it has answered, over the tools that it is handed.

It can do nothing but call tools, and those only read or propose. Text that comes back from a tool is
fenced; what was said in earlier turns is told again as it was said, without what the tools gave then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from pathlib import Path

from agent.fence import fenced
from agent.model import Heard, Message, Model
from spark_tui.domain.errors import ModelError
from spark_tui.domain.proposal import Question
from spark_tui.domain.talk import Answered, Call, Called, Hear, Piece, Result, Said, Spent, Turn, Who
from spark_tui.domain.timing import zone_of

MOST_REFUSALS = 3  # that go back to the model in one turn; after them the person is asked
REMEMBERED = 30  # things said before that are told again
Do = Callable[[Call], Awaitable[Result]]


class Conversation:
    """The agent as Spark's service sees it, over one model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def answer(self, turn: Turn, do: Do, hear: Hear) -> Answered:
        """Until the model has said its last, or a limit is reached. Raises ModelError."""
        try:
            async with asyncio.timeout(turn.limits.seconds):
                return await _Answering(self._model, turn, do, hear).until_done()
        except TimeoutError:
            raise ModelError(
                f"there was no answer within {turn.limits.seconds:.0f} s", hint="ask again, or for less at once"
            ) from None

    async def close(self) -> None:
        await self._model.close()


class _Answering:
    """One turn while it goes on."""

    def __init__(self, model: Model, turn: Turn, do: Do, hear: Hear) -> None:
        self._model, self._turn, self._do, self._hear = model, turn, do, hear
        self._messages = [_system(turn), *_before(turn.before), {"role": "user", "content": turn.phrase}]
        self._spent, self._refused = Spent(), 0

    async def until_done(self) -> Answered:
        for _ in range(self._turn.limits.replies):
            heard = await self._model.reply(self._messages, self._turn.tools, lambda text: self._hear(Piece(text)))
            self._count(heard.spent)
            if not heard.calls:
                return _last_word(heard)
            self._messages.append(_as_said(heard))
            for call in heard.calls:
                if question := await self._use(call):
                    return Answered("", question)
        raise ModelError("the model went on and on without an answer", hint="ask for less at once")

    async def _use(self, call: Call) -> Question | None:
        """Do it and tell the model; a question when it was refused too often."""
        self._hear(call)
        result = await self._do(call)
        self._hear(Called(call, result))
        self._messages.append({"role": "tool", "tool_call_id": call.id, "content": fenced(result.text)})
        self._refused += result.refused
        if self._refused <= MOST_REFUSALS:
            return None
        return Question(f"I could not make that out: {result.text}. Can you say it in other words?")

    def _count(self, spent: Spent) -> None:
        self._spent += spent
        self._hear(spent)
        limits = self._turn.limits
        if self._spent.tokens > limits.tokens or self._spent.cost > limits.cost:
            raise ModelError(
                "this conversation has used up what it may cost",
                hint="clear it (spark ask --clear), or set model_budget or model_tokens higher",
            )


def _last_word(heard: Heard) -> Answered:
    if not heard.text.strip():
        raise ModelError("the model said nothing that can be read", hint="try again, or choose another model")
    return Answered(heard.text.strip())


# ------------------------------------------------------------------ as a model reads it


def _system(turn: Turn) -> Message:
    now = turn.now.astimezone(zone_of(turn.zone))
    return {"role": "system", "content": _prompt().format(now=f"{now:%A %Y-%m-%d %H:%M}", zone=turn.zone)}


@cache
def _prompt() -> str:
    return Path(__file__).with_name("prompt.md").read_text("utf-8")


def _before(said: Sequence[Said]) -> list[Message]:
    roles = {Who.PERSON: "user", Who.MODEL: "assistant", Who.NOTE: "user"}
    return [{"role": roles[one.who], "content": _as_noted(one)} for one in said[-REMEMBERED:]]


def _as_noted(said: Said) -> str:
    """A note names things, and names come from outside."""
    return f"What became of it:\n{fenced(said.text)}" if said.who is Who.NOTE else said.text


def _as_said(heard: Heard) -> Message:
    calls = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for call in heard.calls
    ]
    return {"role": "assistant", "content": heard.text or None, "tool_calls": calls}
