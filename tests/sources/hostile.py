"""A server that means harm: each way of it by name, over a real socket.

A way is written as the bytes that it answers, whatever it is asked. `endless` ones go on until
whoever asked hangs up; `sent` counts what was taken of it.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import repeat

OK = "HTTP/1.1 200 OK"
CHUNK = 65_536


@dataclass(slots=True)
class Hostile:
    """It listens; `sent` is how many bytes of its answers were taken."""

    url: str
    sent: int = 0
    asked: list[str] = field(default_factory=list)


def head(content_type: str = "application/json", status: str = OK, **headers: str) -> bytes:
    named = {"content-type": content_type, "connection": "close"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return "\r\n".join([status, *(f"{name}: {value}" for name, value in named.items()), "", ""]).encode("latin-1")


def endless(piece: bytes, first: bytes = b"", content_type: str = "application/json") -> Iterator[bytes]:
    yield head(content_type) + first
    yield from repeat(piece * (CHUNK // len(piece)))


def flows(count: int) -> Iterator[bytes]:
    """That many flows in one list."""
    yield head() + b"["
    for at in range(0, count, 1_000):
        some = b",".join(b'{"id": "%08d", "name": "flow %d"}' % (n, n) for n in range(at, at + 1_000))
        yield (b"," if at else b"") + some
    yield b"]"


NAMES = [
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "[@click=app.quit]x[/] [red",
    "\u202ertl\u2066 \u2028 \ud800",
    "n" * 1_000_000,
    "\0\x08\r\n",
    "",
]
ODD = [
    {"id": "a", "name": name, "description": name, "endpoint_name": name, "updated_at": name, "data": {}}
    for name in NAMES
] + [
    {"id": key, "name": "odd id"}
    for key in ("x" * 100_000, "\x1b[2J", "nul\0", "\ud800", "$ rm -rf /", "", 5, None, {"a": []}, ["x"])
]
ODD_FLOWS = json.dumps(
    [{**flow, "id": f"{flow['id']}{n}"} if flow["id"] == "a" else flow for n, flow in enumerate(ODD)]
)


DEEP = b'{"detail":' * 100_000
BOMB = gzip.compress(b"[" + b" " * 30_000_000)
WAYS: dict[str, Callable[[], Iterable[bytes]]] = {
    "an endless stream": lambda: endless(b"\0" * 1_024, content_type="application/octet-stream"),
    "an endless list": lambda: endless(b'{"id": "x", "name": "y"},', b"["),
    "an endless item": lambda: endless(b"x", b'["'),
    "endless values": lambda: endless(b"[],", b"[["),
    "endless blanks": lambda: endless(b" "),
    "endless lines": lambda: endless(b"\n", content_type="text/event-stream"),
    "endless data": lambda: endless(b"data:\n", content_type="text/event-stream"),
    "endless tokens": lambda: endless(
        b'data: {"event": "token", "data": {"id": "1", "chunk": "x\\n"}}\n\n', content_type="text/event-stream"
    ),
    "a line of a gigabyte": lambda: endless(b"x", b"data: ", content_type="text/event-stream"),
    "an answer before the question": lambda: [head() + b"[]"],
    "an empty answer": lambda: [head(content_length="0")],
    "a web page": lambda: [head("text/html") + b"<script>" * 1_000],
    "another type": lambda: [head("\x1b[31m" + "x" * 5_000) + b"{}"],
    "no type": lambda: [b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}"],
    "a million flows": lambda: flows(1_000_000),
    "odd names": lambda: [head() + ODD_FLOWS.encode()],
    "deep JSON": lambda: [head() + DEEP],
    "deep lists": lambda: [head() + b"[" * 500_000],
    "a huge number": lambda: [head() + b"9" * 1_000_000],
    "infinity": lambda: [head() + b'[{"id": "x", "name": 1e999, "description": NaN, "updated_at": -Infinity}]'],
    "a key twice": lambda: [head() + b'[{"id": "x", "id": "y", "name": "a", "name": {"b": 1}}]'],
    "invalid UTF-8": lambda: [head() + b'[{"id": "\xff\xfe", "name": "\xc3\x28"}]'],
    "null": lambda: [head() + b"null"],
    "a gzip bomb": lambda: [head(content_encoding="gzip") + BOMB],
    "a nested gzip bomb": lambda: [head(content_encoding="gzip, gzip, br") + BOMB],
    "a false encoding": lambda: [head(content_encoding="gzip") + b"no gzip"],
    "chunked garbage": lambda: [head(transfer_encoding="chunked") + b"zz\r\nnonsense\r\n-5\r\n"],
    "an endless chunk size": lambda: endless(b"f", head(transfer_encoding="chunked")),
    "a wrong length": lambda: [head(content_length="999999") + b"[]"],
    "a negative length": lambda: [head(content_length="-1") + b"[]"],
    "two lengths": lambda: [head(content_length="2\r\ncontent-length: 9") + b"[]"],
    "headers of megabytes": lambda: [b"HTTP/1.1 200 OK\r\n" + b"x-many: yes\r\n" * 500_000, b"\r\n[]"],
    "a header of megabytes": lambda: [b"HTTP/1.1 200 OK\r\nx: " + b"y" * 5_000_000, b"\r\n\r\n[]"],
    "no HTTP": lambda: [b"SSH-2.0-OpenSSH_9.6\r\n"],
    "an odd status": lambda: [head(status="HTTP/1.1 999 \x1b[31mOdd")],
    "a cut answer": lambda: [head(content_length="100") + b'[{"id":'],
    "nothing": list,
    "redirects without end": lambda: [head(status="HTTP/1.1 307 Go", location="/again")],
    "a redirect to nonsense": lambda: [head(status="HTTP/1.1 302 Go", location="http://[")],
    "a redirect to a file": lambda: [head(status="HTTP/1.1 302 Go", location="file:///etc/passwd")],
    "a long redirect": lambda: [head(status="HTTP/1.1 302 Go", location="http://a.invalid/" + "x" * 50_000)],
    "a redirect with a password": lambda: [head(status="HTTP/1.1 302 Go", location="http://a:sk-b@127.0.0.1/")],
    "errors without end": lambda: endless(b'{"detail": "x"},', head(status="HTTP/1.1 500 No"), "application/json"),
}


HELLO = {
    "GET /api/v1/version": [head() + b'{"package": "Langflow", "version": "1.13.0"}'],
    "GET /api/v1/users/whoami": [head() + b'{"username": "ana"}'],
}
PROBED = json.dumps({"detail": [{"type": "enum", "msg": "Input should be 'sync', 'stream' or 'background'"}]}).encode()


@asynccontextmanager
async def hostile(way: str, honest: Mapping[str, list[bytes]] = {}) -> AsyncIterator[Hostile]:
    """It answers everything in that way, but what `honest` has answers for: by method and path, in turn."""
    tasks: set[asyncio.Task[None]] = set()
    left = {asked: list(answers) for asked, answers in honest.items()}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
                if way == "an answer before the question" and not honest:
                    return await _early(writer)
                asked = b" ".join((await reader.readuntil(b"\r\n\r\n")).split()[:2]).decode().partition("?")[0]
                server.asked.append(asked)
                if answers := left.get(asked):
                    writer.write(answers.pop(0) if len(answers) > 1 else answers[0])
                    return await writer.drain()
                await SLOW.get(way, _plain)(way, writer, server)
        finally:
            tasks.discard(task)
            writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    server = Hostile(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listening.wait_closed()


async def _plain(way: str, writer: asyncio.StreamWriter, server: Hostile) -> None:
    for piece in WAYS[way]():
        writer.write(piece)
        await writer.drain()
        server.sent += len(piece)


async def _drip(way: str, writer: asyncio.StreamWriter, server: Hostile) -> None:
    """A byte now and then, more often than anybody would call it silence."""
    if way == "a dripping body":
        writer.write(head())
    for byte in (b"[" + b" " * 100_000) if way == "a dripping body" else head(x="y" * 100_000):
        writer.write(bytes([byte]))
        await writer.drain()
        server.sent += 1
        await asyncio.sleep(0.05)


async def _silent(way: str, writer: asyncio.StreamWriter, server: Hostile) -> None:
    await asyncio.sleep(60)


async def _early(writer: asyncio.StreamWriter) -> None:
    """It answers before it was asked, and hangs up."""
    writer.write(head(content_length="2") + b"[]")
    await writer.drain()


async def _reset(way: str, writer: asyncio.StreamWriter, server: Hostile) -> None:
    writer.write(head() + b"[")
    await writer.drain()
    writer.transport.abort()


SLOW = {"a dripping body": _drip, "a dripping head": _drip, "silence": _silent, "a reset": _reset}
ALL = (*WAYS, *SLOW)
