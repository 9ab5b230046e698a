"""An AutoMagik Agents that plays its contract: the forms of 0.1.4 and 0.6, and what each does wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.sources.fake_agentos import BIG_TEXT, ESCAPES
from tests.sources.web import Reply, Request, Web, listening

KEY = "am-the-right-key"
OLD, NEW = "0.1.4", "0.6.19"
NAMES = ("echo", "fails", "long", "big", "hostile", "broken", "tools", "counter")


@dataclass
class FakeAgents:
    version: str = OLD
    listed: bool = True
    orders: list[dict[str, Any]] = field(default_factory=list)
    going: dict[str, "asyncio.Task[Any]"] = field(default_factory=dict)  # by session

    async def answer(self, request: Request, reply: Reply) -> None:
        if request.path == "/":
            name = "automagik-agents" if self.version == OLD else "automagik"
            return await reply.whole({"status": "online", "name": name, "version": self.version})
        if request.headers.get("x-api-key") != KEY:
            return await reply.whole({"detail": "Invalid API Key"}, 401)
        listing = "/api/v1/agent/list" if self.version == OLD else "/api/v1/agents"
        if request.path == listing:
            agents = [{"id": n, "name": name, "description": f"does {name}"} for n, name in enumerate(NAMES)]
            return await reply.whole(agents if self.listed else [])
        parts = request.path.split("/")
        if request.method == "POST" and parts[3:4] == ["agent"] and parts[-1] == "run":
            return await self._run(parts[4], request.json(), reply)
        return await reply.whole({"detail": "Not Found"}, 404)

    async def _run(self, name: str, order: dict[str, Any], reply: Reply) -> None:
        self.orders.append(order)
        if name not in NAMES:
            return await reply.whole({"detail": f"Agent not found: {name}"}, 404)
        session = order.get("session_name", "_anonymous_")
        if session in self.going:
            self.going[session].cancel()
        task = asyncio.ensure_future(self._played(name, order["message_content"], reply))
        self.going[session] = task
        try:
            body, status = await task
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            body, status = {"detail": "Internal server error: No response returned."}, 500
        finally:
            if self.going.get(session) is task:
                del self.going[session]
        return await reply.whole(body, status)

    async def _played(self, name: str, text: str, reply: Reply) -> tuple[dict[str, Any], int]:
        if name == "fails":
            words = "Error: status_code: 500, model_name: x, failed on purpose"
            return {"message": words, "success": False, "tool_calls": None}, 200
        if name == "broken":
            return {"error": "Error running agent: it broke"}, 500
        if name == "long":
            await asyncio.Event().wait()  # whether somebody listens or not
        await asyncio.sleep(0.01)
        said = {"big": BIG_TEXT, "hostile": f"{ESCAPES}\n{text}"}.get(name, f"echo: {text}")
        tools = [{"tool_name": "add", "args": {"a": 2}}] if name == "tools" else []
        outputs = [{"tool_name": "add", "content": "5"}] if name == "tools" else []
        return {"message": said, "success": True, "tool_calls": tools, "tool_outputs": outputs}, 200


@asynccontextmanager
async def serving(fake: FakeAgents) -> AsyncIterator[Web]:
    async with listening(fake.answer) as web:
        yield web
