"""Answers as they come, all of them bounded: whole, as lines, as the items of a list, as `text/event-stream`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from spark_tui.domain.errors import SourceError
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.sources.limits import AT_A_TIME, EVENT_ID, EVENT_NAME, LIMITS, LINE_COSTS, MB, Limits
from spark_tui.sources.listing import back_to_back, items_of
from spark_tui.sources.replies import Reply, retry_after

if TYPE_CHECKING:
    import httpx

LOCATION = 4_000  # characters of a URL that a server names
ETAG = 200  # characters
T = TypeVar("T")


class Streamed:
    """An answer that is read as it comes. `blot` takes out what must not be seen."""

    def __init__(
        self, response: "httpx.Response", where: str, limits: Limits = LIMITS, blot: Callable[[bytes], bytes] = bytes
    ) -> None:
        self._response = response
        self._where, self._limits, self._blot = where, limits, blot
        self.status = response.status_code
        self._wait = retry_after(response.headers)
        self.content_type = one_line(response.headers.get("content-type", "").partition(";")[0], 80).lower()

    async def whole(self) -> Reply:
        body = bytearray()
        async with self._in_time():
            async for chunk in self._chunks(self._limits.body):
                body += chunk
        challenge = one_line(self._response.headers.get("www-authenticate", ""), 100)
        location = self._blot(self._response.headers.get("location", "")[:LOCATION].encode()).decode()
        whole, etag = self._blot(bytes(body)), self._response.headers.get("etag", "")
        etag = etag if etag.isascii() and etag.isprintable() and len(etag) <= ETAG else ""
        return Reply(self.status, self.content_type, whole, self._where, self._wait, challenge, location, etag)

    async def items(self, most: int, make: Callable[[Any], T]) -> list[T]:
        """What `make` makes of the first items of a list in JSON; what comes behind them is not waited for."""
        if "json" not in self.content_type:
            (await self.whole()).json()  # which says what it is instead
        async with self._in_time():
            return [make(item) async for item in items_of(self._chunks(self._limits.stream), most, self._where)]

    async def lines(self) -> AsyncIterator[bytes]:
        chunks = self._chunks(self._limits.stream, per_line=LINE_COSTS)
        async for line in split_lines(chunks, self._where, self._limits.line):
            yield self._blot(line)

    async def objects(self) -> AsyncIterator[Any]:
        """JSON values that stand back to back, with or without blanks between them."""
        async for value in back_to_back(self._chunks(self._limits.stream), self._where, self._limits.line):
            yield value

    async def _chunks(self, most: int, per_line: int = 0) -> AsyncIterator[bytes]:
        """What is packed is not read: a few bytes of it may be gigabytes."""
        packed = one_line(self._response.headers.get("content-encoding", ""), 40).lower()
        if packed not in ("", "identity"):
            raise SourceError(
                f"{self._where} packed its answer ({packed}), which nobody asked for",
                hint="does a proxy in between do that? It must not",
            )
        size = 0
        async for chunk in self._response.aiter_raw():
            size += len(chunk) + (per_line * chunk.count(b"\n") if per_line else 0)
            if size > most:
                raise SourceError(f"{self._where} answered more than {_size(most)}; that is too much")
            yield chunk

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._limits.whole):
                yield
        except TimeoutError:
            words = f"{self._where} took more than {self._limits.whole:g} seconds for its answer"
            raise SourceError(words, hint="is it overloaded?", trouble=Trouble.TIMEOUT) from None


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a `text/event-stream`."""

    data: str
    id: str = ""
    name: str = ""


async def split_lines(
    chunks: AsyncIterator[bytes], where: str = "the server", most: int = LIMITS.line
) -> AsyncIterator[bytes]:
    """The lines of a stream, split at newlines only: JSON may hold every other line separator as text."""
    pieces: list[bytes] = []
    size = 0
    async for chunk in chunks:
        first, *others = chunk.split(b"\n")
        pieces.append(first)
        size += len(first)
        if size > most:
            raise SourceError(f"{where} sent a line of more than {_size(most)}; that is too much")
        for at, other in enumerate(others):
            yield b"".join(pieces).removesuffix(b"\r")
            pieces, size = [other], len(other)
            if at % AT_A_TIME == AT_A_TIME - 1:
                await asyncio.sleep(0)
    if size:
        yield b"".join(pieces).removesuffix(b"\r")


async def server_events(lines: AsyncIterator[bytes], most: int = LIMITS.line) -> AsyncIterator[ServerEvent]:
    """The events of a `text/event-stream`; comments (keep-alives) are dropped, an unfinished event is too."""
    data: list[str] = []
    size, last_id, called = 0, "", ""
    async for line in lines:
        if not line:
            if data:
                yield ServerEvent("\n".join(data), last_id, called)
            data, size, called = [], 0, ""
            continue
        name, _, value = line.decode("utf-8", "replace").partition(":")
        if name == "data":
            size += len(value) + 64  # an empty string has its size too
            if size > most:
                raise SourceError(f"the server sent an event of more than {_size(most)}; that is too much")
            data.append(value.removeprefix(" "))
        elif name == "event":
            called = value.removeprefix(" ")[:EVENT_NAME]
        elif name == "id":
            last_id = _sendable_id(value.removeprefix(" "), last_id)


def _sendable_id(value: str, before: str) -> str:
    """It goes back in a header, which cannot bear everything."""
    return value if len(value) <= EVENT_ID and value.isascii() and value.isprintable() else before


def _size(limit: int) -> str:
    return f"{limit // MB} MB" if limit >= MB else f"{limit:,} bytes"
