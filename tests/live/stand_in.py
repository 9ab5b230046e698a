"""What cannot be had here, played as a process of its own: a model behind an API as OpenAI's, and AutoMagik Agents.

    python -m tests.live.stand_in model|agents PORT STATE

model   the name of the model says what it does: echo, fails, slow (a line each half second, for a minute), counter (a
        line into STATE/effects, then six seconds), busy (429 with Retry-After, then well), cut, hang, rubbish
agents  echo, fails, slow, counter: the form of 0.1.4, see tests/sources/fake_agents.py
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.openai_server import Step, answered
from tests.sources import fake_agents
from tests.sources.web import Reply, Request, listening

KEY = "sk-of-the-stand-in"
MODELS = ("echo", "fails", "slow", "counter", "busy", "cut", "hang", "rubbish")
Answer = Callable[[Request, Reply], Awaitable[None]]


class Written:
    """What happened, in files that a test reads."""

    def __init__(self, state: Path) -> None:
        state.mkdir(parents=True, exist_ok=True)
        self._state = state

    def note(self, file: str, text: str) -> None:
        with (self._state / file).open("a") as out:
            out.write(f"{text}\n")

    async def tick(self, times: int) -> None:
        """It is at work: a line for each half second."""
        for number in range(1, times + 1):
            self.note("ticks", str(number))
            await asyncio.sleep(0.5)


class Model:
    """`keys` are those that were told to come back later."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self._sent_away: set[str] = set()

    async def answer(self, request: Request, reply: Reply) -> None:
        if request.headers.get("authorization") not in (f"Bearer {KEY}", "Bearer none"):  # none: from LiteLLM
            error = {
                "message": "Incorrect API key provided",
                "type": "invalid_request_error",
                "code": "invalid_api_key",
            }
            await reply.whole({"error": error}, 401)
        elif request.path.endswith("/models"):
            await reply.whole({"object": "list", "data": [{"id": name, "object": "model"} for name in MODELS]})
        else:
            await self._asked(request.json(), reply)

    async def _asked(self, body: dict[str, Any], reply: Reply) -> None:
        name, said = body["model"], str(body["messages"][-1]["content"])
        self._written.note("asked", f"{name} {said}")
        ticking = asyncio.ensure_future(self._written.tick(120)) if name == "slow" else None
        if name == "counter":
            self._written.note("effects", "counted")
        try:
            await answered(self._step(name, said), reply)
        finally:
            if ticking is not None:
                ticking.cancel()

    def _step(self, name: str, said: str) -> Step:
        match name:
            case "fails":
                return {"status": 500, "text": f"failed on purpose: {said}"}
            case "slow":
                return {"text": " ".join(f"tick-{number}\n" for number in range(1, 121)), "pause": 0.5}
            case "counter":
                return {"text": "and\n so\n on\n until\n it\n is\n counted", "pause": 0.9}
            case "busy" if said not in self._sent_away:
                self._sent_away.add(said)
                return {"status": 429, "text": "too many at once", "headers": {"retry-after": "3"}}
            case "cut":
                return {"text": "half of", "cut": True}
            case "hang":
                return {"hang": True}
            case "rubbish":
                return {"raw": b'{"choices": [{"message": '}
        return {"text": f"echo: {said}", "usage": (7, 3)}


class Agents(fake_agents.FakeAgents):
    """It goes on although nobody listens any more, as the real one does."""

    def __init__(self, written: Written) -> None:
        super().__init__()
        self._written = written

    async def _played(self, name: str, text: str, reply: Reply) -> tuple[dict[str, Any], int]:
        if name == "long":
            await self._written.tick(120)
        if name == "counter":
            self._written.note("effects", "counted")
            await asyncio.sleep(6)
        return await super()._played(name, text, reply)


async def serve(what: str, port: int, state: Path) -> None:
    playing: Answer = (Model if what == "model" else Agents)(Written(state)).answer
    async with listening(playing, port=port) as web:
        print(f"URL={web.url}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
