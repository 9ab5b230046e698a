"""One tab of a browser and the process of its app, which lives as long as the tab does."""

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from spark_tui.domain.text import clean
from spark_tui.faces.web import packets

GRACE = 3.0  # seconds in which an app that was told to end has ended
SAID = 4_000  # bytes that are kept of what it complains of
WIDEST, HIGHEST = 500, 200  # cells


@dataclass(frozen=True, slots=True)
class Size:
    """In cells; never more than a screen could have, whatever a browser says."""

    width: int = 80
    height: int = 24

    @classmethod
    def of(cls, width: object, height: object) -> "Size":
        """What is no number is as if nothing had been said."""
        return cls(_within(width, 80, WIDEST), _within(height, 24, HIGHEST))


def _within(said: object, usual: int, most: int) -> int:
    text = str(said)
    return max(1, min(most, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else usual


class Tab:
    """Made by `open`, ended by `close`; `show` runs until the app has ended."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._complaints = bytearray()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, command: Sequence[str], size: Size) -> "Tab":
        """Raises OSError where no process can be had."""
        env = os.environ | {"COLUMNS": str(size.width), "ROWS": str(size.height)}
        return cls(
            await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env, start_new_session=True
            )
        )

    async def show(self, send: Callable[[bytes], Awaitable[None]]) -> None:
        """Send what it draws, no faster than that is taken; at the end what it complained of, if it drew nothing."""
        assert self._process.stdout is not None
        drawn = False
        async for kind, payload in packets.unpacked(self._process.stdout):
            if packets.ending(kind, payload):
                break
            if kind == packets.DATA:
                drawn = True
                await send(payload)
        if not drawn:
            await self._listening
            words = clean(self._complaints.decode("utf-8", "replace")).strip() or "the app did not start"
            await send(words.replace("\n", "\r\n").encode())

    async def type(self, text: str) -> None:
        await self._tell(packets.packed(packets.DATA, text.encode("utf-8", "replace")))

    async def resize(self, size: Size) -> None:
        await self._tell(packets.meta(type="resize", width=size.width, height=size.height))

    async def focus(self, *, on: bool) -> None:
        await self._tell(packets.meta(type="focus" if on else "blur"))

    async def close(self) -> None:
        """It is asked to end, and after a grace it is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()  # which says that nobody is there any more
        try:
            async with asyncio.timeout(GRACE):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await self._listening

    async def _tell(self, packet: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(ConnectionError, RuntimeError):  # it is ending
            self._process.stdin.write(packet)
            await self._process.stdin.drain()

    async def _listen(self) -> None:
        """The end of what it complains of; read to the end, or it would stand still."""
        assert self._process.stderr is not None
        while said := await self._process.stderr.read(4_096):
            self._complaints += said
            del self._complaints[:-SAID]
