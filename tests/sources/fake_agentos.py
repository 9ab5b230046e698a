"""An AgentOS that plays its contract without agno: each generation, background runs, streams, pauses, and its faults."""  # noqa: E501

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from tests.sources.web import Reply, Request, Web, listening

KEY = "the-right-key"
ESCAPES = "\x1b[31mred\x1b[0m \x1b]52;c;eA==\x07 \x00 [@click=app.quit]x[/] [b \u202ertl \u2028 \x9b32m"
BIG_TEXT = "\n".join(f"{n:07d} the quick brown fox" for n in range(75_000))
NEWEST, POLLED, HELD, HIVE_02, PLAYGROUND = "newest", "polled", "held", "hive 0.2", "playground"
GENERATIONS = (NEWEST, POLLED, HELD, HIVE_02, PLAYGROUND)
BEGAN = 1_795_000_000.0  # seconds since 1970: when the server began
METRICS = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
TOOL = {
    "tool_call_id": "call_1",
    "tool_name": "drop_table",
    "tool_args": {"table": "users"},
    "requires_confirmation": True,
    "confirmed": None,
}
IDS = ("echo", "fails", "long", "big", "hostile", "asker")

Frame = dict[str, Any]
Tell = Callable[..., Awaitable[None]]


@dataclass
class FakeRun:
    """One run: what it has told, how it is, and what it was answered."""

    kind: str
    id: str
    text: str
    session: str
    run: str = field(default_factory=lambda: str(uuid4()))
    frames: list[Frame] = field(default_factory=list)
    status: str = "RUNNING"
    content: str = ""
    also: dict[str, Any] = field(default_factory=dict)
    created_at: float = BEGAN + 100
    news: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None

    async def tell(self, event: str, **also: Any) -> None:
        prefix = {"agent": "", "team": "Team", "workflow": ""}[self.kind]
        named = {"event": f"{prefix}{event}", "run_id": self.run, "session_id": self.session}
        self.frames.append(named | {f"{self.kind}_id": self.id, "event_index": len(self.frames)} | also)
        self.ring()
        await asyncio.sleep(0)

    def end(self, status: str, content: str = "", **also: Any) -> None:
        self.status, self.content, self.also = status, content, also
        self.ring()

    def ring(self) -> None:
        self.news.set()
        self.news = asyncio.Event()

    @property
    def stored(self) -> dict[str, Any]:
        told = {"run_id": self.run, "status": self.status, "content": self.content, "created_at": self.created_at}
        return told | {"metrics": METRICS} | self.also


@dataclass
class FakeAgentOS:
    """Set a fault before the call that it is to hit."""

    generation: str = NEWEST
    key: str | None = KEY
    with_database: bool = True
    broken_kinds: tuple[str, ...] = ()
    config: bool = True
    schema: Any = None  # the input schema of each of what it has
    documented: bool = True
    began: float = BEGAN
    runs: dict[str, FakeRun] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    break_streams_after: list[int] = field(default_factory=list)  # frames, one number for each stream
    unreachable: int = 0
    after_the_end: list[Frame] = field(default_factory=list)  # what is told behind a run's last word
    script: Callable[[FakeRun], Awaitable[None]] | None = None

    @property
    def background(self) -> bool:
        return self.generation in (NEWEST, POLLED)

    @property
    def going(self) -> list[FakeRun]:
        return [run for run in self.runs.values() if run.status == "RUNNING"]

    async def answer(self, request: Request, reply: Reply) -> None:
        if self.unreachable > 0:
            self.unreachable -= 1
            return reply.cut()
        open_paths = {"/info": self._info, "/health": self._health, "/openapi.json": self._openapi}
        if request.path in open_paths:
            return await open_paths[request.path](reply)
        if self.key is not None and not self._knows(request):
            challenge = {"www_authenticate": "x-api-key"} if self.generation == PLAYGROUND else {}
            return await reply.whole({"detail": "Authorization header required"}, 401, **challenge)
        return await self._routed(request, [part for part in request.path.split("/") if part], reply)

    def _knows(self, request: Request) -> bool:
        if self.generation == PLAYGROUND:
            return request.headers.get("x-api-key") == self.key
        return request.headers.get("authorization") == f"Bearer {self.key}"

    async def _routed(self, request: Request, parts: list[str], reply: Reply) -> None:
        if (parts[:1] == ["playground"]) != (self.generation == PLAYGROUND):
            return await reply.whole({"detail": "Not Found"}, 404)
        parts = parts[1:] if self.generation == PLAYGROUND else parts
        match request.method, parts:
            case "GET", ["status"]:
                await reply.whole({"playground": "available"})
            case "GET", ["config"] if self.config:
                await reply.whole({kind: [self._item(kind, id) for id in self._ids(kind)] for kind in _KINDS})  # noqa: A001
            case "GET", [("agents" | "teams" | "workflows") as kind]:
                await self._list(kind, reply)
            case "GET", [("agents" | "teams" | "workflows") as kind, id] if self.generation != PLAYGROUND:
                known = id in self._ids(kind)
                schema = {"input_schema": self.schema} if self.schema else {}
                gone = {"detail": f"{kind[:-1].title()} not found"}
                await reply.whole(self._item(kind, id) | schema if known else gone, 200 if known else 404)
            case "POST", [("agents" | "teams" | "workflows") as kind, id, "runs"]:
                await self._run(request, kind.removesuffix("s"), id, reply)
            case _, [("agents" | "teams" | "workflows"), _, "runs", run, *verb]:
                await self._of_run(request, run, "".join(verb), reply)
            case _:
                await reply.whole({"detail": "Not Found"}, 404)
        return None

    async def _info(self, reply: Reply) -> None:
        if not self.background:
            return await reply.whole({"detail": "Not Found"}, 404)
        return await reply.whole({"agno_version": "3.1.10" if self.generation == NEWEST else "2.5.17"})

    async def _health(self, reply: Reply) -> None:
        if self.generation in (PLAYGROUND, HIVE_02):
            return await reply.whole({"status": "success", "service": "Automagik Hive Multi-Agent System"})
        return await reply.whole({"status": "ok", "instantiated_at": str(self.began)})

    async def _openapi(self, reply: Reply) -> None:
        if not self.documented:
            return await reply.whole({"detail": "Not Found"}, 404)
        run = "/agents/{agent_id}/runs/{run_id}"
        paths: dict[str, Any] = {f"{run}/continue": {"post": {}}}
        paths |= {run: {"get": {}}} if self.background else {}
        paths |= {f"{run}/resume": {"post": {}}} if self.generation == NEWEST else {}
        return await reply.whole({"info": {"title": "Agno AgentOS"}, "paths": paths})

    def _ids(self, kind: str) -> tuple[str, ...]:
        return IDS if kind == "agents" else ("echo",) if kind == "teams" else ("echo", "relay")

    def _item(self, kind: str, id: str) -> dict[str, Any]:  # noqa: A002
        if self.generation == PLAYGROUND:
            return {f"{kind[:-1]}_id": id, "name": f"{id}\x1b[2J"}
        return {"id": id, "name": f"{id}\x1b[2J", "system_message": {"description": f"does {id}"}}

    async def _list(self, kind: str, reply: Reply) -> None:
        if kind in self.broken_kinds:
            return await reply.whole(b"Internal Server Error", 500)
        return await reply.whole([self._item(kind, id) for id in self._ids(kind)])  # noqa: A001

    # ------------------------------------------------------------------ runs

    async def _run(self, request: Request, kind: str, id: str, reply: Reply) -> None:  # noqa: A002
        is_json = "json" in request.headers.get("content-type", "")
        given = request.json() if is_json else dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        self.forms.append(given)
        if id not in self._ids(f"{kind}s"):
            return await reply.whole({"detail": f"{kind.title()} not found"}, 404)
        in_background = self.background and given.get("background") == "true"
        if in_background and not self.with_database:
            words = f"Background execution requires a database to be configured on the {kind}"
            return await reply.whole({"detail": words}, 400)
        text = given["input"]["message"] if is_json else given["message"]
        run = FakeRun(kind, id, text, given["session_id"])
        self.runs[run.run] = run
        run.task = asyncio.create_task((self.script or _play)(run))
        if in_background and given["stream"] == "false":
            return await reply.whole({"run_id": run.run, "status": "PENDING"}, 202)
        return await self._stream(run, reply, held=not in_background)

    async def _of_run(self, request: Request, id: str, verb: str, reply: Reply) -> None:  # noqa: A002
        run, form = self.runs.get(id), dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        if verb == "cancel" and self.generation != PLAYGROUND:
            return await self._cancel(run, reply)
        if verb == "continue" and run and self.generation != PLAYGROUND:
            return await self._continue(run, form, reply)
        if verb == "resume" and self.generation == NEWEST and run:
            return await self._stream(run, reply, after=int(form.get("last_event_index", "-1")), replays=True)
        if not verb and self.background and run:
            return await reply.whole(run.stored)
        return await reply.whole({"detail": "Run not found"}, 404)

    async def _cancel(self, run: FakeRun | None, reply: Reply) -> None:
        if not self.background and (run is None or run.status != "RUNNING"):
            return await reply.whole({"detail": "Failed to cancel run"}, 500)
        if run and run.task and run.status == "RUNNING":
            run.task.cancel()
            await run.tell("WorkflowCancelled" if run.kind == "workflow" else "RunCancelled", reason="cancelled")
            run.end("CANCELLED")
            run.frames += [frame | {"run_id": run.run} for frame in self.after_the_end]
        return await reply.whole({})

    async def _continue(self, run: FakeRun, form: dict[str, str], reply: Reply) -> None:
        assert run.status == "PAUSED", "what has ended is begun anew by this"
        begun = len(run.frames)
        run.status = "RUNNING"
        run.task = asyncio.create_task(_answered(run, json.loads(form["tools"])))
        await self._stream(run, reply, after=begun - 1, held=form.get("background") != "true")

    async def _stream(
        self, run: FakeRun, reply: Reply, *, after: int = -1, held: bool = False, replays: bool = False
    ) -> None:
        await reply.begin("text/event-stream")
        sent = after + 1
        breaks = self.break_streams_after.pop(0) if self.break_streams_after else None
        try:
            while True:
                news = run.news
                for frame in run.frames[sent:]:
                    if breaks is not None and sent - after > breaks:
                        return reply.cut()
                    await reply.send(self._written(frame))
                    sent += 1
                if run.status != "RUNNING":
                    break
                await _until(news, reply)
        except (ConnectionError, asyncio.CancelledError):
            if held and run.task:
                run.task.cancel()
                run.end("CANCELLED")
            raise
        return await reply.finish()

    def _written(self, frame: Frame) -> bytes:
        if self.generation == PLAYGROUND:
            old = frame["event"].replace("RunContent", "RunResponseContent")
            return json.dumps(frame | {"event": old}, indent=2).encode()
        return f"event: {frame.get('event')}\ndata: {json.dumps(frame)}\n\n".encode()


_KINDS = ("agents", "teams", "workflows")


async def _until(news: asyncio.Event, reply: Reply) -> None:
    """Something is told, or whoever listened has gone."""
    while not news.is_set():
        if reply._writer.transport.is_closing():
            raise ConnectionResetError
        try:
            async with asyncio.timeout(0.02):
                await news.wait()
        except TimeoutError:
            continue


async def _play(run: FakeRun) -> None:
    """What a run does, by the id of what runs."""
    if run.kind == "workflow":
        return await _workflow(run)
    await run.tell("RunStarted", model="a-model")
    match run.id:
        case "fails":
            await run.tell("RunContent", content="about to ")
            await run.tell("RunError", content="failed on purpose")
            return run.end("ERROR", "failed on purpose")
        case "long":
            for tick in range(600):
                await run.tell("RunContent", content=f"tick {tick}\n")
                await asyncio.sleep(0.1)
        case "asker":
            await run.tell("RunPaused", content="I need a yes", tools=[TOOL])
            return run.end("PAUSED", "I need a yes", tools=[TOOL])
    said = {"big": BIG_TEXT, "hostile": f"{ESCAPES}\n{run.text}"}.get(run.id, f"echo: {run.text}")
    for start in range(0, len(said), 500_000):
        await run.tell("RunContent", content=said[start : start + 500_000])
    await run.tell("RunCompleted", content=said, metrics=METRICS)
    return run.end("COMPLETED", said)


async def _workflow(run: FakeRun) -> None:
    await run.tell("WorkflowStarted")
    await run.tell("StepStarted", step_name="answer", step_index=0)
    await run.tell("StepOutput", step_name="answer", content=f"echo: {run.text}")
    await run.tell("StepCompleted", step_name="answer", step_response={"success": True})
    await run.tell("WorkflowCompleted", content=f"echo: {run.text}")
    run.end("COMPLETED", f"echo: {run.text}")


async def _answered(run: FakeRun, tools: list[dict[str, Any]]) -> None:
    await run.tell("RunContinued")
    if tools[0]["confirmed"]:
        tool = TOOL | {"result": "dropped users"}
        await run.tell("ToolCallStarted", tool=tool)
        await run.tell("ToolCallCompleted", tool=tool)
    said = "dropped" if tools[0]["confirmed"] else f"left alone: {tools[0].get('confirmation_note', '')}"
    await run.tell("RunCompleted", content=said, metrics=METRICS)
    run.end("COMPLETED", said)


@asynccontextmanager
async def serving(fake: FakeAgentOS) -> AsyncIterator[Web]:
    async with listening(fake.answer) as web:
        try:
            yield web
        finally:
            for run in fake.runs.values():
                if run.task:
                    run.task.cancel()
