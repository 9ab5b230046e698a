"""One background run of an AgentOS on its way to its outcome, through lost connections and restarts."""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from spark_tui.domain.errors import SourceError
from spark_tui.domain.log import Level
from spark_tui.domain.trouble import Trouble
from spark_tui.service.ports import Emit, Failed, Outcome
from spark_tui.sources.agentos_events import Story
from spark_tui.sources.agentos_runs import DEAD, GOING, Ref, Runs, judged, told_by, unknown
from spark_tui.sources.agentos_values import text_at
from spark_tui.sources.contact import Contact
from spark_tui.sources.replies import parsed, trouble_of
from spark_tui.sources.streams import server_events
from spark_tui.sources.telling import Said, at, say

UNSURE = "the run may still go on there"


class Following:
    """`after` is the index of the last event that is known already; -1 for none."""

    def __init__(self, runs: Runs, emit: Emit, ref: Ref, after: int = -1) -> None:
        self._runs, self._emit, self._ref = runs, emit, ref
        self._after = after
        self._story = Story(ref.kind, ref.run)
        self._turn = 0
        self._contact = Contact(self._note, UNSURE, runs.patience.out_of_contact)
        self._ended_at: float | None = None
        self._heard_any = False

    async def outcome(self) -> Outcome:
        while True:
            try:
                found = await self._look()
            except SourceError as trouble:
                found = self._contact.lost(trouble)
                if found is None:
                    await self._pause()
            if found is not None:
                return found

    async def _look(self) -> Outcome | None:
        """Listen while it talks, then ask how it is. None while it goes on."""
        if self._runs.facts.resume and self._story.ending is None:
            await self._contact.while_borne(self._listen())
        body = await self._runs.state(self._ref)
        self._contact.there()
        if body is None:
            return await self._unknown()
        found = judged(self._story, body)
        if found is None and text_at(body, "status") in GOING:
            found = await self._still_going(body)
        if found is None:
            await self._pause()
        elif not self._heard_any:
            self._say(self._story.retold(body))
        return found

    async def _unknown(self) -> Outcome | None:
        """A run that has just begun may not be stored yet."""
        if self._turn == 0:
            await self._pause()
            return None
        return unknown(self._story)

    async def _still_going(self, body: Any) -> Outcome | None:
        """Stored as going on: it may have ended just now, or with the process that ran it."""
        if self._story.ending is not None:
            now = asyncio.get_running_loop().time()
            self._ended_at = self._ended_at or now
            return told_by(self._story) if now - self._ended_at > self._runs.patience.settle else None
        return Failed(DEAD, Trouble.SERVER) if await self._runs.is_dead(body) else None

    async def _listen(self) -> None:
        form = {"session_id": self._ref.session}
        form |= {"last_event_index": str(self._after)} if self._after >= 0 else {}
        async with self._runs.server.stream("POST", f"{self._ref.path}/resume", form=form, read=None) as answer:
            if answer.status == HTTPStatus.NOT_FOUND:
                return  # its state says why
            if answer.status >= HTTPStatus.BAD_REQUEST:
                raise trouble_of(await answer.whole(), "tell of the run")
            async for event in server_events(answer.lines()):
                self._hear(parsed(event.data))
                await self._emit.room()

    def _hear(self, event: Any) -> None:
        """Every event once: what was missed may be told with what was not."""
        index = at(event, "event_index")
        if isinstance(index, int):
            if index <= self._after:
                return
            self._after, self._turn = index, 0
            self._heard_any = True
        self._say(self._story.hear(event))

    def _note(self, text: str) -> None:
        self._say([Said(text, Level.NOTE)])

    def _say(self, said: Iterable[Said]) -> None:
        say(self._runs.server, self._emit, said)

    async def _pause(self) -> None:
        self._turn += 1
        await asyncio.sleep(self._runs.patience.pause(self._turn - 1))
