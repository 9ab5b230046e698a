"""Speaking HTTP with a server: the one place where a secret is revealed.

A `Server` is one base URL, with the path that it may live under. It keeps no cookies,
follows redirects within that server only (so the key never reaches another host), bounds
what it reads, and turns everything that can go wrong into a SourceError in words for
people, in which the secret is hidden.
"""

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from spark_tui.domain.errors import BadCredentials, SourceError
from spark_tui.domain.source import Secret
from spark_tui.domain.text import one_line
from spark_tui.sources.complaints import causes, in_words, no_such_host
from spark_tui.sources.replies import Reply, described, retry_after
from spark_tui.sources.streams import BODY_LIMIT, split_lines

if TYPE_CHECKING:
    import aiohttp  # at run time only where a request is made: it costs 0.2 to 0.4 s to import
    from yarl import URL

CONNECT, READ = 10.0, 60.0  # seconds; servers may freeze for several while they are at work
REDIRECTS = 5
REDIRECTED = (301, 302, 303, 307, 308)
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")  # never through a proxy
HEAD_LIMIT = 64 * 1024  # bytes of one line of an answer's head
LARGE = 1024 * 1024  # bytes of a body that is not sent in one piece


class Server:
    """One server at a base URL. `header` names the one that carries the secret."""

    def __init__(self, url: str, secret: Secret | None = None, header: str = "x-api-key") -> None:
        self.url = url.strip().rstrip("/")
        self._secret = secret
        self._header = header
        self._session: aiohttp.ClientSession | None = None
        self._holders = 0
        self._closing = False

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        read: float | None = READ,
    ) -> Reply:
        """One request and its whole answer, whatever its status."""
        async with self.stream(method, path, json=json, params=params, read=read) as answer:
            return await answer.whole()

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        read: float | None = READ,
    ) -> AsyncIterator["Streamed"]:
        """One request; its answer is read as it comes."""
        content = None if json is None else _encoded(json)
        try:
            response = await self._sent(method, path, content, params, headers, read)
            async with response:
                yield Streamed(response, self.url)
        except Exception as trouble:
            told = self._told(trouble, read)
            if told is None:
                raise
            raise told from None

    def hide(self, text: str) -> str:
        """The text without our secret, should it stand there."""
        return text if self._secret is None else self._secret.hide_in(text)

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
        if self._session is not None and self._holders == 0:
            session, self._session = self._session, None
            await session.close()

    async def _sent(
        self,
        method: str,
        path: str,
        content: bytes | None,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        read: float | None,
    ) -> "aiohttp.ClientResponse":
        session = await self._opened()
        from aiohttp import ClientTimeout

        url: str | URL = self.url + path
        request_headers = self._headers(content) | dict(headers or {})
        timeout = ClientTimeout(total=None, connect=READ, sock_connect=CONNECT, sock_read=read)
        for _ in range(REDIRECTS):
            response = await self._answered(
                session.request(
                    method,
                    url,
                    data=_body(content),
                    params=params,
                    headers=request_headers,
                    timeout=timeout,
                    allow_redirects=False,
                )
            )
            if response.status not in REDIRECTED or "location" not in response.headers:
                return response
            response.close()
            url, params = self._redirected(response, method), None
        raise SourceError(f"{self.url} redirects in a circle")

    async def _answered(self, asked: "Coroutine[Any, Any, aiohttp.ClientResponse]") -> "aiohttp.ClientResponse":
        from aiohttp import ClientError

        try:
            return await asked
        except (ClientError, TimeoutError):
            raise
        except (OSError, ValueError, ExceptionGroup) as odd:  # what is let through, of odd names and numbers
            why = one_line(str(causes(odd)[-1]))
            raise SourceError(f"{self.url} cannot be reached: {why}", hint="check the address") from None

    async def _opened(self) -> "aiohttp.ClientSession":
        if self._session is None:
            _check_url(self.url)
            trust = await asyncio.to_thread(_prepared, self.url)
            self._session = self._session or _session(self.url, trust)
        return self._session

    def _headers(self, content: bytes | None) -> dict[str, str]:
        headers = {"accept": "*/*", "user-agent": "spark"}
        if content is not None:
            headers["content-type"] = "application/json"
        if self._secret is not None:
            headers[self._header] = _sendable(self._secret)
        return headers

    def _redirected(self, response: "aiohttp.ClientResponse", method: str) -> "URL":
        from yarl import URL

        target = response.url.join(URL(response.headers["location"]))
        if not target.host or target.origin() != response.url.origin():
            raise SourceError(
                f"{self.url} sends us on to {_shown(target)}; the key is not taken to another place",
                hint=f"if that is where it lives now, use {_shown(target.with_path('/'))} as the URL",
            )
        if method != "GET" and response.status not in (307, 308):
            raise SourceError(f"{self.url} redirects a {method} to {_shown(target)}", hint="correct the URL")
        return target

    def _told(self, trouble: Exception, read: float | None) -> SourceError | None:
        """What went wrong, in words in which no secret stands; None when it was not the network's fault."""
        told = trouble if isinstance(trouble, SourceError) else in_words(trouble, self.url, read or READ)
        if told is None:
            return None
        return type(told)(self.hide(told.message), hint=self.hide(told.hint), trouble=told.trouble, wait=told.wait)


class Streamed:
    """An answer that is read as it comes."""

    def __init__(self, response: "aiohttp.ClientResponse", where: str) -> None:
        self._response = response
        self._where = where
        self.status = response.status
        self._wait = retry_after(response.headers)
        self.content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def whole(self) -> Reply:
        body = bytearray()
        async for chunk in self._response.content.iter_any():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise SourceError(f"{self._where} answered more than {BODY_LIMIT >> 20} MB; that is too much")
        return Reply(self.status, self.content_type, bytes(body), self._where, self._wait)

    def lines(self) -> AsyncIterator[bytes]:
        return split_lines(self._response.content.iter_any(), self._where)


async def seems(url: str) -> str:
    """What stands at an address that no kind of source knows, in words."""
    server = Server(url)
    try:
        return f"it answers {described(await server.ask('GET', ''))}"
    except SourceError as trouble:
        return trouble.message
    finally:
        await server.close()


def _prepared(url: str) -> ssl.SSLContext | None:
    """What takes long and is not to stop the event loop: the import of aiohttp, the certificates."""
    import aiohttp  # noqa: F401

    return _trust() if url.startswith("https:") else None


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are believed. Reading them takes 30 ms, which every client would take anew."""
    import certifi

    if file := os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=file)
    if folder := os.environ.get("SSL_CERT_DIR"):
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())


def _session(url: str, trust: ssl.SSLContext | None) -> "aiohttp.ClientSession":
    """Without a limit of connections: the seats are one, and what waited here for a second limit would look stalled."""
    import aiohttp

    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ssl=trust or True),
        cookie_jar=aiohttp.DummyCookieJar(),
        proxy=_proxy(url),
        max_line_size=HEAD_LIMIT,
        max_field_size=HEAD_LIMIT,
    )


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for that address."""
    parts = urlsplit(url)
    host, proxies = parts.hostname or "", getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all")
    if not found or host in THIS_MACHINE or proxy_bypass(host):
        return None
    return found if "://" in found else f"http://{found}"


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


def _body(content: bytes | None) -> bytes | BytesIO | None:
    """A new one for every request: what is large is read piece by piece."""
    return content if content is None or len(content) < LARGE else BytesIO(content)


def _sendable(secret: Secret) -> str:
    """The secret as a header bears it. Raises BadCredentials when none does."""
    value = secret.reveal().strip()
    if not value or not value.isascii() or not value.isprintable():
        raise BadCredentials("the API key holds characters that no key has", hint="enter it once more")
    return value


def _check_url(url: str) -> None:
    example = "for example http://127.0.0.1:7860"
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that none is shows only here
    except ValueError:
        raise SourceError(f"“{one_line(url)}” is not a URL", hint=example) from None
    if parts.username is not None or parts.password is not None:
        raise SourceError("a URL must not hold a name or a password", hint="give the key as the source's secret")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError(f"“{one_line(url)}” is not an http or https URL", hint=example)
    try:
        parts.hostname.encode("idna")
    except UnicodeError:  # a resolver would not say so, it would break
        raise no_such_host(url) from None


def _shown(url: "URL") -> str:
    return str(url.with_user(None)) if url.user or url.password else str(url)
