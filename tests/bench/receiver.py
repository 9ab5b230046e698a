"""A server that does nothing but note when each request came; it runs in a process of its own.

    POST /run/ID     noted, answered with “ok”
    GET  /noted      what was noted so far, as JSON: [moment, id, what the store said of the run]

With a store's file it also looks up what was committed about the run when its request came.
It prints its port. HTTP is spoken only as far as the clients of the bench need it.
"""

import asyncio
import json
import sqlite3
import sys
import time
from collections.abc import Callable

Noted = tuple[float, str, str | None]
Look = Callable[[str], str | None]


def answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


class Notebook:
    def __init__(self, look: Look) -> None:
        self.noted: list[Noted] = []
        self._look = look

    def take(self, target: str) -> bytes:
        came = time.time()
        _, place, *rest = target.split("/")
        if place == "run":
            self.noted.append((came, rest[0], self._look(rest[0])))
            return b"ok"
        return json.dumps(self.noted).encode()


class Connection(asyncio.Protocol):
    def __init__(self, notebook: Notebook) -> None:
        self._notebook, self._held = notebook, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (request := self._next()) is not None:
            self._transport.write(answer(self._notebook.take(request)))

    def _next(self) -> str | None:
        """The target of the next request that is whole, with its body."""
        head, blank, rest = self._held.partition(b"\r\n\r\n")
        if not blank:
            return None
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(rest) < length:
            return None
        self._held = rest[length:]
        return head.split(b" ", 2)[1].decode()


def looking_into(file: str) -> Look:
    """What another connection sees of a run now, which is what was committed."""
    store = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def look(run: str) -> str | None:
        found = store.execute("SELECT state FROM runs WHERE id = ?", (run,)).fetchone()
        return found[0] if found else None

    return look


async def serve(look: Look) -> None:
    notebook = Notebook(look)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(notebook), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(looking_into(sys.argv[1]) if len(sys.argv) > 1 else lambda _: None))
