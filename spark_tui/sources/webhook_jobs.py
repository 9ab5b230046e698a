"""A job that an endpoint began: asked how it is until it is over, through lost connections."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from spark_tui.domain.endpoints import Endpoint, Poll
from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.log import Level
from spark_tui.domain.text import one_line
from spark_tui.service.ports import Done, Emit, Failed, Gone, Outcome
from spark_tui.sources.contact import Contact
from spark_tui.sources.endings import failed
from spark_tui.sources.http import Server
from spark_tui.sources.replies import BROKEN, Reply, parsed, refused, trouble_of
from spark_tui.sources.sealing import Sealed
from spark_tui.sources.telling import Said, say, shown
from spark_tui.sources.webhook_answers import judged, usage_of, words_of, written
from spark_tui.sources.webhook_asking import Ref
from spark_tui.sources.webhook_overhearing import Overhearing

UNKNOWN = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
MOST_WAIT = 300.0  # seconds that a server may ask us to wait before we look again
UNSURE = "the job may still go on there"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a server, in seconds."""

    out_of_contact: float = 300.0
    stopping: float = 12.0  # until a cancelled job has ended
    looks_unknown: int = 3  # a job that has just begun may not be known at once


PATIENCE = Patience()


class Following:
    """One job."""

    def __init__(
        self,
        server: Server,
        endpoint: Endpoint,
        ref: Ref,
        headers: dict[str, str | Sealed],
        title: str,
        patience: Patience = PATIENCE,
    ) -> None:
        assert endpoint.poll is not None
        self._server, self._endpoint, self._ref, self._headers = server, endpoint, ref, headers
        self._poll: Poll = endpoint.poll
        self._title, self._patience = title, patience
        self._state: Any = None
        self._unknown = 0

    async def outcome(self, emit: Emit, *, begun: bool = False) -> Outcome:
        """With `begun` nothing of what it says was told yet."""
        lines = Overhearing(self._server, self._endpoint, self._ref.stream, self._headers)
        if self._ref.stream:
            lines.begin(emit, self._poll.begins if begun else "")
        if self._ref.stream and not begun:
            self._note("what it said meanwhile is not told", emit)
        try:
            return await self._followed(emit, lines)
        finally:
            lines.drop()

    async def _followed(self, emit: Emit, lines: Overhearing) -> Outcome:
        contact = Contact(lambda text: self._note(text, emit), UNSURE, self._patience.out_of_contact)
        while True:
            try:
                reply = await self._look()
                found = await self._answered(self._judged(reply, emit))
                contact.there()  # whoever answers and does not tell how the job is, is as good as away
                if found is not None:
                    await lines.last_words()
                    self._say_ending(found, emit, lines)
            except SourceError as trouble:
                found, reply = contact.lost(trouble), None
                if isinstance(trouble, BadCredentials):
                    found = failed(trouble)
            if found is not None:
                return found
            await self._pause(min(reply.wait, MOST_WAIT) if reply else 0.0, lines)

    async def _pause(self, wanted: float, lines: Overhearing) -> None:
        """Until the next look; no longer than a moment when it has just said its last word."""
        was_over = lines.over.is_set()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(self._poll.every, wanted)):
                await (asyncio.Event() if was_over or wanted else lines.over).wait()

    async def cancel(self) -> bool:
        """End it, and wait until it has. Raises SourceError."""
        if self._ref.cancel is None:
            return False
        ending = self._ref.cancel
        reply = await self._server.ask(ending.method, ending.path, json=ending.json, headers=self._headers)
        if not reply.ok and (refused(reply) or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR):
            raise trouble_of(reply, "cancel the job")
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience.stopping
        while self._goes_on(await self._look()):
            if loop.time() > until:
                return False
            await asyncio.sleep(min(self._poll.every, 1.0))
        return True

    async def _look(self) -> Reply:
        return await self._server.ask("GET", self._ref.path, headers=self._headers)

    def _goes_on(self, reply: Reply) -> bool:
        return reply.status not in UNKNOWN and self._ending(reply) is None

    def _judged(self, reply: Reply, emit: Emit) -> Outcome | None:
        """None while it goes on. Raises SourceError where it cannot be told."""
        if reply.status in UNKNOWN:
            self._unknown += 1
            known = self._unknown < self._patience.looks_unknown
            return None if known else Gone(f"{reply.where} does not know the job any more")
        self._tell_state(reply, emit)
        return self._ending(reply)

    async def _answered(self, ending: Outcome | None) -> Outcome | None:
        """What came of it, where that is told elsewhere; of a failure why. Raises SourceError."""
        if not self._ref.answer or not isinstance(ending, Done | Failed):
            return ending
        reply = await self._server.ask("GET", self._ref.answer, headers=self._headers)
        if isinstance(ending, Done):
            return judged(self._endpoint, reply, self._title)
        words = words_of(self._endpoint, parsed(reply.body)) if reply.ok else ""
        return replace(ending, reason=words) if words else ending

    def _say_ending(self, ending: Outcome, emit: Emit, lines: Overhearing) -> None:
        """A result that was heard already is not told again."""
        if isinstance(ending, Done) and not lines.told(ending.result):
            say(self._server, emit, shown(ending.result, Level.OUT))
        elif isinstance(ending, Failed):
            say(self._server, emit, [Said(ending.reason, Level.ERR)])

    def _ending(self, reply: Reply) -> Done | Failed | None:
        """Raises SourceError for an answer that tells nothing of the job."""
        if not reply.ok:
            raise trouble_of(reply, "say how the job is")
        body = parsed(reply.body)
        if self._poll.failed is not None and self._poll.failed.holds(body):
            reason = words_of(self._endpoint, body) or f"the job ended as {written(self._told(body)) or 'failed'}"
            return Failed(one_line(reason, 400), usage=usage_of(self._endpoint, body))
        if self._poll.done is not None:
            if body is BROKEN:
                raise SourceError(f"{reply.where} does not say in JSON how the job is")
            over = self._poll.done.holds(body)
            return None if not over else Done("") if self._ref.answer else judged(self._endpoint, reply, self._title)
        return None if reply.status == HTTPStatus.ACCEPTED else judged(self._endpoint, reply, self._title)

    def _told(self, body: Any) -> Any:
        return self._poll.state.first(body) if self._poll.state else None

    def _tell_state(self, reply: Reply, emit: Emit) -> None:
        told = self._told(parsed(reply.body))
        if told is not None and told != self._state:
            self._state = told
            say(self._server, emit, [Said(f"the job is {one_line(written(told), 100)}", Level.NOTE)])

    def _note(self, text: str, emit: Emit) -> None:
        say(self._server, emit, [Said(text, Level.NOTE)])
