"""The kind `openapi`: the operations of an OpenAPI document as workflows, with the inputs that it declares.

The URL is that of the document, and its operations live at the same place; or the URL is that of the server, and the
document is the source's definition.
"""

import json
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from spark_tui.domain.endpoints import DEFINITION_LIMIT, Endpoint
from spark_tui.domain.errors import BadCredentials, Invalid, SourceError
from spark_tui.domain.inputs import Declared, must_fit
from spark_tui.domain.log import Level
from spark_tui.domain.source import Health, HealthState, Secret, Setting, Source
from spark_tui.domain.text import one_line
from spark_tui.domain.trouble import Trouble
from spark_tui.domain.workflow import Offer
from spark_tui.service.ports import Abilities, Emit, Failed, Job, Listing, Outcome
from spark_tui.sources.endings import failed
from spark_tui.sources.http import Server
from spark_tui.sources.limits import LIMITS, Limits
from spark_tui.sources.openapi_bodies import content_of
from spark_tui.sources.openapi_document import Document, Operation, read
from spark_tui.sources.openapi_parameters import Pair, cookie_of
from spark_tui.sources.openapi_reading import Reading
from spark_tui.sources.openapi_security import BEARER
from spark_tui.sources.openapi_servers import base_of
from spark_tui.sources.replies import trouble_of
from spark_tui.sources.sealing import Lookup, Sealed, of_key
from spark_tui.sources.telling import Said, say
from spark_tui.sources.webhook_asking import Request
from spark_tui.sources.webhook_sending import sent


class OpenAPISource:
    """One document. It is asked for anew at every check, listing and run; sent and read anew where it has changed."""

    kind: ClassVar[str] = "openapi"
    names_secrets: ClassVar[bool] = True
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "Where its document is, for example http://127.0.0.1:8000/openapi.json"),
        Setting("key", "Its key, sent as the document says; USER:PASSWORD for Basic", required=False, secret=True),
        Setting("definition", "The document itself; the URL is then that of the server", required=False),
    )
    abilities: Abilities = Abilities(cancel=False, inputs=True)
    limits: ClassVar[Limits] = LIMITS

    def __init__(self, source: Source, secret: Secret | None = None, lookup: Lookup | None = None) -> None:
        """`lookup` finds the secrets that values name."""
        self._source, self._keyed, self._lookup = source, secret is not None, lookup
        self._server = Server(source.url, limits=self.limits, secrets=of_key(secret) if secret else {})
        self._reading = Reading()

    @staticmethod
    async def detect(url: str) -> bool:
        """Whether a document of OpenAPI 3 stands there."""
        server = Server(url)
        try:
            return url.startswith("http") and bool(read((await server.ask("GET", "")).body).operations)
        except (SourceError, Invalid):
            return False
        finally:
            await server.close()

    @staticmethod
    def check_definition(text: str) -> None:
        """Raises Invalid for what is no document."""
        if len(text) > DEFINITION_LIMIT:
            raise Invalid(f"a definition has at most {DEFINITION_LIMIT:,} characters, this one has {len(text):,}")
        read(text)

    async def check(self) -> Health:
        try:
            document = await self._document()
            if self._source.definition:
                async with self._server.stream("HEAD", "", read=self.limits.look) as answer:
                    told = f"HEAD of its URL was answered with status {answer.status}"
            else:
                told = _counted(document)
        except BadCredentials as refusal:
            return Health(HealthState.REFUSED, refusal.message, refusal.hint)
        except SourceError as trouble:
            return Health(HealthState.DOWN, trouble.message, trouble.hint)
        told = f"{document.title} {document.version}: {told}"
        return Health(HealthState.UP, told, self._lacks(document), version=document.version)

    async def workflows(self) -> list[Offer] | Listing:
        document = await self._document()
        offers = [self._offer(key, operation) for key, operation in document.operations.items()]
        return Listing(offers, remarks=(lacks,)) if (lacks := self._lacks(document)) else offers

    def _lacks(self, document: Document) -> str:
        """That it has no key, where what it offers wants one; empty where all is well."""
        wanted = "" if self._keyed else self._server.hide(document.wants_key)
        return f"{wanted}, and it has none: spark source key {self._source.name}" if wanted else ""

    def _offer(self, key: str, operation: Operation) -> Offer:
        hide = self._server.hide
        return Offer(key, one_line(hide(operation.title)), hide(operation.description), (key,))

    async def inputs(self, workflow: str) -> Declared:
        """What an operation wants to be given. Raises SourceError."""
        _, operation = await self._operation(workflow)
        return operation.declared

    async def run(self, job: Job, emit: Emit) -> Outcome:
        """One request; letting go of this drops the connection."""
        async with self._server.held():
            try:
                document, operation = await self._operation(job.workflow)
                request = await self._request(operation, self._base(document, operation), job)
                endpoint = Endpoint(operation.key, method=operation.method)
                return await sent(self._server, endpoint, request, job.title, emit)
            except SourceError as trouble:
                outcome = failed(trouble)
            except Invalid as wrong:
                outcome = Failed(wrong.in_full, Trouble.REJECTED)
        say(self._server, emit, [Said(outcome.reason, Level.ERR)])
        return outcome

    async def cancel(self, ref: str) -> bool:  # noqa: ARG002 - there is none
        """Nothing ends a request there."""
        return False

    async def close(self) -> None:
        await self._server.close()

    async def _document(self) -> Document:
        """Raises SourceError, also where its operations live elsewhere."""
        try:
            return await self._reading.of(self._source.definition) if self._source.definition else await self._asked()
        except Invalid as wrong:
            raise SourceError(f"{self._server.url}: {wrong.message}", hint=wrong.hint) from None

    async def _asked(self) -> Document:
        known, headers = self._reading.last, {"authorization": BEARER.value} if self._keyed else {}
        reply = await self._server.ask("GET", "", headers=headers | self._if_changed())
        if reply.status == HTTPStatus.NOT_MODIFIED and known is not None:
            document = known
        elif reply.ok:
            document = await self._reading.of(reply.body, reply.etag)
        else:
            raise trouble_of(reply, "give its OpenAPI document")
        base_of(document.bases, self._server.url)
        return document

    def _if_changed(self) -> dict[str, str | Sealed]:
        return {"if-none-match": self._reading.etag} if self._reading.etag else {}

    async def _operation(self, key: str) -> tuple[Document, Operation]:
        document = await self._document()
        if key not in document.operations:
            raise SourceError(f"there is no operation “{one_line(key, 80)}” any more", hint="refresh the source")
        return document, document.operations[key]

    def _base(self, document: Document, operation: Operation) -> str:
        """Where it lives: below the source's URL, where that is the server's. Raises Invalid for elsewhere."""
        return "" if self._source.definition else base_of(operation.bases or document.bases, self._server.url)

    async def _request(self, operation: Operation, base: str, job: Job) -> Request:
        """Raises Invalid with all that is wrong with what is given, BadCredentials for a secret that is missing."""
        if operation.why_not:
            raise Invalid(f"it cannot be run: {operation.why_not}")
        values = await self._sealed(operation, must_fit(operation.declared, _given(job), one_line(job.title, 60)).of())
        pairs = [*operation.given("query", values), *self._key(operation, "query")]
        query = urlencode([(name, text) for name, text in pairs if isinstance(text, str)], errors="replace")
        path = base + operation.path_of(values) + (f"?{query}" if query else "")
        headers: dict[str, str | Sealed] = {name.lower(): text for name, text in operation.given("header", values)}
        headers |= {"idempotency-key": job.key, **dict(self._key(operation, "header"))}
        if cookies := [*operation.given("cookie", values), *self._key(operation, "cookie")]:
            headers["cookie"] = cookie_of(cookies)
        params = {name: text for name, text in pairs if isinstance(text, Sealed)}
        body = operation.body_of(values)
        if body is None:
            return Request(operation.method, path, headers, params=params)
        headers["content-type"], content = content_of(operation.body, body)
        return Request(operation.method, path, headers, content, params)

    async def _sealed(self, operation: Operation, values: dict[str, Any]) -> dict[str, Any]:
        secret = {one.name for one in operation.declared.fields if one.secret}
        return await self._server.seal(values, secret, self._lookup)

    def _key(self, operation: Operation, place: str) -> list[Pair]:
        """What bears the key there."""
        bearing = operation.bearing
        return [(bearing.name, bearing.value)] if self._keyed and bearing.place == place else []


def _counted(document: Document) -> str:
    some = sum(bool(one.why_not) for one in document.operations.values())
    more = f", of which {some:,} cannot be run" if some else ""
    return f"{len(document.operations):,} operations{more}"


def _given(job: Job) -> dict[str, Any]:
    """Its values, or the input as a JSON object. Raises Invalid."""
    if job.values or not job.input.strip():
        return dict(job.values)
    try:
        found = json.loads(job.input)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("an operation is given a JSON object of its inputs", hint="see: spark workflow show NAME")
    return found
