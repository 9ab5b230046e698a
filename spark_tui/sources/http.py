"""Speaking HTTP with a server: here alone a secret goes out in a header.

A `Server` is one base URL, with the path that it may live under. It keeps no cookies,
follows redirects within that server only (so the key never reaches another host), bounds
what it reads, and turns everything that can go wrong into a SourceError in words for
people, in which the secret is hidden.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from spark_tui.domain.errors import SourceError
from spark_tui.domain.source import Secret, longest_first
from spark_tui.domain.trouble import Trouble
from spark_tui.sources import places
from spark_tui.sources.complaints import in_words, unconnected
from spark_tui.sources.limits import LIMITS, Limits
from spark_tui.sources.replies import Reply, described
from spark_tui.sources.sealing import Content, Lookup, Sealed, opened, sealed_values, sendable, told_whole, unsealed
from spark_tui.sources.streams import Streamed
from spark_tui.sources.trust import trust

if TYPE_CHECKING:
    import httpx  # at run time only where a request is made: it costs 0.2 to 0.4 s to import

    from spark_tui.sources.transport import Client

REDIRECTS = 5
FORM = "application/x-www-form-urlencoded"
DIRECT = {"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None}  # never through a proxy


class Server:
    """One server at a base URL. `header` names the one that carries the secret; with `bearer` a second one does too."""

    def __init__(
        self,
        url: str,
        secret: Secret | None = None,
        header: str = "x-api-key",
        limits: Limits = LIMITS,
        *,
        bearer: bool = False,
        secrets: Mapping[str, Secret] | None = None,
    ) -> None:
        """`secrets` are those that `Sealed` headers name; none of them goes out by itself."""
        self.url = url.strip().rstrip("/")
        self.limits = limits
        self._secret = secret
        self._named = dict(secrets or {})
        self._hidden = self._to_hide()
        self._header, self._bearer = header, bearer
        self._client: Client | None = None
        self._holders = 0
        self._closing = False

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, Any] | None = None,
        params: Mapping[str, str | Sealed] | None = None,
        content: Content | None = None,
        headers: Mapping[str, str | Sealed] | None = None,
        read: float | None = 0.0,
    ) -> Reply:
        """One request and its whole answer, whatever its status. `read`: seconds to wait, if not the usual ones."""
        async with self.stream(
            method, path, json=json, form=form, params=params, content=content, headers=headers, read=read
        ) as answer:
            return await answer.whole()

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, Any] | None = None,
        params: Mapping[str, str | Sealed] | None = None,
        content: Content | None = None,
        headers: Mapping[str, str | Sealed] | None = None,
        read: float | None = 0.0,
    ) -> AsyncIterator[Streamed]:
        """One request; its answer is read as it comes. With None as `read` it may be silent for ever.

        The body is `json`, `form` or `content`, whose type a header says; one that bears secrets is made when they
        are known. A field of a form that is no text is JSON. Names of headers are in small letters. `params` follow
        what the path asks already.
        """
        if callable(content):
            content = content(self._named)
        if content is None:
            content = self._as_form(form) if form is not None else None if json is None else self._encoded(json)
        typed = {"content-type": FORM} if form is not None else {}
        read = self.limits.read if read == 0.0 else read
        try:
            said = opened(headers or {}, self._named)
            asked = unsealed(dict(params), self._named) if params else None
            response = await self._sent(method, path, content, asked, typed | said, read)
            try:
                yield Streamed(response, self.url, self.limits, self._blot)
            finally:
                await response.aclose()
        except Exception as trouble:
            told = self._told(trouble, read)
            if told is None:
                raise
            raise told from None

    def hide(self, text: str) -> str:
        """The text without our secrets, should one stand there."""
        for secret in self._hidden:
            text = secret.hide_in(text)
        return text

    def know(self, name: str, secret: Secret) -> None:
        """A secret that `Sealed` headers may name from now on."""
        if self._named.get(name) is not secret:
            self._named[name] = secret
            self._hidden = self._to_hide()

    async def seal(self, values: Mapping[str, Any], secret: Container[str], lookup: Lookup | None) -> dict[str, Any]:
        """Values with those of the inputs in `secret` sealed; what they name is known from now on, and hidden.

        Raises BadCredentials for a secret that is missing.
        """
        sealed, known = await asyncio.to_thread(sealed_values, values, secret, lookup)
        for name, one in known.items():
            self.know(name, one)
        return sealed

    def _encoded(self, value: Any) -> bytes:
        """JSON in which secrets may stand sealed. Raises BadCredentials for one that is missing."""
        return json.dumps(value, default=lambda sealed: told_whole(sealed, self._named)).encode("ascii")

    def _as_form(self, fields: Mapping[str, Any]) -> bytes:
        """A lone surrogate has no bytes: it goes as a question mark."""
        texts = {name: one if isinstance(one, str) else self._encoded(one) for name, one in fields.items()}
        return urlencode(texts, errors="replace").encode("ascii")

    def _blot(self, raw: bytes) -> bytes:
        """What a server says without our secrets: whoever tells one back must not have it written down."""
        for secret in self._hidden:
            raw = secret.hide_in_bytes(raw)
        return raw

    def _to_hide(self) -> tuple[Secret, ...]:
        return longest_first([*(() if self._secret is None else (self._secret,)), *self._named.values()])

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """While somebody holds it, closing waits: a run outlives the edit of its source."""
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1
            if self._closing:
                await self.close()

    async def close(self) -> None:
        self._closing = True
        if self._client is not None and self._holders == 0:
            client, self._client = self._client, None
            await client.aclose()

    async def _sent(
        self,
        method: str,
        path: str,
        content: bytes | None,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        read: float | None,
    ) -> "httpx.Response":
        import httpx

        client = self._opened()
        url = httpx.URL(places.joined(self.url, path))
        url = url.copy_merge_params(params) if params else url
        request_headers = self._headers(content) | dict(headers or {})
        timeout = httpx.Timeout(self.limits.connect, read=read, pool=self.limits.read)
        async with self._to_begin(read):
            for _ in range(REDIRECTS):
                response = await self._answered(client.begun(method, url, request_headers, content, timeout))
                if not response.has_redirect_location:
                    return response
                await response.aclose()
                url = places.redirected(self.url, response, method)
        raise SourceError(f"{self.url} redirects in a circle")

    @asynccontextmanager
    async def _to_begin(self, read: float | None) -> AsyncIterator[None]:
        """Until the head of an answer is there, however steadily it drips."""
        within = None if read is None else self.limits.connect + read
        try:
            async with asyncio.timeout(within):
                yield
        except TimeoutError:
            words = f"{self.url} did not begin to answer within {within:g} seconds"
            raise SourceError(words, hint="is it overloaded?", trouble=Trouble.TIMEOUT) from None

    async def _answered(self, answer: "Awaitable[httpx.Response]") -> "httpx.Response":
        try:
            return await answer
        except (OSError, ValueError, ExceptionGroup) as odd:  # what is let through, of odd names and numbers
            raise unconnected(odd, self.url) from None

    def _opened(self) -> "Client":
        if self._client is None:
            from spark_tui.sources.transport import Client

            places.check(self.url)
            self._client = Client(verify=trust(), mounts=DIRECT)
            self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return self._client

    def _headers(self, content: bytes | None) -> dict[str, str]:
        headers = {"accept": "*/*", "accept-encoding": "identity", "user-agent": "spark"}
        if content is not None:
            headers["content-type"] = "application/json"
        if self._secret is not None:
            headers[self._header] = sendable(self._secret)
            headers |= {"authorization": f"Bearer {headers[self._header]}"} if self._bearer else {}
        return headers

    def _told(self, trouble: Exception, read: float | None) -> SourceError | None:
        """What went wrong, in words in which no secret stands; None when it was not the network's fault."""
        told = trouble if isinstance(trouble, SourceError) else in_words(trouble, self.url, read)
        if told is None:
            return None
        return type(told)(self.hide(told.message), hint=self.hide(told.hint), trouble=told.trouble, wait=told.wait)


async def speaks(url: str, asked: Callable[[Server], Awaitable[Any]]) -> bool:
    """Whether the server at an http URL answers what only one of its kind does."""
    server = Server(url)
    try:
        return url.startswith("http") and bool(await asked(server))
    except SourceError:
        return False
    finally:
        await server.close()


async def seems(url: str) -> str:
    """What stands at an address that no kind of source knows, in words. Raises SourceError where nobody answers."""
    server = Server(url)
    try:
        return f"it answers {described(await server.ask('GET', ''))}"
    finally:
        await server.close()
