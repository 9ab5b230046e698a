"""What a job says while it goes on, where its server tells that beside how it is.

It is heard beside the looks at the job, and decides nothing: whatever breaks there, the looks say how it ends.
"""

import asyncio
from dataclasses import replace

from spark_tui.domain.endpoints import Endpoint, Stream
from spark_tui.domain.errors import SourceError
from spark_tui.domain.log import RESULT_LIMIT
from spark_tui.service.ports import Emit
from spark_tui.sources.http import Server
from spark_tui.sources.sealing import Sealed
from spark_tui.sources.webhook_stream import Listening, kind_of

PAUSE = 2.0  # seconds before a stream that broke off is asked for again
MOST_IN_VAIN = 10  # times in a row that it is asked for and says nothing
LAST_WORDS = 1.0  # seconds for what was said before the end
LAST_EVENT = "last-event-id"


class Overhearing:
    """The stream of one job. `over` is set when it has told all that it had to."""

    def __init__(self, server: Server, endpoint: Endpoint, path: str, headers: dict[str, str | Sealed]) -> None:
        self.over = asyncio.Event()
        self._server, self._path, self._headers = server, path, headers
        self._endpoint = replace(endpoint, success=None, failed=None, result=None, cancel=None)
        self._last = self._said = ""
        self._task: asyncio.Future[None] | None = None

    def begin(self, emit: Emit, last: str = "") -> None:
        """From behind the event `last`, where it names one."""
        self._last = last
        self._task = asyncio.ensure_future(self._hear(emit))

    async def last_words(self) -> None:
        """What was said before the end is on its way."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=LAST_WORDS)

    def drop(self) -> None:
        if self._task is not None and not self._task.cancel() and not self._task.cancelled():
            self._task.exception()  # seen, so that nobody warns of it

    def told(self, result: str) -> bool:
        """Whether that was its last word."""
        return bool(result.strip()) and self._said.rstrip().endswith(result.strip())

    async def _hear(self, emit: Emit) -> None:
        """What broke off is asked for from there on where events have ids; else all of it would be told again."""
        in_vain = 0
        while in_vain < MOST_IN_VAIN:
            before, listening = self._last, Listening(self._endpoint, self._server, emit)
            try:
                if await self._heard(listening):
                    break
            except SourceError:
                listening.so_far()
            finally:
                self._said = (self._said + listening.text())[-RESULT_LIMIT:]
            self._last = listening.last_id or before
            if listening.heard and self._last == before:
                break
            in_vain = 0 if listening.heard else in_vain + 1
            await asyncio.sleep(PAUSE)
        self.over.set()

    async def _heard(self, listening: Listening) -> bool:
        """Whether there is no more to hear. Raises SourceError where it broke off."""
        last = {LAST_EVENT: self._last} if self._last else {}
        async with self._server.stream("GET", self._path, headers=self._headers | last, read=None) as answer:
            kind = kind_of(self._endpoint, answer)
            if 200 <= answer.status < 300 and kind is not Stream.NO:
                await listening.to_its_end(answer, kind)
            return answer.status < 500
