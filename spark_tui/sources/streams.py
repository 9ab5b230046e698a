"""Streams as they come: lines, and the events of `text/event-stream`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from spark_tui.domain.errors import SourceError

BODY_LIMIT = 64 * 1024 * 1024  # bytes of one answer, or of one line of a stream


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a `text/event-stream`."""

    data: str
    id: str = ""


async def split_lines(chunks: AsyncIterator[bytes], where: str = "the server") -> AsyncIterator[bytes]:
    """The lines of a stream, split at newlines only: JSON may hold every other line separator as text."""
    pieces: list[bytes] = []
    size = 0
    async for chunk in chunks:
        first, *others = chunk.split(b"\n")
        pieces.append(first)
        size += len(first)
        if size > BODY_LIMIT:
            raise SourceError(f"{where} sent a line of more than {BODY_LIMIT >> 20} MB; that is too much")
        for other in others:
            yield b"".join(pieces).removesuffix(b"\r")
            pieces, size = [other], len(other)
    if size:
        yield b"".join(pieces).removesuffix(b"\r")


async def server_events(lines: AsyncIterator[bytes]) -> AsyncIterator[ServerEvent]:
    """The events of a `text/event-stream`; comments (keep-alives) are dropped, an unfinished event is too."""
    data: list[str] = []
    last_id = ""
    async for line in lines:
        if not line:
            if data:
                yield ServerEvent("\n".join(data), last_id)
            data = []
            continue
        name, _, value = line.decode("utf-8", "replace").partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif name == "id":
            last_id = value.removeprefix(" ")
