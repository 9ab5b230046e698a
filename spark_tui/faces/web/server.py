"""The server between browsers and the apps of their tabs: who may, how many, how much, and what each says.

The page draws with xterm.js, which comes with textual-serve; of that package only these files are used, because its
own server asks nobody who they are.
"""

import asyncio
import json
from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from html import escape
from importlib.resources import files
from pathlib import Path
from weakref import WeakSet

from aiohttp import WSCloseCode, WSMsgType, web

from spark_tui.faces.web.gate import COOKIE, Gate, Refused
from spark_tui.faces.web.tab import Size, Tab

MOST_TABS = 4  # each is a process of about 100 MB
MESSAGE = 256 * 1024  # bytes that a browser may say at once: what a person pastes
HEARTBEAT = 15.0  # seconds; a browser that does not answer for half of it again is gone
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PAGE = Path(__file__).parent / "page"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """`command` starts the app of a tab."""

    def __init__(self, gate: Gate, command: Sequence[str], *, title: str, opened: Callable[[], None]) -> None:
        self._gate, self._command, self._title, self._opened = gate, command, title, opened
        self._sockets: WeakSet[web.WebSocketResponse] = WeakSet()
        self._tabs = 0

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded], client_max_size=1_024)
        path = self._gate.path
        app.router.add_get(path, self._page)
        app.router.add_get(f"{path}ws", self._socket)
        app.router.add_get(f"{path}{{name:page\\.(?:css|js)}}", _file)
        app.router.add_static(f"{path}static", Path(str(files("textual_serve") / "static")))
        app.on_response_prepare.append(_secured)
        app.on_shutdown.append(self._end)
        return app

    # ------------------------------------------------------------------ who may

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._gate.check(request.headers, from_page=request.path.endswith("/ws"))
            token = request.query.get("token", "")
            if token and request.path == self._gate.path:
                return self._let_in(request, token)
            self._must_be_known(request)
            return await handler(request)
        except Refused as wrong:
            return _told(403, "You are not let in", str(wrong))
        except web.HTTPException as wrong:
            return _told(wrong.status, wrong.reason, "there is nothing here")

    def _let_in(self, request: web.Request, token: str) -> web.Response:
        """The token leaves the address at once: what is left in the history is no key. Raises Refused."""
        answer = web.Response(status=303, headers={"Location": self._gate.path})
        if not self._known(request):
            cookie = self._gate.admit(token)
            answer.set_cookie(COOKIE, cookie, path=self._gate.path, httponly=True, samesite="Strict")
            self._opened()
        return answer

    def _must_be_known(self, request: web.Request) -> None:
        if not self._known(request):
            raise Refused(_NO_COOKIE)

    def _known(self, request: web.Request) -> bool:
        return request.path.startswith(self._gate.path) and self._gate.knows(request.cookies.get(COOKIE, ""))

    # ------------------------------------------------------------------ what they get

    async def _page(self, _: web.Request) -> web.Response:
        text = await asyncio.to_thread((PAGE / "index.html").read_text, "utf-8")
        return web.Response(text=text.replace("TITLE", escape(self._title)), content_type="text/html")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MESSAGE)
        await socket.prepare(request)
        if self._tabs >= MOST_TABS:
            await socket.send_bytes(f"{MOST_TABS} tabs are open already: close one, and load this page again".encode())
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        self._tabs += 1
        self._sockets.add(socket)
        try:
            await self._carry(socket, Size.of(request.query.get("width"), request.query.get("height")))
        finally:
            self._tabs -= 1
        return socket

    async def _carry(self, socket: web.WebSocketResponse, size: Size) -> None:
        """From the first frame until either side is gone."""
        tab = await Tab.open(self._command, size)
        try:
            async with TaskGroup() as both:
                both.create_task(_shown(tab, socket))
                both.create_task(_heard(tab, socket))
        finally:
            await tab.close()

    async def _end(self, _: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)


_NO_COOKIE = "open the address that spark web has shown in its terminal"


async def _shown(tab: Tab, socket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError, RuntimeError):  # the browser is gone, or is going
        await tab.show(socket.send_bytes)
        await socket.close()


async def _heard(tab: Tab, socket: web.WebSocketResponse) -> None:
    """Until the browser is gone, or says what no page of ours says."""
    async for message in socket:
        if message.type is not WSMsgType.TEXT or not await _obeyed(tab, socket, message.data):
            await socket.close(code=WSCloseCode.POLICY_VIOLATION)
            break
    await tab.close()


async def _obeyed(tab: Tab, socket: web.WebSocketResponse, text: str) -> bool:
    """Whether it was one of the things that the page says."""
    try:
        match json.loads(text):
            case ["stdin", str(keys)]:
                await tab.type(keys)
            case ["resize", {"width": int(width), "height": int(height)}]:
                await tab.resize(Size.of(width, height))
            case ["focus" | "blur" as which, *_]:
                await tab.focus(on=which == "focus")
            case ["ping", str(when)]:
                await socket.send_json(["pong", when[:40]])
            case _:
                return False
    except (ValueError, RecursionError):
        return False
    return True


# ------------------------------------------------------------------ answers


async def _file(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / request.match_info["name"])


async def _secured(_: web.Request, answer: web.StreamResponse) -> None:
    answer.headers.update(SECURITY)


def _told(status: int, what: str, words: str) -> web.Response:
    text = f"<!doctype html><title>Spark</title><h1>{escape(what)}</h1><p>{escape(words)}.</p>"
    return web.Response(status=status, text=text, content_type="text/html")


async def serve(server: Server, host: str, port: int, ready: Callable[[int], None], until: asyncio.Event) -> None:
    """Until told to end; `ready` hears the port. Raises OSError where it cannot be had."""
    runner = web.AppRunner(server.application(), access_log=None, handle_signals=False, shutdown_timeout=10.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        ready(runner.addresses[0][1])
        await until.wait()
    finally:
        await runner.cleanup()
