"""The model's process: `python -m agent.model`. It reads questions from its input and ends with it.

Only our own lines go to the pipe that was its output; whatever a library prints goes to stderr,
which is no screen.
"""

import asyncio
import os
import sys
from functools import partial
from typing import Any, BinaryIO

from agent.model import asking, wire

_ABSENT = "litellm is not installed, so no model can be asked"


class Answering:
    """The questions that are being answered."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._litellm: Any = None
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def take(self, line: wire.Line) -> None:
        match line:
            case {"stop": int(number)}:
                if (task := self._tasks.get(number)) is not None:
                    task.cancel()
            case {"ask": int(number)}:
                self._tasks[number] = asyncio.create_task(self._answer(number, line))

    async def _answer(self, number: int, asked: wire.Line) -> None:
        say = partial(self._say, number)
        try:
            self._litellm = self._litellm or asking.load()
            await asking.answer(self._litellm, asked, say)
        except ImportError as wrong:
            say({"error": f"{_ABSENT} ({wrong})", "hint": "install Spark anew from requirements.lock"})
        except asyncio.CancelledError:
            say({"stopped": True})
        finally:
            del self._tasks[number]

    def _say(self, number: int, line: wire.Line) -> None:
        self._pipe.write(wire.written({"for": number, **line}))
        self._pipe.flush()


async def serve(pipe: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    reader = asyncio.StreamReader(limit=wire.LONGEST)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    answering = Answering(pipe)
    while raw := await reader.readline():
        if (line := wire.read(raw)) is not None:
            await answering.take(line)


def main() -> None:
    """The pipe that was standard output is ours alone; standard output is stderr from now on."""
    with os.fdopen(os.dup(1), "wb") as pipe:
        os.dup2(2, 1)
        asyncio.run(serve(pipe))


if __name__ == "__main__":
    main()
    os._exit(0)  # threads of a library would keep it
