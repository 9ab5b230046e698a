"""The kind `webhook`: any HTTP endpoint as a workflow.

A definition says what is sent and how an answer is read; without one there is a single POST of the input to the
source's URL. A run is one request, or a job that the answer began and that is asked after until it is over.
"""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from spark_tui.domain.endpoints import KEY, Endpoint, plain
from spark_tui.domain.endpoints.reading import read
from spark_tui.domain.errors import BadCredentials, Invalid, SourceError
from spark_tui.domain.inputs import Declared
from spark_tui.domain.log import Level
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source, how_to_give, named_secret
from spark_tui.domain.templates import Facts
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import Abilities, Emit, Failed, Gone, Job, Listing, Outcome
from spark_tui.sources.endings import failed
from spark_tui.sources.grounding import facts_of
from spark_tui.sources.http import Server
from spark_tui.sources.letting_go import even_if_let_go
from spark_tui.sources.limits import LIMITS, Limits
from spark_tui.sources.replies import Reply, flattened, refused
from spark_tui.sources.sealing import Lookup
from spark_tui.sources.telling import Said, say
from spark_tui.sources.webhook_answers import judged
from spark_tui.sources.webhook_asking import (
    Ref,
    fixed_headers,
    headers_of,
    listing_headers,
    ref_known_before,
    ref_of,
    ref_of_stream,
    request_of,
)
from spark_tui.sources.webhook_inputs import declared_by, given_to
from spark_tui.sources.webhook_jobs import PATIENCE, Following, Patience
from spark_tui.sources.webhook_listing import declared_of, offered
from spark_tui.sources.webhook_sending import sent


class WebhookSource:
    """The endpoints of one server, with the secrets that their headers name."""

    kind: ClassVar[str] = "webhook"
    names_secrets: ClassVar[bool] = True
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "Where it answers, for example https://n8n.example.com"),
        Setting("key", "Its key, which headers may bear as ${key}", required=False, secret=True),
        Setting("definition", "Its endpoints, as YAML or JSON; without, one POST to the URL", required=False),
    )
    abilities: Abilities = Abilities(inputs=True, reattach=True)
    limits: ClassVar[Limits] = LIMITS
    patience: ClassVar[Patience] = PATIENCE

    def __init__(self, source: Source, secret: Secret | None = None, lookup: Lookup | None = None) -> None:
        """`lookup` finds the secrets that the definition names. Raises SourceError for a definition that is none."""
        self._name, self._key, self._lookup = source.name, secret, lookup
        self._server = Server(source.url, limits=self.limits, secrets={KEY: secret} if secret else {})
        try:
            keyed = secret is not None
            self._endpoints = read(source.definition) if source.definition else plain(_called(source.url), keyed=keyed)
        except Invalid as wrong:
            raise SourceError(wrong.message, hint=wrong.hint) from None
        polls = [one.poll for one in self._endpoints.all if one.poll]
        lets_go = not any(one.outlives for one in self._endpoints.all)
        cancel, inputs = (
            lets_go and (any(poll.cancel for poll in polls) or not polls),
            any(map(_declares, self._endpoints.all)),
        )
        self.abilities = Abilities(cancel=cancel, inputs=inputs, reattach=bool(polls))

    @staticmethod
    async def detect(url: str) -> bool:  # noqa: ARG004 - any URL may be one: a person says that it is
        """Never: whatever answers may be an endpoint, and no endpoint is called to find that out."""
        return False

    @staticmethod
    def presets() -> dict[str, str]:
        """Definitions for well-known servers, by name."""
        folder = Path(__file__).with_name("presets")
        return {file.stem: file.read_text("utf-8") for file in sorted(folder.glob("*.yaml"))}

    @staticmethod
    def check_definition(text: str) -> None:
        """Raises Invalid with the line."""
        read(text)

    @staticmethod
    def secrets_of(text: str) -> set[str]:
        """The names that its headers bear, beside its own key; one with a ? at its end may be missing."""
        return {name for one in read(text).all for name in one.secrets()} - {KEY, f"{KEY}?"}

    async def check(self) -> Health:
        try:
            reply, what = await self._look()
        except BadCredentials as refusal:
            return Health(HealthState.REFUSED, refusal.message, refusal.hint)
        except SourceError as trouble:
            return Health(HealthState.DOWN, trouble.message, trouble.hint)
        words = "" if reply.ok else one_line(flattened(reply.detail()), 200)
        detail = f"{what} was answered with status {reply.status}{f': {words}' if words else ''}"
        asked = self._endpoints.check or self._endpoints.all[0].listed
        if refused(reply) and asked:
            return Health(HealthState.REFUSED, detail, "check its key")
        bad = not reply.ok if asked else reply.status in range(502, 505)
        doubt = "are its URL and its key right?" if self._key else "is it the right URL?"
        return Health(HealthState.DOWN if bad else HealthState.UP, detail, doubt if bad else "")

    async def workflows(self) -> list[Offer] | Listing:
        await self._look()
        offers: list[Offer] = []
        unheard: dict[str, SourceError] = {}
        for one in self._endpoints.all:
            try:
                if one.listed is not None:
                    await self._know(one)
                offers += await offered(self._server, one)
            except SourceError as trouble:
                unheard[one.key()] = trouble
        if unheard and not offers:
            raise next(iter(unheard.values()))
        return Listing(offers, {key: trouble.message for key, trouble in unheard.items()}) if unheard else offers

    async def inputs(self, workflow: str) -> Declared:
        """What the definition says that an endpoint wants. Raises SourceError for one that is not there any more."""
        found = self._endpoints.of(workflow)
        if found is None:
            raise SourceError(f"there is no endpoint “{one_line(workflow, 60)}” any more", hint="refresh the source")
        endpoint, item = found
        if endpoint.listed is None or not endpoint.listed.wants:
            return declared_by(endpoint)
        await self._know(endpoint)
        return await declared_of(self._server, endpoint, item)

    async def run(self, job: Job, emit: Emit) -> Outcome:
        """Letting go of this drops the connection; a job that it began goes on."""
        found = self._endpoints.of(job.workflow)
        if found is None:
            return Failed(f"there is no endpoint “{one_line(job.title, 60)}” any more", Trouble.REJECTED)
        endpoint, item = found
        async with self._server.held():
            try:
                job = job if job.ref is not None else replace(job, values=given_to(endpoint, job))
                await self._know(endpoint)
                return await self._run(endpoint, job, facts_of(job, self._name, item), emit)
            except Invalid as wrong:
                outcome = Failed(wrong.in_full, Trouble.REJECTED)
            except SourceError as trouble:
                outcome = failed(trouble)
        say(self._server, emit, [Said(outcome.reason, Level.ERR)])
        return outcome

    async def cancel(self, ref: str) -> bool:
        found = Ref.read(ref)
        endpoint = self._endpoints.named(found.endpoint)
        if endpoint is None or (endpoint.poll is None and found.cancel is None):
            raise SourceError("the definition does not know that job any more")
        await self._know(endpoint)
        if endpoint.poll is None:
            return await self._ended(endpoint, found)
        return await Following(self._server, endpoint, found, fixed_headers(endpoint), "", self.patience).cancel()

    async def _ended(self, endpoint: Endpoint, stream: Ref) -> bool:
        """Whether it was told to end, where dropping the connection would not."""
        assert stream.cancel is not None
        headers, ending = fixed_headers(endpoint), stream.cancel
        return (await self._server.ask(ending.method, ending.path, json=ending.json, headers=headers)).ok

    async def close(self) -> None:
        await self._server.close()

    async def _look(self) -> tuple[Reply, str]:
        """Whether anybody is there, and what was asked: no endpoint is called for it."""
        first = self._endpoints.all[0]
        listed = first.listed if not self._endpoints.check else None
        if not self._endpoints.check and listed is None:
            async with self._server.stream("HEAD", "", read=self.limits.look) as answer:
                return Reply(answer.status, "", b"", self._server.url), "HEAD of its URL"
        await self._know(first)
        headers, path = listing_headers(first), listed.path if listed else self._endpoints.check
        method, body = (listed.method, listed.json) if listed else ("GET", None)
        reply = await self._server.ask(method, path, json=body, headers=headers, read=self.limits.look)
        return reply, f"{method} {path}"

    async def _know(self, endpoint: Endpoint) -> None:
        """Its secrets as they are now. Raises BadCredentials for one that is not there."""
        for said in endpoint.secrets() - {KEY, f"{KEY}?"}:
            name = said.removesuffix("?")
            found = await asyncio.to_thread(self._lookup, named_secret(name)) if self._lookup else None
            if found is not None:
                self._server.know(name, found)
            elif name == said:
                raise BadCredentials(f"there is no secret “{name}”", hint=how_to_give(name))
        if KEY in endpoint.secrets() and self._key is None:
            raise BadCredentials("it has no key, and its headers bear one", hint=f"spark source key {self._name}")

    async def _run(self, endpoint: Endpoint, job: Job, facts: Facts, emit: Emit) -> Outcome:
        if endpoint.poll is None:
            if job.ref is not None:
                return Gone("what it was saying cannot be heard again")
            if (ref := ref_known_before(endpoint, facts)) is not None:
                await emit.ref(str(ref))
            ending = partial(ref_of_stream, endpoint, facts) if endpoint.cancel else None
            return await sent(self._server, endpoint, request_of(endpoint, facts), job.title, emit, ending)
        begun = job.ref is None
        found = Ref.read(job.ref) if job.ref else await even_if_let_go(self._begun(endpoint, job, facts, emit))
        if isinstance(found, Failed):
            say(self._server, emit, [Said(found.reason, Level.ERR)])
            return found
        headers = headers_of(endpoint, facts)
        following = Following(self._server, endpoint, found, headers, job.title, self.patience)
        return await following.outcome(emit, begun=begun)

    async def _begun(self, endpoint: Endpoint, job: Job, facts: Facts, emit: Emit) -> Ref | Failed:
        request = request_of(endpoint, facts)
        reply = await self._server.ask(request.method, request.path, content=request.content, headers=request.headers)
        if not endpoint.succeeded(reply.status):
            outcome = judged(endpoint, reply, job.title)
            assert isinstance(outcome, Failed)
            return outcome
        ref = ref_of(endpoint, facts, reply, f"{self._server.url}{request.path}")
        await emit.ref(str(ref))
        return ref


def _declares(endpoint: Endpoint) -> bool:
    return bool(endpoint.inputs or (endpoint.listed and endpoint.listed.wants))


def _called(url: str) -> str:
    """The last part of its path, or its host."""
    parts = urlsplit(url)
    return one_line(parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "call", 60)
