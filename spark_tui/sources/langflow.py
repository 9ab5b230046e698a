"""The kind `langflow`: the flows of a LangFlow server.

Runs are background jobs of its API v2, which survive our death and are taken up again;
older servers are run by the streams of v1. The contract was measured on 1.13.
"""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.inputs import Declared
from spark_tui.domain.log import Level
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import MOST_OFFERS, Abilities, Emit, Failed, Gone, Job, Outcome
from spark_tui.sources.endings import carried
from spark_tui.sources.http import Server, speaks
from spark_tui.sources.langflow_inputs import declared_by, secret_in, unknown_to
from spark_tui.sources.langflow_jobs import WORKFLOWS, Following, Jobs, Patience
from spark_tui.sources.langflow_stream import run_streamed
from spark_tui.sources.letting_go import even_if_let_go
from spark_tui.sources.limits import LIMITS, Limits
from spark_tui.sources.replies import described, refused, trouble_of
from spark_tui.sources.sealing import Lookup
from spark_tui.sources.telling import at

LISTING = {"get_all": "true", "header_flows": "true", "remove_example_flows": "true"}
PROBE = {"flow_id": "x", "mode": "probe", "session_id": "x", "idempotency_key": "x"}
KEY_READ = 1_000  # characters of a flow's id: whoever takes it in refuses one that is too long
AT_ONCE = 5  # what LangFlow itself runs at once; more would wait in its queue, which forgets


class LangFlowSource:
    """One LangFlow server, with an API key or without one where it asks for none."""

    kind: ClassVar[str] = "langflow"
    names_secrets: ClassVar[bool] = True
    ports: ClassVar[tuple[int, ...]] = (7860,)
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "Where LangFlow answers, for example http://127.0.0.1:7860"),
        Setting("key", "A LangFlow API key (sk-…): Settings, LangFlow API Keys", required=False, secret=True),
    )
    abilities: Abilities = Abilities(inputs=True, reattach=True, repeatable=True, limit=AT_ONCE)
    patience: ClassVar[Patience] = Patience()
    limits: ClassVar[Limits] = LIMITS

    def __init__(self, source: Source, secret: Secret | None = None, lookup: Lookup | None = None) -> None:
        """`lookup` finds the secrets that values name."""
        self._lookup = lookup
        self._server = Server(source.url, secret, limits=self.limits)
        self._has_key = secret is not None
        self._jobs = Jobs(self._server, self.patience)
        self._has_background: bool | None = None

    @staticmethod
    async def detect(url: str) -> bool:
        """Whether a LangFlow answers there. Its `/health` is anybody's; its version is not."""
        return await speaks(url, _version)

    async def check(self) -> Health:
        try:
            version = await _version(self._server)
            if not version:
                return Health(HealthState.DOWN, f"what answers at {self._server.url} is not LangFlow", "check the URL")
            return await self._checked(version)
        except SourceError as trouble:
            return Health(HealthState.DOWN, trouble.message, trouble.hint)

    async def workflows(self) -> list[Offer]:
        async with self._server.stream("GET", "/api/v1/flows/", params=LISTING) as answer:
            if answer.status == HTTPStatus.OK:
                return [offer for offer in await answer.items(MOST_OFFERS + 1, self._offer) if offer]
            reply = await answer.whole()
        if refused(reply):
            raise BadCredentials(*self._refusal(), hint=self._where_to_get_a_key())
        raise trouble_of(reply, "list its flows")

    def _offer(self, flow: Any) -> Offer | None:
        """None for what is no flow. What is wrong with its texts is up to whoever takes it in."""
        if not isinstance(at(flow, "id"), str) or not at(flow, "id") or at(flow, "is_component"):
            return None
        hide, endpoint = self._server.hide, at(flow, "endpoint_name")
        return Offer(
            key=hide(flow["id"])[:KEY_READ],
            title=one_line(hide(str(at(flow, "name") or flow["id"]))),
            description=one_line(hide(str(at(flow, "description") or ""))),
            aliases=(one_line(hide(endpoint)),) if isinstance(endpoint, str) and endpoint else (),
            marker=one_line(hide(str(at(flow, "updated_at") or "")), 100),
        )

    async def inputs(self, workflow: str) -> Declared:
        return declared_by(await self._flow(workflow))

    async def _flow(self, workflow: str) -> Any:
        """It, whole. Raises SourceError."""
        reply = await self._server.ask("GET", f"/api/v1/flows/{quote(workflow, safe='')}", read=self.limits.look)
        if refused(reply):
            raise BadCredentials(*self._refusal(), hint=self._where_to_get_a_key())
        if reply.status == HTTPStatus.NOT_FOUND:
            raise SourceError("LangFlow has no such flow any more", hint="refresh the source")
        if not reply.ok:
            raise trouble_of(reply, "say what the flow is given")
        return reply.json()

    async def run(self, job: Job, emit: Emit) -> Outcome:
        """Letting go of this leaves the job running in LangFlow: with its ref it is taken up again."""
        return await carried(self._server, self._run(job, emit))

    async def cancel(self, ref: str) -> bool:
        try:
            return await self._jobs.stop(ref)
        except SourceError:
            return False

    async def close(self) -> None:
        await self._server.close()

    async def _checked(self, version: str) -> Health:
        reply = await self._server.ask("GET", "/api/v1/users/whoami")
        if refused(reply):
            return Health(HealthState.REFUSED, *self._refusal(), self._where_to_get_a_key(), version)
        if not reply.ok:
            trouble = trouble_of(reply, "say who we are")
            return Health(HealthState.DOWN, trouble.message, trouble.hint, version)
        return Health(HealthState.UP, f"as {one_line(str(at(reply.json(), 'username')), 60)}", version=version)

    def _refusal(self) -> tuple[str]:
        return ("LangFlow refused the API key" if self._has_key else "LangFlow asks for an API key",)

    def _where_to_get_a_key(self) -> str:
        return f"make one at {self._server.url}/settings/api-keys and give it as the source's key"

    async def _run(self, job: Job, emit: Emit) -> Outcome:
        flow = await self._flow(job.workflow) if job.values and job.ref is None else None
        if flow is not None and (unknown := unknown_to(flow, job.values)):
            return Failed(_without(unknown), Trouble.REJECTED)
        job = replace(job, values=await self._sealed(flow, job.values))
        if not await self._runs_in_background():
            return Gone("this LangFlow has no background jobs") if job.ref else await self._streamed(job, emit)
        if job.ref is not None:
            emit.line("taken up again: LangFlow tells it from its beginning", Level.NOTE)
        ref = await even_if_let_go(self._begun(job, emit)) if job.ref is None else job.ref
        return await Following(self._jobs, job, emit, ref).outcome()

    async def _sealed(self, flow: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        """With the secrets that they name; of a job that is taken up again those are only known, to be hidden."""
        fields = secret_in(flow) if flow is not None else ()
        return await self._server.seal(values, fields, self._lookup)

    async def _begun(self, job: Job, emit: Emit) -> str:
        ref = await self._jobs.submit(job)
        await emit.ref(ref)
        return ref

    async def _streamed(self, job: Job, emit: Emit) -> Outcome:
        return await run_streamed(self._server, job, emit)

    async def _runs_in_background(self) -> bool:
        """Whether it knows background jobs as we do: an order that no server accepts tells it, without effect."""
        if self._has_background is None:
            reply = await self._server.ask("POST", WORKFLOWS, json=PROBE)
            if refused(reply) or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise trouble_of(reply, "say what it can do")
            self._has_background = reply.status == HTTPStatus.UNPROCESSABLE_ENTITY and _knows_mode(reply.detail())
            if not self._has_background:
                self.abilities = Abilities(inputs=True, limit=AT_ONCE)
        return self._has_background


def _without(unknown: list[str]) -> str:
    """LangFlow would run, silently without them."""
    names = one_line(", ".join(unknown), 100)
    return f"its flow has no {names} any more (see: spark workflow show; --set {unknown[0]}:=null takes it back)"


async def _version(server: Server) -> str:
    """Its version, or nothing when it is not LangFlow. Raises SourceError when nothing answers."""
    reply = await server.ask("GET", "/api/v1/version", read=server.limits.look)
    if not reply.ok or not reply.is_json:
        return _nothing_or_trouble(reply.status, f"{server.url} answers {described(reply)}")
    body = reply.json()
    is_langflow = "langflow" in str(at(body, "package")).lower()
    return one_line(str(at(body, "version") or "unknown"), 40) if is_langflow else ""


def _nothing_or_trouble(status: int, words: str) -> str:
    if status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT):
        raise SourceError(words, hint="the server behind it may be starting or down", trouble=Trouble.SERVER)
    return ""


def _knows_mode(detail: Any) -> bool:
    """It refused our `mode` alone, and names background among those that it knows."""
    complaints = detail if isinstance(detail, list) else []
    return [str(at(one, "type")) for one in complaints] == ["enum"] and "background" in str(complaints[0])
