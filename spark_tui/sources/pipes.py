"""Pipes to and from a command, on the event loop."""

import asyncio
import os
from contextlib import suppress

CHUNK = 16_384
CHUNKS_AFTER_THE_END = 64  # what a left-behind grandchild may still write while the pipe is emptied


class ReadPipe:
    """The end of a pipe that we read, at the pace of whoever asks: a full pipe makes the writer wait."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self._fd = fd
        self._left: int | None = None
        self._waiting: asyncio.Future[None] | None = None

    async def read(self) -> bytes:
        """What is there, as soon as something is; empty at the end."""
        await asyncio.sleep(0)  # an endless writer must not keep the loop from everybody else
        while self._left is None or self._left > 0:
            try:
                chunk = os.read(self._fd, CHUNK)
            except BlockingIOError:
                if self._left is not None:
                    return b""
                await self._readable()
                continue
            self._left = None if self._left is None else self._left - 1
            return chunk
        return b""

    def only_what_is_there(self) -> None:
        """From now on read what is in the pipe, and do not wait for more."""
        self._left = CHUNKS_AFTER_THE_END
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        loop.add_reader(self._fd, _wake, self._waiting)
        try:
            await self._waiting
        finally:
            loop.remove_reader(self._fd)


class WritePipe:
    """The end of a pipe that we write: it ends when everything is written or nobody reads."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self._fd = fd

    async def write_all(self, data: bytes) -> None:
        rest = memoryview(data)
        with suppress(BrokenPipeError):
            while rest:
                rest = rest[await self._write(rest) :]
        self.close()

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    async def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            await self._writable()
            return 0

    async def _writable(self) -> None:
        loop = asyncio.get_running_loop()
        free = loop.create_future()
        loop.add_writer(self._fd, _wake, free)
        try:
            await free
        finally:
            loop.remove_writer(self._fd)


def _wake(waiting: "asyncio.Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)
