"""A server of endpoints for the kind `webhook`, and the definition that says how they are called."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.sources.web import Reply, Request, Web, listening

SECRET = "s3cr3t-of-the-team"
HOSTILE = "\x1b[31mred\x1b[0m \x07 [@click=app.bell]press[/] \u202eback\u2028\x9b2J"
DEFINITION = """
headers: {Authorization: "Bearer ${key}"}
endpoints:
  echo: {path: /echo, json: {said: "{{ input }}"}, result: $.said}
  fails: {path: /fails, body: "{{ input }}", error: $.error.why}
  long: {path: /long, stream: lines}
  hostile: {path: /hostile}
  big: {path: /big}
"""
JOBS = """
headers: {Authorization: "Bearer ${key}"}
endpoints:
  NAME:
    path: /jobs/NAME
    json: {said: "{{ input }}"}
    result: $.output
    error: $.why
    poll:
      job: $.id
      path: /job/{{ job }}
      done: {$.status: [done]}
      failed: {$.status: [failed, cancelled]}
      state: $.status
      every: 0.2s
      cancel: {method: DELETE, path: "/job/{{ job }}"}
"""
NAMES = ("echo", "fails", "long", "hostile", "big")


def of_jobs() -> str:
    """The same endpoints, each beginning a job."""
    head, _, one = JOBS.partition("  NAME:")
    return head + "".join(f"  NAME:{one}".replace("NAME", name) for name in NAMES)


@dataclass
class FakeEndpoints:
    """`going` are the long requests that are held, `jobs` by id what became of each."""

    going: set[int] = field(default_factory=set)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)

    async def __call__(self, request: Request, reply: Reply) -> None:
        self.seen.append(request)
        if request.method == "HEAD":
            await reply.whole(b"", 404)
            return
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            await reply.whole({"message": "who are you?"}, 401)
            return
        _, first, *rest = request.path.split("/")
        match first:
            case "jobs":
                await self._begin(rest[0], request, reply)
            case "job":
                await self._job(rest[0], request, reply)
            case "long":
                await self._long(reply)
            case "fails":
                await reply.whole({"error": {"why": "it failed on purpose"}}, 500)
            case _:
                await self._at_once(first, request, reply)

    async def _at_once(self, name: str, request: Request, reply: Reply) -> None:
        match name:
            case "echo":
                await reply.whole(request.json())
            case "hostile":
                await reply.whole({"text": HOSTILE})
            case "big":
                await reply.whole(b"x" * 1_200_000, content_type="text/html")
            case _:
                await reply.whole({"message": f"no {name}"}, 404)

    async def _long(self, reply: Reply) -> None:
        me = id(reply)
        self.going.add(me)
        try:
            await reply.begin("text/plain")
            for _ in range(600):
                await reply.send(b"still here\n")
                await asyncio.sleep(0.1)
        finally:
            self.going.discard(me)

    async def _begin(self, name: str, request: Request, reply: Reply) -> None:
        key = request.headers["idempotency-key"]
        said = request.json()["said"]
        ends = {
            "echo": {"status": "done", "output": f"echo: {said}"},
            "fails": {"status": "failed", "why": "it failed on purpose"},
            "hostile": {"status": "done", "output": HOSTILE},
            "big": {"status": "done", "output": "x" * 1_200_000},
            "long": {"status": "running"},
        }
        self.jobs.setdefault(key, ends[name])
        await reply.whole({"id": key}, 202)

    async def _job(self, id: str, request: Request, reply: Reply) -> None:  # noqa: A002
        job = self.jobs.get(id)
        if job is None:
            await reply.whole({"message": "no such job"}, 404)
            return
        if request.method == "DELETE" and job["status"] == "running":
            self.jobs[id] = job = {"status": "cancelled", "why": "somebody cancelled it"}
        await reply.whole(job)


@asynccontextmanager
async def serving(fake: FakeEndpoints) -> AsyncIterator[Web]:
    async with listening(fake) as web:
        yield web


def event(**data: Any) -> bytes:
    """One of a `text/event-stream`."""
    return f"data: {json.dumps(data)}\n\n".encode()
