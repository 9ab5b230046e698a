"""What the app of a tab and the server say to each other, as Textual's web driver has it.

A packet is a letter (D: what a terminal is sent, or its keys; M: JSON about both), the length of the rest in four
bytes, and the rest. The app's first line says that it begins.
"""

import json
from asyncio import IncompleteReadError, StreamReader
from collections.abc import AsyncIterator, Mapping

DATA, META = b"D", b"M"
BEGINS = b"__GANGLION__\n"
MOST = 16 * 1024 * 1024  # bytes of one packet; a frame is a few kilobytes


def packed(kind: bytes, payload: bytes) -> bytes:
    return kind + len(payload).to_bytes(4, "big") + payload


def meta(**told: object) -> bytes:
    return packed(META, json.dumps(told).encode())


async def unpacked(stream: StreamReader) -> AsyncIterator[tuple[bytes, bytes]]:
    """Packets until the other side ends, or says what is none. Lines before its first one are nobody's."""
    try:
        while (line := await stream.readline()) != BEGINS:
            if not line:
                return
        while True:
            kind, size = await stream.readexactly(1), int.from_bytes(await stream.readexactly(4), "big")
            if size > MOST:
                return
            yield kind, await stream.readexactly(size)
    except (IncompleteReadError, ConnectionError, ValueError):  # ValueError: a line without end
        return


def ending(kind: bytes, payload: bytes) -> bool:
    """Whether it says that the app has ended."""
    if kind != META:
        return False
    try:
        told = json.loads(payload)
    except ValueError:
        return True
    return isinstance(told, Mapping) and told.get("type") == "exit"
