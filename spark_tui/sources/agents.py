"""The kind `agents`: the agents of an AutoMagik Agents server, in the forms of 0.1.4 and 0.6.

A run is one request that is answered when it is over: nothing of it is heard before, and nothing ends
it. Two runs in one session break each other off, so each has one of its own. The contract was measured on 0.1.4.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.log import RESULT_LIMIT, Level
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source
from spark_tui.domain.text import clean, clip, one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import MOST_OFFERS, Abilities, Done, Emit, Failed, Gone, Job, Outcome
from spark_tui.sources.endings import failed, hidden
from spark_tui.sources.grounding import message_of
from spark_tui.sources.http import Server, speaks
from spark_tui.sources.limits import LIMITS, Limits
from spark_tui.sources.replies import Reply, described, flattened, refused, trouble_of
from spark_tui.sources.telling import Said, at, say, shown

LISTS = ("/api/v1/agents", "/api/v1/agent/list")  # of 0.6, of 0.1.4
OTHERS = ("omni", "forge", "hive", "spark")  # AutoMagik's other servers
REASON_LIMIT = 400
BEHIND = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)


class AgentsSource:
    """One Agents server, with its API key."""

    kind: ClassVar[str] = "agents"
    ports: ClassVar[tuple[int, ...]] = (8881,)
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "Where Agents answers, for example http://127.0.0.1:8881"),
        Setting("key", "Its API key (AM_API_KEY, AUTOMAGIK_API_KEY)", required=False, secret=True),
    )
    abilities: Abilities = Abilities(live=False, cancel=False)
    limits: ClassVar[Limits] = LIMITS

    def __init__(self, source: Source, secret: Secret | None = None) -> None:
        self._server = Server(source.url, secret, limits=self.limits)
        self._has_key = secret is not None
        self._sessions: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @staticmethod
    async def detect(url: str) -> bool:
        """Whether an Agents server answers there."""
        return await speaks(url, _version)

    async def check(self) -> Health:
        version = ""
        try:
            version = await _version(self._server)
            if not version:
                words = f"what answers at {self._server.url} is not AutoMagik Agents"
                return Health(HealthState.DOWN, words, "check the URL")
            offers = await self.workflows()
        except BadCredentials as refusal:
            return Health(HealthState.REFUSED, refusal.message, refusal.hint, version)
        except SourceError as trouble:
            return Health(HealthState.DOWN, trouble.message, trouble.hint, version)
        told = "" if offers else ": it lists only agents that have run once, none so far"
        return Health(HealthState.UP, f"Agents {version}{told}", version=version)

    async def workflows(self) -> list[Offer]:
        for path in LISTS:
            async with self._server.stream("GET", path) as answer:
                if answer.status == HTTPStatus.OK:
                    return [offer for offer in await answer.items(MOST_OFFERS + 1, self._offer) if offer]
                reply = await answer.whole()
            if reply.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
                break
        raise self._trouble(reply, "list its agents")

    async def run(self, job: Job, emit: Emit) -> Outcome:
        """Letting go of this drops the connection; the server may go on with it all the same."""
        if job.ref is not None:
            return Gone("Agents does not say how a run has ended once its connection is lost")
        session = f"spark-{job.schedule if job.remembers and job.schedule else job.run}"
        async with self._server.held(), self._alone(session):
            try:
                return await self._run(job, emit, session)
            except SourceError as trouble:
                return hidden(self._server, failed(trouble))

    async def cancel(self, ref: str) -> bool:  # noqa: ARG002 - there is none
        """Nothing ends a run there."""
        return False

    async def close(self) -> None:
        await self._server.close()

    def _offer(self, agent: Any) -> Offer | None:
        """Its name is what it is run by, in every form; None for what has none."""
        name, hide = at(agent, "name"), self._server.hide
        if not isinstance(name, str) or not name or at(agent, "active") is False:
            return None
        key = hide(name)[:400]
        marker = one_line(hide(f"{at(agent, 'version') or ''} {at(agent, 'model') or ''}"), 100)
        return Offer(key, one_line(key), one_line(hide(str(at(agent, "description") or "")), 1_000), (), marker)

    @asynccontextmanager
    async def _alone(self, session: str) -> AsyncIterator[None]:
        """The second of two in one session would break off the first."""
        try:
            async with self._sessions[session]:
                yield
        finally:
            if not self._sessions[session].locked():
                self._sessions.pop(session, None)

    async def _run(self, job: Job, emit: Emit, session: str) -> Outcome:
        order = {"message_content": message_of(job).encode("utf-8", "replace").decode(), "session_name": session}
        self._say(emit, [Said(f"asked {one_line(job.title, 100)}; its answer comes when it is over", Level.NOTE)])
        path = f"/api/v1/agent/{quote(job.workflow, safe='')}/run"
        reply = await self._server.ask("POST", path, json=order, read=None)
        if not reply.ok:
            outcome = self._failed(reply, job)
            self._say(emit, [Said(outcome.reason, Level.ERR)])
            return outcome
        body = reply.json()
        self._say(emit, _tools(body))
        return self._judged(body, emit)

    def _judged(self, body: Any, emit: Emit) -> Outcome:
        """It answers 200 for a failure too, which `success` tells."""
        message = at(body, "message")
        text = self._server.hide(message if isinstance(message, str) else "")
        if at(body, "success") is not True:
            reason = one_line(text.removeprefix("Error: "), REASON_LIMIT) or "it failed without a reason"
            self._say(emit, [Said(reason, Level.ERR)])
            return Failed(reason)
        self._say(emit, shown(text, Level.OUT) if text else [Said("it answered without a word", Level.ERR)])
        return Done(clip(clean(text), RESULT_LIMIT))

    def _failed(self, reply: Reply, job: Job) -> Failed:
        words = flattened(reply.detail())
        if reply.status == HTTPStatus.NOT_FOUND:
            return Failed(f"there is no agent “{job.title}” any more (refresh the source)", Trouble.REJECTED)
        if reply.status == HTTPStatus.INTERNAL_SERVER_ERROR and words:
            return Failed(one_line(words.removeprefix("Error running agent: "), REASON_LIMIT), Trouble.SERVER)
        trouble = self._trouble(reply, f"run “{job.title}”")
        return Failed(trouble.in_full, trouble.trouble)

    def _trouble(self, reply: Reply, doing: str) -> SourceError:
        if not refused(reply):
            return trouble_of(reply, doing)
        words = "Agents refused the API key" if self._has_key else "Agents asks for an API key"
        return BadCredentials(words, hint="give its AM_API_KEY, from 0.6 on AUTOMAGIK_API_KEY, as the source's key")

    def _say(self, emit: Emit, said: Iterator[Said] | list[Said]) -> None:
        say(self._server, emit, said)


def _tools(body: Any) -> Iterator[Said]:
    """What it called, and what came of it."""
    for key, verb in (("tool_calls", "called"), ("tool_outputs", "answered")):
        calls = at(body, key)
        for call in calls[:200] if isinstance(calls, list) else ():
            name = one_line(str(at(call, "tool_name") or at(call, "name") or "a tool"), 100)
            given = at(call, "args") or at(call, "arguments") or at(call, "content") or at(call, "output")
            words = one_line(given if isinstance(given, str) else str(given or ""), 1_000)
            yield Said(f"{verb} {name}: {words}" if verb == "called" else f"{name} {verb}: {words}", Level.OUT)


async def _version(server: Server) -> str:
    """Its version, or nothing when it is something else. Raises SourceError when nothing answers."""
    reply = await server.ask("GET", "/", read=server.limits.look)
    if reply.status in BEHIND:
        words, hint = f"{server.url} answers {described(reply)}", "the server behind it may be starting or down"
        raise SourceError(words, hint=hint, trouble=Trouble.SERVER)
    body = reply.json() if reply.ok and reply.is_json else None
    name = str(at(body, "name") or "").lower()
    is_agents = at(body, "status") == "online" and "automagik" in name and not any(other in name for other in OTHERS)
    return one_line(str(at(body, "version") or "unknown"), 40) if is_agents else ""
