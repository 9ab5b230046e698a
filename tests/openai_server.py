"""An OpenAI-compatible server that does what a script says, on loopback, in a thread of its own.

A step is a dict, and answers one request; without a step left it says "…". What a step may hold:

    {"text": "hello"}                                          an answer, word by word
    {"calls": [("find_workflows", {"text": "report"})]}        calls of tools; a str in place of the dict goes as it is
    {"status": 429, "headers": {"retry-after": "7"}}           an error as OpenAI shapes it
    {"raw": b"<html>"}                                         a body that is none
    {"text": "half of it", "cut": True}                        the connection breaks after the text
    {"hang": True}                                             silence, until the client goes
    {"usage": (1_000, 50)}                                     tokens that it says were read and written
    {"text": "slowly said", "pause": 0.5}                      the seconds between two words
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.sources.web import Reply, Request, Web, listening

Step = dict[str, Any]


@dataclass
class Scripted:
    """`asked` are the bodies of the requests so far, `keys` what they had for an authorization."""

    steps: list[Step] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""

    def then(self, *steps: Step) -> None:
        self.steps.extend(steps)

    async def answer(self, request: Request, reply: Reply) -> None:
        self.asked.append(request.json())
        self.keys.append(request.headers.get("authorization", ""))
        await answered(self.steps.pop(0) if self.steps else {"text": "…"}, reply)


async def answered(step: Step, reply: Reply) -> None:
    """One request, as the step says."""
    if step.get("hang"):
        await asyncio.Event().wait()
    if "status" in step:
        words = step.get("text", f"scripted {step['status']}")
        error = {"message": words, "type": "scripted", "code": None, "param": None}
        await reply.whole({"error": error}, step["status"], **step.get("headers", {}))
    elif "raw" in step:
        await reply.whole(step["raw"], content_type="application/json")
    else:
        await _stream(step, reply)


async def _stream(step: Step, reply: Reply) -> None:
    await reply.begin("text/event-stream")
    await reply.send(_event(_choice({"role": "assistant", "content": ""})))
    for word in step.get("text", "").split(" ") if "text" in step else ():
        await reply.send(_event(_choice({"content": f"{word} "})))
        await asyncio.sleep(step.get("pause", 0))
    if step.get("cut"):
        return reply.cut()
    for number, call in enumerate(step.get("calls", ())):
        await reply.send(_event(_choice({"tool_calls": [_call(number, *call)]})))
    await reply.send(_event(_choice({}, "tool_calls" if "calls" in step else "stop")))
    read, written = step.get("usage", (100, 10))
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    await reply.send(_event({"choices": [], "usage": usage}))
    await reply.send(b"data: [DONE]\n\n")
    return await reply.finish()


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def _event(part: dict[str, Any]) -> bytes:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini"}
    return f"data: {json.dumps({**head, **part})}\n\n".encode()


def _call(number: int, name: str, arguments: Any) -> dict[str, Any]:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {
        "index": number,
        "id": f"call_{number}",
        "type": "function",
        "function": {"name": name, "arguments": text},
    }


@contextmanager
def serving(*steps: Step) -> Iterator[Scripted]:
    """Serve on a thread, so that the test's own loop may be busy or absent."""
    scripted, ready = Scripted(list(steps)), threading.Event()
    stop: list[Callable[[], None]] = []

    async def serve() -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        async with listening(scripted.answer) as web:
            scripted.url = f"{_told(web)}/v1"
            stop.append(lambda: loop.call_soon_threadsafe(ended.set))  # type: ignore[arg-type,return-value]
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield scripted
    finally:
        stop[0]()
        thread.join(10)


def _told(web: Web) -> str:
    return web.url
