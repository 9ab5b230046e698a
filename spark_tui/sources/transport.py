"""httpx, over the connections of aiohttp.

httpx's own pool does work in proportion to what waits times its connections: after a rest of a few
seconds, a thousand requests at once stop the event loop for as many. aiohttp's does not.
"""

import ssl
from collections.abc import Mapping
from typing import Any

import httpx
from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from httpx_aiohttp import AiohttpTransport, HttpxAiohttpClient

HEAD_LIMIT = 64 * 1024  # bytes of one line of an answer's head
KEPT = 30.0  # seconds that an idle connection is kept


class Client(HttpxAiohttpClient):
    """An httpx.AsyncClient without a memory for cookies; as many connections as there are requests at once."""

    def _init_transport(self, verify: Any = True, *_: Any, **__: Any) -> httpx.AsyncBaseTransport:
        return AiohttpTransport(verify=verify, client=lambda: _session(verify))

    def _init_proxy_transport(
        self, proxy: httpx.Proxy, verify: Any = True, *_: Any, **__: Any
    ) -> httpx.AsyncBaseTransport:
        return AiohttpTransport(verify=verify, proxy=proxy, client=lambda: _session(verify))

    async def begun(
        self,
        method: str,
        url: httpx.URL,
        headers: httpx.Headers | Mapping[str, str],
        content: bytes | None,
        timeout: httpx.Timeout,
    ) -> httpx.Response:
        """The answer, whose body is still to be read: no redirect is followed, no cookie and no hook is looked for.

        It goes straight to the connection that the URL wants, a proxy's or its own: `send` takes 0.1 ms more. The
        host and the length of the content are the connection's to say; httpx would take 0.04 ms to say them, too.
        """
        if self.is_closed:
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        extensions = {"timeout": timeout.as_dict()}
        body = httpx.ByteStream(content or b"")
        request = httpx.Request(method, url, headers=headers, stream=body, extensions=extensions)
        await request.aread()
        return await self._transport_for_url(url).handle_async_request(request)


def _session(verify: ssl.SSLContext) -> ClientSession:
    connector = TCPConnector(limit=0, ssl=verify, keepalive_timeout=KEPT)
    return ClientSession(
        connector=connector,
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        max_line_size=HEAD_LIMIT,
        max_field_size=HEAD_LIMIT,
        skip_auto_headers=("User-Agent", "Accept-Encoding"),
    )
