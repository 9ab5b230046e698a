"""A server of the kind `langflow`, as small as can be, on the loopback: its jobs outlive the engines that ask for them.

It keeps the contract that counts here: one job for each idempotency key, whose events can be heard
again from the beginning by whoever comes back for it.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from spark_tui.domain.ids import new_id
from spark_tui.faces.torture.judging import Effect

FLOW = "a-flow"
LONGEST = 1.0  # seconds that a job takes
LISTEN = 64  # connections that wait to be accepted
_UNKNOWN_MODE = {"detail": [{"type": "enum", "loc": ["body", "mode"], "ctx": {"expected": "'sync' or 'background'"}}]}
_NO_JOB = {"detail": {"code": "JOB_NOT_FOUND", "message": "no such job"}}


@dataclass(slots=True)
class Job:
    """One run of the flow: how often it was asked for, and how often somebody listened to it."""

    id: str
    key: str
    done: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0
    heard: int = 0

    @property
    def status(self) -> str:
        return "completed" if self.done.is_set() else "in_progress"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: Any


class Remote:
    """Answers engines, and remembers what it did for them."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._jobs: dict[str, Job] = {}
        self._keys: dict[str, Job] = {}
        self._done: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def effects(self) -> list[Effect]:
        """All that was done, in order."""
        return [_effect(key) for key in self._done]

    @property
    def taken_up(self) -> int:
        """Jobs that somebody came back for."""
        return sum(max(job.asked, job.heard) > 1 for job in self._jobs.values())

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Its URL, while it serves."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, backlog=LISTEN)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(OSError, asyncio.IncompleteReadError, ValueError):  # an engine was killed in the middle
            await self._answer(await _read(reader), writer)
            await writer.drain()
        writer.close()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        match asked.method, asked.path.strip("/").split("/"):
            case "GET", ["api", "v1", "version"]:
                _reply(writer, {"version": "1.13.0", "package": "Langflow"})
            case "GET", ["api", "v1", "users", "whoami"]:
                _reply(writer, {"username": "torture"})
            case "GET", ["api", "v1", "flows"]:
                _reply(writer, [{"id": FLOW, "name": "remote", "endpoint_name": "remote"}])
            case "POST", ["api", "v2", "workflows"]:
                self._submitted(asked.body, writer)
            case "GET", ["api", "v2", "workflows"]:
                self._told(asked.query["job_id"][0], writer)
            case "GET", ["api", "v2", "workflows", ref, "events"] if ref in self._jobs:
                await _tell(self._jobs[ref], writer)
            case _:
                _reply(writer, {"detail": "Not Found"}, 404)

    def _submitted(self, order: dict[str, str], writer: asyncio.StreamWriter) -> None:
        if order["mode"] != "background":
            return _reply(writer, _UNKNOWN_MODE, 422)
        job = self._keys.get(order["idempotency_key"]) or self._begun(order["idempotency_key"])
        job.asked += 1
        return _reply(writer, {"job_id": job.id, "status": job.status})

    def _told(self, ref: str, writer: asyncio.StreamWriter) -> None:
        if job := self._jobs.get(ref):
            return _reply(writer, {"status": job.status, "output": {"text": "done"}})
        return _reply(writer, _NO_JOB, 404)

    def _begun(self, key: str) -> Job:
        job = self._keys[key] = Job(new_id(), key)
        self._jobs[job.id] = job
        task = asyncio.create_task(self._play(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    async def _play(self, job: Job) -> None:
        await asyncio.sleep(self._chance.uniform(0, LONGEST))
        self._done.append(job.key)
        job.done.set()


async def _tell(job: Job, writer: asyncio.StreamWriter) -> None:
    """Its events, as they come, to its end."""
    job.heard += 1
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
    await writer.drain()
    await job.done.wait()
    output = [{"outputs": [{"results": {"message": {"text": "done"}}}]}]
    event = {"event": "end", "data": {"result": {"outputs": output}}}
    writer.write(f"data: {json.dumps(event)}\nid: 1\n\n".encode())


def _reply(writer: asyncio.StreamWriter, body: Any, status: int = 200) -> None:
    raw = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {len(raw)}\r\nconnection: close"
    writer.write(f"{head}\r\n\r\n".encode() + raw)


async def _read(reader: asyncio.StreamReader) -> Asked:
    """Raises ValueError, or what a broken connection raises."""
    request, *fields = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = request.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in fields)}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    url = urlsplit(target)
    return Asked(method, url.path, parse_qs(url.query), json.loads(raw) if raw else None)


def _effect(key: str) -> Effect:
    """Of `spark:SCHEDULE:MOMENT:FLOW`, the key of a due moment with the flow behind it."""
    _, schedule, moment = key.removesuffix(f":{FLOW}").split(":", 2)
    return Effect(schedule, datetime.fromisoformat(moment))
