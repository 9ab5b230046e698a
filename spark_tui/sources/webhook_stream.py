"""A body that comes bit by bit, as live lines: `text/event-stream`, a JSON value a line, or plain lines."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from spark_tui.domain.endpoints import Endpoint, Stream
from spark_tui.domain.errors import SourceError
from spark_tui.domain.log import RESULT_LIMIT, Level
from spark_tui.domain.text import one_line
from spark_tui.service.ports import Done, Emit, Failed
from spark_tui.sources.endings import failed
from spark_tui.sources.http import Server
from spark_tui.sources.lines import Lines, Tail
from spark_tui.sources.replies import BROKEN, parsed
from spark_tui.sources.streams import ServerEvent, Streamed, server_events
from spark_tui.sources.telling import Said, say, shown
from spark_tui.sources.webhook_answers import THE_END, kept, usage_of, why_failed, words_of, written
from spark_tui.sources.webhook_asking import Ref

BY_TYPE = {
    "text/event-stream": Stream.SSE,
    "application/x-ndjson": Stream.NDJSON,
    "application/ndjson": Stream.NDJSON,
    "application/jsonl": Stream.NDJSON,
    "application/x-jsonlines": Stream.NDJSON,
    "application/json-seq": Stream.NDJSON,
    "text/plain": Stream.LINES,
}


def kind_of(endpoint: Endpoint, answer: Streamed) -> Stream:
    """How this answer is read."""
    if endpoint.stream is not Stream.AUTO:
        return endpoint.stream
    kind = BY_TYPE.get(answer.content_type, Stream.NO)
    wants_json = endpoint.result or endpoint.success or endpoint.failed
    return Stream.NO if kind is Stream.LINES and wants_json else kind


class Listening:
    """One streamed body on its way to its outcome."""

    def __init__(
        self, endpoint: Endpoint, server: Server, emit: Emit, ending: Callable[[Any], Ref | None] | None = None
    ) -> None:
        """`ending` finds in an event how the stream is ended where it comes from."""
        self._endpoint, self._server, self._emit = endpoint, server, emit
        self._ending = ending
        self._lines = Lines()  # of a text that comes in pieces
        self._pieces: list[str] = []
        self._size = 0
        self._tail = Tail(RESULT_LIMIT)
        self._result: Any = None
        self._failure = ""
        self._succeeded = endpoint.success is None
        self._step = ""
        self.heard = False
        self.last_id = ""  # of the last event, by which its server knows where to go on
        self._usage = usage_of(endpoint, None)

    async def outcome(self, answer: Streamed, kind: Stream) -> Done | Failed:
        """Raises what the connection raises when it breaks off: see `broken_off`."""
        await self.to_its_end(answer, kind)
        if self._failure:
            return self._but(Failed(self._failure))
        if not self._succeeded:
            return self._but(Failed("it ended without a word of success"), tell=True)
        if not self._answer():
            self._complain("it answered without a word")
        return Done(self._answer(), self._usage)

    async def to_its_end(self, answer: Streamed, kind: Stream) -> None:
        async for one in _events(answer, kind):
            self.heard = True
            event, self.last_id = self._hear(one.data, one.name), one.id
            if self._ending is not None and (ref := self._ending(event)) is not None:
                self._ending = None
                await self._emit.ref(str(ref))
            await self._emit.room()
        self.so_far()

    def broken_off(self, trouble: SourceError) -> Failed:
        """What was said until then stays."""
        self.so_far()
        return self._but(failed(trouble), tell=True)

    def so_far(self) -> None:
        """Tell what was not yet a line."""
        self._say_pieces("", last=True)

    def text(self) -> str:
        """What came in pieces until now."""
        return "".join(self._pieces)

    def _but(self, wrong: Failed, *, tell: bool = False) -> Failed:
        if tell:
            self._complain(wrong.reason)
        return replace(wrong, result=self._answer(), usage=self._usage)

    def _complain(self, text: str) -> None:
        say(self._server, self._emit, [Said(text, Level.ERR)])

    def _hear(self, text: str, name: str = "") -> Any:
        """The event, where it is one."""
        if text == THE_END:
            self._succeeded = True
        if text == THE_END or not text.strip():
            return BROKEN
        event = parsed(text) if text.lstrip()[:1] in ("{", "[") else BROKEN
        if event is BROKEN or name in self._endpoint.tell:
            self._say(text)
            return BROKEN
        self._judge(event)
        self._tell(event, text)
        return event

    def _judge(self, event: Any) -> None:
        """What it has cost, whether it failed or succeeded, and its result, as far as the event says."""
        endpoint = self._endpoint
        self._usage = usage_of(endpoint, event) or self._usage
        if endpoint.failed is not None and endpoint.failed.holds(event) and not self._failure:
            self._failure = words_of(endpoint, event) or why_failed(endpoint, event)
            self._complain(self._failure)
        self._succeeded = self._succeeded or (endpoint.success is not None and endpoint.success.holds(event))
        if endpoint.result is not None and (found := endpoint.result.first(event)) is not None:
            self._result = found

    def _tell(self, event: Any, text: str) -> None:
        """The step and the piece of a text that the event holds; the event itself where none is looked for."""
        endpoint = self._endpoint
        if endpoint.step is not None:
            self._tell_step(endpoint.step.first(event))
        if endpoint.text is None:
            if endpoint.step is None:
                self._say(text)
        elif endpoint.text_when is not None and not endpoint.text_when.holds(event):
            return
        elif isinstance(piece := endpoint.text.first(event), str):
            self._say_pieces(piece)

    def _tell_step(self, step: Any) -> None:
        if isinstance(step, str) and step not in ("", self._step):
            self._step = step
            say(self._server, self._emit, [Said(one_line(step, 100), Level.NOTE)])

    def _say(self, text: str) -> None:
        say(self._server, self._emit, shown(text, Level.OUT))
        self._tail.add(text)

    def _say_pieces(self, piece: str, *, last: bool = False) -> None:
        """A model's text comes word by word; it is told line by line."""
        if self._size < RESULT_LIMIT:
            self._pieces.append(piece)
            self._size += len(piece)
        lines = self._lines.feed(piece.encode("utf-8", "replace"), last=last)
        say(self._server, self._emit, (Said(line, Level.OUT) for line in lines))

    def _answer(self) -> str:
        """The result, the text that was put together, or the last of what was said."""
        if self._endpoint.result is not None and self._result is not None:
            return self._hidden(written(self._result))
        return self._hidden(self.text() or self._tail.text())

    def _hidden(self, text: str) -> str:
        return kept(self._server.hide(text))


async def _events(answer: Streamed, kind: Stream) -> AsyncIterator[ServerEvent]:
    if kind is Stream.SSE:
        async for event in server_events(answer.lines()):
            yield event
        return
    async for line in answer.lines():
        yield ServerEvent(line.decode("utf-8", "replace").removeprefix("\x1e"))
