"""A LangFlow that plays its contract without LangFlow: background jobs, events, streams, and its faults."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.sources.web import Reply, Request, Web, listening

KEY = "sk-the-right-key"
ECHO, FAIL, LONG, BIG, HOSTILE, LAST_NODE, TWO, TOKENS, UNBUILT = (
    f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 10)
)
NAMES = {ECHO: "echo", FAIL: "fail", LONG: "long", BIG: "big", HOSTILE: "hostile", LAST_NODE: "last-node", TWO: "two"}
NAMES |= {TOKENS: "tokens", UNBUILT: "unbuilt"}
ESCAPES = "\x1b[31mred\x1b[0m \x1b]52;c;eA==\x07 \x00 [@click=app.quit]x[/] [b \u202ertl \u2028 \x9b32m"
BIG_TEXT = "\n".join(f"{n:07d} the quick brown fox" for n in range(75_000))


def message(text: str, sender: str = "Machine", key: str = "m1", **also: Any) -> dict[str, Any]:
    properties = {"state": "complete", "source": {"id": "X-1", "display_name": "X"}}
    return {"text": text, "sender": sender, "id": key, "category": "message", "properties": properties, **also}


def failure(component: str, text: str) -> dict[str, Any]:
    content = {"type": "error", "component": component, "reason": f"**ValueError**\n - {text}", "traceback": "T"}
    return message(f"{text}\n", component, category="error", content_blocks=[{"contents": [content]}])


def node(kind: str, text: str = "", *, valid: bool = True, logs: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    data = {"outputs": {"out": {"message": text, "type": "text"}}, "logs": {"out": logs or []}, "duration": "12 ms"}
    params = "None" if valid else f"Error building Component {kind}: \n\n{text}"
    built = {"id": f"{kind}-a1", "valid": valid, "params": params, "data": data}
    return {"build_data": built, "output_meta": {"display_name": kind}}


def log(text: Any, component: str = "Tick", name: str = "") -> dict[str, Any]:
    return {"name": name, "message": text, "component_id": f"{component}-a1"}


@dataclass
class FakeJob:
    flow: str
    text: str
    id: str = field(default_factory=lambda: str(uuid4()))
    status: str = "queued"
    events: list[tuple[str, Any, bool]] = field(default_factory=list)  # event, data, durable
    result: dict[str, Any] = field(default_factory=dict)
    error: Any = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    asked_after_stop: int = 0
    ticking: "asyncio.Future[None] | None" = None

    def tell(self, event: str, data: Any, *, durable: bool = True) -> None:
        self.events.append((event, data, durable))
        self._ring()

    def end(self, status: str) -> None:
        self.status = status
        self._ring()

    @property
    def over(self) -> bool:
        return self.status not in ("queued", "in_progress", "suspended")

    def _ring(self) -> None:
        self.news.set()
        self.news = asyncio.Event()


@dataclass
class FakeLangFlow:
    """Set a fault before the call that it is to hit."""

    background: bool = True
    key: str | None = KEY
    prefix: str = ""
    page: bool = False  # everything is the web page of the frontend
    jobs: dict[str, FakeJob] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    streams: set[str] = field(default_factory=set)
    lose_submit_answers: int = 0
    busy_answers: int = 0
    break_streams_after: list[int] = field(default_factory=list)  # events, one number for each stream
    unreachable: int = 0  # connections that are cut without an answer
    away_after_break: int = 0  # so many of them after a stream broke
    stuck_submits: int = 0
    keepalive_first: bool = False
    flow: Any = None  # what it answers of each of its flows, whole
    orders: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, request: Request, reply: Reply) -> None:
        if self.unreachable > 0:
            self.unreachable -= 1
            return reply.cut()
        if self.page:
            return await reply.whole(b"<html>LangFlow</html>", content_type="text/html; charset=utf-8")
        path = request.path.removeprefix(self.prefix)
        if self.prefix and path == request.path:
            return await reply.whole({"detail": "Not Found"}, 404)
        return await self._routed(request, path, reply)

    async def _routed(self, request: Request, path: str, reply: Reply) -> None:
        probe = path == "/api/v2/workflows" and b'"probe"' in request.body
        public = path == "/api/v1/version" or probe
        if not public and self.key is not None and request.headers.get("x-api-key") != self.key:
            return await reply.whole({"detail": "Invalid API key"}, 403)
        if path.startswith("/api/v2") and not self.background:
            return await reply.whole({"detail": "Not Found"}, 404)
        if path.startswith("/api/v1/run/"):
            return await self._stream_v1(request, path.rpartition("/")[2], reply)
        if path.startswith("/api/v1/flows/") and path != "/api/v1/flows/":
            return await self._flow(path.rpartition("/")[2], reply)
        if path.endswith("/events"):
            return await self._events(request, path.split("/")[-2], reply)
        routes: dict[tuple[str, str], Callable[[Request, Reply], Any]] = {
            ("GET", "/api/v1/version"): self._version,
            ("GET", "/api/v1/users/whoami"): self._whoami,
            ("GET", "/api/v1/flows/"): self._flows,
            ("POST", "/api/v2/workflows"): self._submit,
            ("GET", "/api/v2/workflows"): self._status,
            ("POST", "/api/v2/workflows/stop"): self._stop,
        }
        route = routes.get((request.method, path))
        await (route(request, reply) if route else reply.whole({"detail": "Not Found"}, 404))
        return None

    async def _version(self, request: Request, reply: Reply) -> None:
        await reply.whole({"version": "1.13.0", "package": "Langflow"}, set_cookie="access_token_lf=x; Path=/")

    async def _whoami(self, request: Request, reply: Reply) -> None:
        await reply.whole({"username": "somebody\x1b[31m"})

    async def _flows(self, request: Request, reply: Reply) -> None:
        flows: list[dict[str, Any]] = [
            {
                "id": flow,
                "name": f"{name}\x1b[2J",
                "endpoint_name": name,
                "description": None,
                "updated_at": "2026-01-01",
            }
            for flow, name in NAMES.items()
        ]
        await reply.whole([*flows, {"id": "c", "name": "a component", "is_component": True}, "rubbish"])

    async def _flow(self, flow: str, reply: Reply) -> None:
        known = flow in NAMES
        await reply.whole(self.flow if known else {"detail": "Flow not found"}, 200 if known else 404)

    async def _submit(self, request: Request, reply: Reply) -> None:
        order = request.json()
        if order["mode"] == "probe":
            expected = {"type": "enum", "loc": ["body", "mode"], "ctx": {"expected": "'sync' or 'background'"}}
            return await reply.whole({"detail": [expected]}, 422)
        if order["flow_id"] not in NAMES:
            return await reply.whole({"detail": {"code": "FLOW_NOT_FOUND", "message": "Flow not found"}}, 404)
        if self.busy_answers > 0:
            self.busy_answers -= 1
            return await reply.whole({"detail": {"code": "SERVICE_BUSY", "message": "busy"}}, 503)
        self.orders.append(order)
        job = self._job_for(order)
        if self.lose_submit_answers > 0:
            self.lose_submit_answers -= 1
            return reply.cut()
        return await reply.whole({"job_id": job.id, "status": "queued"})

    def _job_for(self, order: dict[str, Any]) -> FakeJob:
        """Keys are one room for all flows, and answer with a job until it has failed."""
        known = self.jobs.get(self.keys.get(order["idempotency_key"], ""))
        if known is not None and known.status not in ("failed", "cancelled"):
            return known
        job = FakeJob(order["flow_id"], order["input_value"])
        self.jobs[job.id] = job
        self.keys[order["idempotency_key"]] = job.id
        if self.stuck_submits > 0:
            self.stuck_submits -= 1
        else:
            play(job)
        return job

    async def _status(self, request: Request, reply: Reply) -> None:
        job = self.jobs.get(request.query["job_id"])
        if job is None:
            return await reply.whole({"detail": {"code": "JOB_NOT_FOUND", "message": "no such job"}}, 404)
        if job.status == "cancelled":
            job.asked_after_stop += 1
        if job.status == "failed" or (job.status == "cancelled" and job.asked_after_stop == 1):
            detail = {"error": "Job failed", "code": "JOB_FAILED", "error_detail": job.error}
            return await reply.whole({"detail": detail}, 500)
        if job.status == "flow deleted":
            return await reply.whole({"detail": f"Flow identifier {job.flow} not found"}, 404)
        if job.status == "timed out":
            return await reply.whole({"detail": {"code": "EXECUTION_TIMEOUT", "message": "too long"}}, 408)
        return await reply.whole({"status": job.status, **job.result})

    async def _stop(self, request: Request, reply: Reply) -> None:
        job = self.jobs.get(request.json()["job_id"])
        if job is None:
            return await reply.whole({"detail": {"code": "JOB_NOT_FOUND", "message": "no such job"}}, 404)
        if not job.over:
            job.end("cancelled")
        return await reply.whole({"message": "Job cancelled successfully."})

    async def _events(self, request: Request, ref: str, reply: Reply) -> None:
        if ref not in self.jobs:
            return await reply.whole({"detail": {"code": "JOB_NOT_FOUND", "message": "no such job"}}, 404)
        await reply.begin("text/event-stream")
        if self.keepalive_first:
            await reply.send(b": keepalive\n\n")
        breaks_after = self.break_streams_after.pop(0) if self.break_streams_after else None
        sent = 0
        async for raw in _replayed(self.jobs[ref], int(request.headers.get("last-event-id", "0"))):
            if sent == breaks_after:
                self.unreachable = self.away_after_break
                return reply.cut()
            await reply.send(raw)
            sent += 1
        return await reply.finish()

    async def _stream_v1(self, request: Request, flow: str, reply: Reply) -> None:
        if flow not in NAMES:
            return await reply.whole({"detail": f"Flow identifier {flow} not found"}, 404)
        self.orders.append(request.json())
        job = FakeJob(flow, request.json()["input_value"])
        self.streams.add(flow)
        try:
            play(job, v1=True)
            await reply.begin("text/event-stream; charset=utf-8")
            breaks_after = self.break_streams_after.pop(0) if self.break_streams_after else None
            seen = 0
            while True:
                news = job.news
                for event, data, _ in job.events[seen:]:
                    if seen == breaks_after:
                        return reply.cut()
                    await reply.send(json.dumps({"event": event, "data": data}).encode() + b"\n\n")
                    seen += 1
                if job.over:
                    return await reply.finish()
                await _waiting(news, reply)
        finally:
            job.end("cancelled")
            self.streams.discard(flow)


async def _waiting(news: asyncio.Event, reply: Reply) -> None:
    """Until there is news; blank lines meanwhile, which fail when nobody listens any more."""
    while not news.is_set():
        await asyncio.sleep(0.01)
        await reply.send(b"\n")


async def _replayed(job: FakeJob, after: int) -> AsyncIterator[bytes]:
    """Durable ones from `after` on; logs and tokens live only; until the job is over."""
    seen, number, live = 0, 0, False
    while True:
        news = job.news
        for event, data, durable in job.events[seen:]:
            seen += 1
            number += durable
            if (durable and number > after) or (not durable and live):
                yield b"data: " + json.dumps({"event": event, "data": data}).encode() + f"\nid: {number}\n\n".encode()
        if job.over:
            return
        live = True
        await news.wait()


# ------------------------------------------------------------------ what its flows do


def play(job: FakeJob, *, v1: bool = False) -> None:
    job.status = "in_progress"
    if not v1:
        job.tell("vertices_sorted", {"ids": ["ChatInput-a1"], "to_run": ["ChatInput-a1", "Tick-a1", "ChatOutput-a1"]})
    job.tell("add_message", message(job.text, "User", "m0"))
    if not v1:
        job.tell("end_vertex", node("ChatInput", job.text))
    PLAYS[job.flow](job)


def _answered(job: FakeJob, text: str) -> None:
    job.tell("add_message", message(text))
    job.tell("end_vertex", node("ChatOutput", text))
    cut = text if len(text) <= 6000 else text[:6000] + "..."
    job.result = {"output": {"reason": "single", "text": cut}}
    _ended(job, text)


def _ended(job: FakeJob, text: str) -> None:
    outputs = [{"outputs": [{"results": {"message": {"text": text}}}]}]
    job.tell("end", {"build_duration": 0.1, "result": {"outputs": outputs}})
    job.end("completed")


def _echo(job: FakeJob) -> None:
    _answered(job, f"echo: {job.text}")


def _fail(job: FakeJob) -> None:
    job.tell("log", log("about to fail"), durable=False)
    job.error = failure("Fail", "failed on purpose: no disk")
    job.tell("error", job.error)
    job.tell("end_vertex", node("Fail", "failed on purpose: no disk", valid=False, logs=[log("about to fail")]))
    job.tell("error", {"error": '500: {"message":"Error running graph: failed on purpose"}'})
    job.tell("end", {"build_duration": 0.1})
    job.end("failed")


def _unbuilt(job: FakeJob) -> None:
    """As 1.13 does where a component wants a variable that is not there: the job is completed, without an error."""
    job.tell("end_vertex", node("ChatInput", job.text))
    job.tell("end_vertex", node("Model", "OPENAI_API_KEY variable not found.", valid=False))
    job.tell("end", {"build_duration": 0.1})
    job.result = {"output": {"reason": "none", "text": None}, "errors": [], "has_errors": False}
    job.end("completed")


def _long(job: FakeJob) -> None:
    job.ticking = asyncio.ensure_future(_tick(job))


async def _tick(job: FakeJob) -> None:
    """A log now and then: who attaches late has missed the first ones."""
    for number in range(1, 3_000):
        if job.over:
            return
        job.tell("log", log(f"tick {number}", name="tick"), durable=False)
        await asyncio.sleep(0.02)


def _big(job: FakeJob) -> None:
    _answered(job, BIG_TEXT)


def _hostile(job: FakeJob) -> None:
    job.tell("log", log(ESCAPES, name=ESCAPES), durable=False)
    job.tell("log", log({"any": ["json", ESCAPES]}), durable=False)
    _answered(job, ESCAPES)


def _last_node(job: FakeJob) -> None:
    job.tell("end_vertex", node("Writer", "only the node says it"))
    job.result = {"output": {"reason": "non_string", "text": None}}
    _ended(job, "only the node says it")


def _two(job: FakeJob) -> None:
    job.tell("add_message", message("first", key="m1"))
    job.tell("add_message", message("x" * 7000, key="m2"))
    outputs = {"A": {"display_name": "A", "content": "first"}}
    outputs |= {"B": {"display_name": "B", "content": "x" * 6000 + "..."}}
    job.result = {"output": {"reason": "multiple", "text": None}, "outputs": outputs}
    _ended(job, "first")


def _tokens(job: FakeJob) -> None:
    for chunk in ("Once upon", " a time\nthere", " was"):
        job.tell("token", {"chunk": chunk, "id": "m1"}, durable=False)
    _answered(job, "Once upon a time\nthere was")


PLAYS = {
    ECHO: _echo,
    FAIL: _fail,
    LONG: _long,
    BIG: _big,
    HOSTILE: _hostile,
    LAST_NODE: _last_node,
    TWO: _two,
    TOKENS: _tokens,
    UNBUILT: _unbuilt,
}


@asynccontextmanager
async def fake_langflow(**faults: Any) -> AsyncIterator[tuple[FakeLangFlow, Web]]:
    server = FakeLangFlow(**faults)
    async with listening(server.answer) as web:
        yield server, web
    ticking = [job.ticking for job in server.jobs.values() if job.ticking is not None]
    for each in ticking:
        each.cancel()
    await asyncio.gather(*ticking, return_exceptions=True)
