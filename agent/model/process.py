"""The model in a child process, from Spark's side: started at first use, ended when nobody asks.

litellm takes seconds and 170 MB to import and writes where it likes; neither the screen nor the
engine pays for that. What the child writes to stderr goes to the log, without keys.
"""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from agent.model import Heard, Message, wire
from spark_tui.domain.errors import ModelError
from spark_tui.domain.source import Secret
from spark_tui.domain.talk import Call, Spent, Tool
from spark_tui.domain.text import clean, redacted

IDLE = 300.0  # seconds without a question after which the child goes
COMMAND = (sys.executable, "-P", "-m", "agent.model")
log = logging.getLogger("spark.model")


@dataclass(frozen=True, slots=True)
class Reached:
    """Which model, where, and how long one reply may take in seconds. `key` is asked for at every question."""

    name: str
    api_base: str = ""
    key: Callable[[], Secret | None] = field(default=lambda: None)
    seconds: float = 60.0


class ProcessModel:
    """A Model. Belongs to one event loop, and answers one question at a time."""

    def __init__(self, reached: Reached, *, idle: float = IDLE, command: Sequence[str] = COMMAND) -> None:
        self._reached, self._idle, self._command = reached, idle, command
        self._child: Child | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._going: asyncio.Future[None] | None = None
        self._alone = asyncio.Lock()

    async def reply(self, messages: Sequence[Message], tools: Sequence[Tool], hear: Callable[[str], None]) -> Heard:
        async with self._alone:
            self._stay_awake()
            try:
                return await self._asked(await self._ready(), messages, tools, hear)
            finally:
                self._rest = asyncio.get_running_loop().call_later(self._idle, self._sleep)

    async def _asked(
        self, child: "Child", messages: Sequence[Message], tools: Sequence[Tool], hear: Callable[[str], None]
    ) -> Heard:
        """The one place where the key is revealed: it goes into the pipe, and comes out in no error."""
        secret = await asyncio.to_thread(self._reached.key)
        asked: wire.Line = {
            "model": self._reached.name,
            "api_base": self._reached.api_base,
            "key": secret.reveal() if secret else "",
            "messages": messages,
            "tools": [_described(tool) for tool in tools],
            "seconds": self._reached.seconds,
        }
        try:
            return await child.answer(asked, hear)
        except ModelError as wrong:
            hide = secret.hide_in if secret else str
            raise ModelError(redacted(hide(wrong.message)), hint=wrong.hint) from None

    async def _ready(self) -> "Child":
        """The child that is there, or a new one where it ended, or still hangs in a question that was given up."""
        if self._child is None or not self._child.idle:
            await self.close()
            self._child = await _started(self._command)
        return self._child

    def _stay_awake(self) -> None:
        if self._rest is not None:
            self._rest.cancel()

    def _sleep(self) -> None:
        self._going = asyncio.ensure_future(self.close())

    async def close(self) -> None:
        """Ends the child; the next question starts another."""
        self._stay_awake()
        child, self._child = self._child, None
        if child is not None:
            await child.end()


async def _started(command: Sequence[str]) -> "Child":
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=wire.LONGEST, start_new_session=True
        )
    except OSError as wrong:
        raise ModelError(f"the model's process cannot be started: {os.strerror(wrong.errno or 0)}") from None
    return Child(process)


class Child:
    """One life of the model's process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._numbers, self._unanswered = count(1), 0
        self._errors = asyncio.create_task(self._write_down_errors())
        self._given_up: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """It lives, and is not busy with what somebody stopped waiting for."""
        return self._process.returncode is None and not self._unanswered

    async def answer(self, asked: wire.Line, hear: Callable[[str], None]) -> Heard:
        number = self._unanswered = next(self._numbers)
        try:
            await self._send({"ask": number, **asked})
            return await self._answer(number, hear)
        except asyncio.CancelledError:
            self._given_up = asyncio.create_task(self._give_up(number))
            raise

    async def _give_up(self, number: int) -> None:
        """Tell it to stop; it is idle again when it has."""
        with suppress(ModelError):
            await self._send({"stop": number})
            while not _is_over(await self._next_line(), number):
                pass
            self._unanswered = 0

    async def _send(self, line: wire.Line) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(wire.written(line))
            await self._process.stdin.drain()
        except ConnectionError:
            raise await self._died() from None

    async def _answer(self, number: int, hear: Callable[[str], None]) -> Heard:
        text = ""
        while True:
            match await self._next_line():
                case {"for": int(of)} if of != number:
                    continue
                case {"text": str(piece)}:
                    hear(piece)
                    text += piece
                case {"calls": list(calls), "spent": [int(read), int(written), cost]}:
                    self._unanswered = 0
                    return Heard(text, tuple(Call(**call) for call in calls), Spent(read, written, float(cost)))
                case {"error": str(error), **more}:
                    self._unanswered = 0
                    raise ModelError(error, hint=str(more.get("hint", "")))
                case _:
                    raise ModelError("the model's process said something that cannot be read", hint="ask again")

    async def _next_line(self) -> wire.Line | None:
        assert self._process.stdout is not None
        raw = await self._process.stdout.readline()
        if not raw:
            raise await self._died()
        return wire.read(raw)

    async def _died(self) -> ModelError:
        code = await self._process.wait()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return ModelError(f"the model's process ended in the middle ({how})", hint="ask again; the log says more")

    async def _write_down_errors(self) -> None:
        assert self._process.stderr is not None
        while raw := await self._process.stderr.readline():
            log.info("%s", redacted(clean(raw.decode("utf-8", "replace").rstrip()))[:2_000])

    async def end(self) -> None:
        """It is gone when this returns."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await asyncio.gather(*filter(None, (self._errors, self._given_up)), return_exceptions=True)


def _is_over(line: wire.Line | None, number: int) -> bool:
    return line is not None and line.get("for") == number and "text" not in line


def _described(tool: Tool) -> Message:
    return {"type": "function", "function": {"name": tool.name, "description": tool.says, "parameters": tool.schema}}
